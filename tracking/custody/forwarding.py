"""Which items were sent on to a new address, read from their lines: the address on the dossier is no longer theirs."""

from collections.abc import Collection
from uuid import UUID

from postal_services.ledger.models import Line

from .models import Item
from .states import ITEM, MOVES, Action

_MOVED = frozenset(str(edge.action) for edge in MOVES)


def sent_on(items: Collection[Item]) -> frozenset[UUID]:
    """Those of the items that were forwarded and not called back; one query, one more where any ever was."""
    lines = Line.objects.filter(stream_id__in={item.dossier_id for item in items}, machine=ITEM)
    ever = set(lines.filter(action=Action.FORWARD).values_list("subject", flat=True))
    wanted = ever.intersection(item.id for item in items)
    if not wanted:
        return frozenset()
    moved: dict[UUID, list[str]] = {}
    told = lines.filter(subject__in=wanted).order_by("stream_id", "seq").values_list("subject", "action")
    for subject, action in told:
        _remember(moved.setdefault(subject, []), action)
    return frozenset(subject for subject, actions in moved.items() if Action.FORWARD in actions)


def _remember(moved: list[str], action: str) -> None:
    """A correction takes the last move back; what was only said about an item moves nothing."""
    if action == Action.CORRECT and moved:
        moved.pop()
    elif action in _MOVED:
        moved.append(action)
