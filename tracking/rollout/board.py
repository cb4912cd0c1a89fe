"""Reads of the province's board: 17 districts in a handful of statements, and the list behind each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery

from delegation.dossiers.models import Dossier
from delegation.mandates.models import Mandate
from delegation.registry.models import Office, OfficeKind
from delegation.registry.models.units import DISTRICT_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.custody.models import Item

from .figures import BY_KEY, FIGURES, Figure, Moment, Of

NOTICE_DAY = date(2019, 7, 9)
"""Notice 44/TB-UBND asks the district committees of this day."""

_COMMITTEE = {Of.MANDATES: "committee", Of.DOSSIERS: "committee", Of.ITEMS: "dossier__committee"}


@dataclass(frozen=True, slots=True)
class District:
    """One of the 17: its unit, and its committee's one-stop desk."""

    unit: str
    name: str
    short_name: str
    committee: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one district; ``oldest_limbo_at`` is since when its oldest item hangs between two hands."""

    district: District
    numbers: Mapping[str, int]
    oldest_limbo_at: datetime | None

    @property
    def is_mandated(self) -> bool:
        """Whether any mandate is in force."""
        return self.numbers["mandates"] > 0


@dataclass(frozen=True, slots=True)
class Board:
    """All districts and their sums, as of ``at``."""

    at: datetime
    rows: tuple[Counted, ...]
    totals: Mapping[str, int]
    oldest_limbo_at: datetime | None

    @property
    def mandated(self) -> int:
        """Districts with a mandate in force."""
        return sum(row.is_mandated for row in self.rows)


def districts() -> list[District]:
    """The districts that the notice asks, by statistics code; one query."""
    return [_district(office) for office in _offices()]


def _offices() -> QuerySet[Office]:
    """The one-stop desks of the districts' committees."""
    offices = Office.objects.filter(
        kind=OfficeKind.ONE_STOP, unit__kind__in=DISTRICT_KINDS, unit__valid_from__lte=NOTICE_DAY
    )
    return offices.exclude(unit__valid_to__lte=NOTICE_DAY).select_related("unit").order_by("unit__code")


def _district(office: Office) -> District:
    return District(office.unit.code, office.unit.name, office.unit.short_name, office.code)


def board(now: datetime | None = None) -> Board:
    """The board as of now: three statements and the working calendar, however many dossiers there are."""
    moment = Moment.at(now or clock.now())
    counted: dict[str, tuple[District, dict[str, Any]]] = {}
    for office in _offices().annotate(mandates=_mandates_of(moment)):
        counted[office.pk] = (_district(office), {"mandates": office.mandates or 0})
    for of in (Of.DOSSIERS, Of.ITEMS):
        extra = {"oldest": Min("offered_at")} if of == Of.ITEMS else {}
        for found in _grouped(of, moment, extra):
            if found["place"] in counted:
                counted[found["place"]][1].update(found)
    rows = tuple(_counted(place, found) for place, found in counted.values())
    hanging = [row.oldest_limbo_at for row in rows if row.oldest_limbo_at]
    return Board(
        at=moment.now,
        rows=rows,
        totals={figure.key: sum(row.numbers[figure.key] for row in rows) for figure in FIGURES},
        oldest_limbo_at=min(hanging, default=None),
    )


def _mandates_of(moment: Moment) -> Subquery:
    """How many mandates a committee has in force, inside the statement that reads the committees."""
    theirs = Mandate.objects.filter(BY_KEY["mandates"].rule(moment), committee=OuterRef("pk")).order_by()
    return Subquery(theirs.values("committee").annotate(n=Count("pk")).values("n"))


def _rows() -> dict[Of, QuerySet[Any]]:
    return {Of.MANDATES: Mandate.objects.all(), Of.DOSSIERS: Dossier.objects.all(), Of.ITEMS: Item.objects.all()}


def _grouped(of: Of, moment: Moment, extra: Mapping[str, Any]) -> QuerySet[Any, dict[str, Any]]:
    """Every figure of one kind by committee; one statement."""
    counts = {
        figure.key: Count("pk", filter=rule) if (rule := figure.rule(moment)) else Count("pk")
        for figure in FIGURES
        if figure.of == of
    }
    grouped: QuerySet[Any, dict[str, Any]] = _rows()[of].order_by().values(place=F(_COMMITTEE[of]))
    counted: QuerySet[Any, dict[str, Any]] = grouped.annotate(**counts, **extra)
    return counted


def _counted(place: District, found: Mapping[str, Any]) -> Counted:
    return Counted(place, {figure.key: int(found.get(figure.key, 0)) for figure in FIGURES}, found.get("oldest"))


def behind(actor: Actor, figure: Figure, district: District | None, now: datetime | None = None) -> QuerySet[Any]:
    """The rows one number was counted from, as far as the actor may see them; None means all districts."""
    committees = [district.committee] if district else [place.committee for place in districts()]
    rows: Any = _rows()[figure.of]
    found: QuerySet[Any] = rows.visible_to(actor).filter(
        figure.rule(Moment.at(now or clock.now())), **{f"{_COMMITTEE[figure.of]}__in": committees}
    )
    if figure.of == Of.MANDATES:
        found = found.select_related("committee", "post_office").order_by("effective_from", "number")
    elif figure.of == Of.DOSSIERS:
        found = found.select_related("committee", "procedure").order_by("received_at", "pk")
    else:
        order = "offered_at" if figure.key == "in_limbo" else "since"
        found = found.select_related("dossier", "holder_office", "offered_in__receiver").order_by(order, "pk")
    return found
