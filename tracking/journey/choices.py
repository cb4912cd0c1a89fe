"""What a citizen can choose from: the days, the offices and the communes a result can still be sent to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from delegation.registry.models import Office, Unit
from delegation.registry.models.units import COMMUNE_KINDS
from delegation.registry.refusals import NoParameter
from tracking.custody.models import Item, Leg
from tracking.custody.states import ItemState
from tracking.rounds import days

from .milestones import MAY_WISH

MOST_DAYS = 10
_WAITED_FOR = frozenset({ItemState.OUT_FOR_DELIVERY, ItemState.HELD})


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a case on its way home: its item's code, and the office that delivers it."""

    item: str
    office: str
    state: str
    dossier: UUID
    dossier_code: str

    @property
    def may_get_code(self) -> bool:
        """Whether somebody is about to hand it out, so that a one-time code makes sense."""
        return self.state in _WAITED_FOR


def result_of(*, token: str = "", dossier: UUID | None = None) -> Result | None:
    """The result of a case that wishes can still be made for; None before, after, and for no such case. One query."""
    rows = Item.objects.filter(leg=Leg.B, state__in=MAY_WISH)
    rows = rows.filter(dossier__token=token) if token else rows.filter(dossier=dossier)
    found = rows.order_by("-registered_at").values_list(
        "code", "destination", "state", "dossier", "dossier__code", named=False
    )
    row = found.first()
    return Result(*row) if row else None


def open_days(office: str, today: date) -> list[date]:
    """Days from tomorrow on which the office works, no further than an item is kept; none where no rule is known."""
    try:
        last = today + timedelta(days=days.hold_days(today).whole)
    except NoParameter:
        return []
    found: list[date] = []
    day = today + timedelta(days=1)
    while day <= last and len(found) < MOST_DAYS:
        day = days.first_open_day(day, office)
        if day <= last:
            found.append(day)
        day += timedelta(days=1)
    return found


def offices_near(office: str, today: date) -> list[tuple[str, str]]:
    """The office that delivers and those below it, by code and name; one query."""
    rows = Office.objects.valid_on(today).post()
    near = rows.filter(code=office) | rows.filter(parent=office)
    return sorted(near.values_list("code", "name"), key=lambda each: (each[0] != office, each[1]))


def communes(today: date) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """The communes of today by district, for a list; one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Unit.objects.valid_on(today).filter(kind__in=COMMUNE_KINDS)
    for code, name, district in rows.order_by("parent__code", "short_name").values_list("code", "name", "parent__name"):
        groups.setdefault(district or "", []).append((code, name))
    return list(groups.items())
