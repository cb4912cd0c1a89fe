"""Reconciliations as they are shown: figures, differences, and the dossiers behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from postal_services.accounts.actors import Actor, Role
from tracking.cash.models import (
    CashDay,
    FigureSide,
    Place,
    Reconciliation,
    ReconciliationFigure,
    ReconciliationTick,
    Taking,
)
from tracking.cash.states import DayState


@dataclass(frozen=True, slots=True)
class Sheet:
    """One reconciliation with what stands behind its figures; VND."""

    row: Reconciliation
    post: int
    """What the post took, as of now; ``row.post`` is what the first side signed."""
    figures: Sequence[ReconciliationFigure]
    open_days: Sequence[CashDay]
    ticked: int
    """The fees of the dossiers that the committee ticked."""

    @property
    def moved(self) -> bool:
        """Whether money was booked on the day after the first signature."""
        return self.row.post is not None and self.row.post != self.post

    @property
    def moved_by(self) -> int:
        """How much was booked on the day since the first signature; 0 while nobody has signed."""
        return 0 if self.row.post is None else self.post - self.row.post

    @property
    def agrees(self) -> bool:
        """Whether all four figures are known and the same."""
        return agrees(self.post, self.row)

    def difference(self, figure: int | None) -> int | None:
        """How far a figure is from what the post took; None while it is not known."""
        return None if figure is None else figure - self.post


def agrees(post: int, row: Reconciliation) -> bool:
    """Whether what was passed on, what the committee and what the treasury have is what the post took."""
    return post == row.remitted == row.committee_sum == row.treasury


def fees(post_office: str, committee: str, on: date) -> QuerySet[Taking]:
    """The state fees that the post took, or gave back, for a committee on a day."""
    found = Taking.objects.filter(post_office=post_office, committee=committee, on=on)
    return found.exclude(place=Place.AGENCY).exclude(state_fee=0)


def post_sum(post_office: str, committee: str, on: date) -> int:
    """What the post took of state fees for a committee on a day; one statement."""
    total = fees(post_office, committee, on).aggregate(total=Coalesce(Sum("state_fee"), 0))
    return int(total["total"])


def with_moved(rows: QuerySet[Reconciliation]) -> QuerySet[Any]:
    """Rows with ``moved_by``: what was booked on the day since the first signature; None while nobody has signed."""
    held = Taking.objects.filter(
        post_office=OuterRef("post_office"), committee=OuterRef("committee"), on=OuterRef("on")
    ).exclude(place=Place.AGENCY)
    booked = held.order_by().values("on").annotate(sum=Sum("state_fee")).values("sum")
    return rows.annotate(moved_by=Coalesce(Subquery(booked, output_field=BigIntegerField()), 0) - F("post"))


def moved_since(first: date) -> QuerySet[Reconciliation]:
    """Signed sheets of ``first`` and later whose day has got other money since; one statement."""
    signed = Reconciliation.objects.filter(post__isnull=False, on__gte=first)
    return with_moved(signed).exclude(moved_by=0)


def open_days(post_office: str, committee: str, on: date) -> list[CashDay]:
    """Days that are not counted and hold such fees; one statement."""
    held = fees(post_office, committee, on).filter(cash_day=OuterRef("pk"))
    days = CashDay.objects.filter(Exists(held), state=DayState.OPEN)
    return list(days.select_related("person").order_by("code"))


def sheet(row: Reconciliation) -> Sheet:
    """A reconciliation with its figures; four statements."""
    key = (row.post_office_id, row.committee_id, row.on)
    figures = list(row.figures.select_related("by").order_by("stated_at", "pk"))
    ticked = row.ticks.aggregate(total=Coalesce(Sum("taking__state_fee"), 0))["total"]
    return Sheet(row, post_sum(*key), figures, open_days(*key), int(ticked))


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One fee of a sheet; ``ticked`` where the committee says it has it."""

    taking: Taking
    ticked: bool


def lines(row: Reconciliation) -> list[SheetLine]:
    """Every fee of the sheet, in the order in which they were booked; one statement."""
    ticks = ReconciliationTick.objects.filter(reconciliation=row, taking=OuterRef("pk"))
    found = fees(row.post_office_id, row.committee_id, row.on).select_related("dossier", "reverses")
    marked = found.annotate(in_hand=Exists(ticks)).order_by("recorded_at", "number")
    return [SheetLine(each, each.in_hand) for each in marked]


def latest(figures: Sequence[ReconciliationFigure], side: FigureSide) -> ReconciliationFigure | None:
    """The figure of one side that counts."""
    return next((each for each in reversed(figures) if each.side == side), None)


@dataclass(frozen=True, slots=True)
class Undrafted:
    """Fees of a day that nobody has begun to reconcile."""

    post_office: str
    committee: str
    on: date
    total: int


def undrafted(actor: Actor, *, limit: int = 30) -> list[Undrafted]:
    """Days with fees of the actor's offices that have no sheet yet, newest first; one statement."""
    drafted = Reconciliation.objects.filter(
        post_office=OuterRef("post_office"), committee=OuterRef("committee"), on=OuterRef("on")
    )
    found = Taking.objects.exclude(place=Place.AGENCY).exclude(state_fee=0).filter(~Exists(drafted))
    if not actor.is_any((Role.PROVINCE,)):
        found = found.filter(Q(post_office__in=actor.offices) | Q(committee__in=actor.offices))
    rows = found.values_list("post_office", "committee", "on").annotate(fees=Sum("state_fee"))
    return [Undrafted(*row) for row in rows.order_by("-on", "post_office", "committee")[:limit]]


def days_between(takings: QuerySet[Taking]) -> tuple[date | None, date | None]:
    """The first and the last day of some takings."""
    found = takings.aggregate(first=Min("on"), last=Max("on"))
    return found["first"], found["last"]
