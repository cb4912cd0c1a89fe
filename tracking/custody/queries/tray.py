"""Reads about scans that wait for a person."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import Device
from tracking.custody.models import Outcome, Scan

WAITING = "cho"
CLOSED = "xong"


def tray(actor: Actor, *, closed: bool = False) -> QuerySet[Scan]:
    """Refused and flagged scans of the actor's offices; those dealt with when ``closed``."""
    rows = Scan.objects.visible_to(actor).select_related("office", "actor", "closed_by", "item__dossier")
    if closed:
        return rows.filter(outcome__in=[Outcome.REFUSED, Outcome.FLAGGED], closed_at__isnull=False).order_by(
            "-closed_at", "-id"
        )
    return rows.in_tray().order_by("-received_at", "-id")


def waiting_counts(actor: Actor) -> dict[str, int]:
    """How many scans wait, by outcome; one query."""
    rows = Scan.objects.visible_to(actor).in_tray().order_by().values("outcome").annotate(n=Count("pk"))
    return {row["outcome"]: row["n"] for row in rows}


def one(actor: Actor, scan: UUID) -> Scan:
    """One scan with everything its row shows; raises ``Scan.DoesNotExist`` for those of other offices."""
    rows = Scan.objects.visible_to(actor).select_related("office", "actor", "closed_by", "item__dossier")
    return rows.get(pk=scan)


def device_labels(scans: Sequence[Scan]) -> dict[UUID, str]:
    """What the devices of these scans are called; one query, none when no device is named."""
    ids = {scan.device_id for scan in scans if scan.device_id}
    return dict(Device.objects.filter(pk__in=ids).values_list("pk", "label")) if ids else {}
