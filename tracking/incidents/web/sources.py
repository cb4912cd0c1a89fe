"""Where an incident came from when it is about no item: the cash day, the sheet, the round or the bag to look at."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from postal_services.accounts.actors import Actor
from postal_services.ledger.models import Line
from tracking.cash.models import CashDay, Reconciliation
from tracking.custody.models import Bag
from tracking.incidents.models import Incident
from tracking.rounds.models import Round

_WAYS: Final[dict[str, tuple[str, str]]] = {
    "cash_day": ("Quỹ", "cash:day"),
    "reconciliation": ("Bảng đối soát", "cash:reconciliation"),
    "round": ("Bản kê", "rounds:round"),
    "bag": ("Túi", "custody:bag"),
}
"""By machine of the line: what the thing is called, and its address."""


def source(incident: Incident, actor: Actor) -> dict[str, str] | None:
    """The thing an incident without an item was opened about, if this person may see it.

    ``cause`` of what the ledger told is ``kind:stream:seq``; other incidents have no such line.
    """
    line = None if incident.item_id else _line(incident.cause)
    if line is None or line.machine not in _WAYS:
        return None
    code = _seen(line.machine, actor).filter(pk=line.subject).values_list("code", flat=True).first()
    if code is None:
        return None
    word, address = _WAYS[line.machine]
    return {"word": word, "code": str(code), "href": reverse(address, args=[code])}


def _line(cause: str) -> Line | None:
    """The line a cause names."""
    _, _, place = cause.partition(":")
    stream, _, seq = place.partition(":")
    try:
        return Line.objects.filter(stream_id=UUID(stream), seq=int(seq)).first()
    except ValueError:
        return None


def _seen(
    machine: str, actor: Actor
) -> "QuerySet[CashDay] | QuerySet[Reconciliation] | QuerySet[Round] | QuerySet[Bag]":
    """The things of one kind that somebody may see."""
    if machine == "cash_day":
        return CashDay.objects.visible_to(actor)
    if machine == "reconciliation":
        return Reconciliation.objects.visible_to(actor)
    return Round.objects.visible_to(actor) if machine == "round" else Bag.objects.visible_to(actor)
