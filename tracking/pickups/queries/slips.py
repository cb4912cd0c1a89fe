"""What a slip lists: the papers that were counted when the post took them over."""

from uuid import UUID

from delegation.dossiers.models import DossierPaper
from tracking.pickups.models import Pickup, PickupKind


def listed_papers(item: str, case: UUID) -> list[tuple[int, str, str, int]]:
    """Position, name, kind and count of every paper: what was fetched, else the dossier's list."""
    pickup = Pickup.objects.filter(item=item, kind=PickupKind.SUPPLEMENT).first()
    if pickup is not None:
        return [(p.position, p.name, p.kind, p.found) for p in pickup.papers.all() if p.found]
    rows = DossierPaper.objects.filter(dossier=case).order_by("position")
    return [(paper.position, paper.name, paper.kind, paper.count) for paper in rows]
