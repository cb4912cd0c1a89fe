"""The sums of a day, and the days of an office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from delegation.dossiers.models import Channel
from postal_services.accounts.actors import Actor, Role
from tracking.cash.amounts import NOTHING, Amounts
from tracking.cash.models import CashDay, Method, Taking
from tracking.cash.states import DayState


@dataclass(frozen=True, slots=True)
class Sums:
    """Takings added up, less what went back; VND. ``simulated`` of them, where that was asked, are of played cases."""

    count: int = 0
    amounts: Amounts = NOTHING
    cash: int = 0
    bank: int = 0
    simulated: int = 0


def _column(name: str, **filters: Any) -> Coalesce:
    return Coalesce(Sum(name, filter=Q(**filters) if filters else None), 0)


SUMS: dict[str, Any] = {
    "n": Count("pk"),
    "a": _column("state_fee"),
    "b": _column("postal"),
    "c": _column("transfer"),
    "cash_a": _column("state_fee", method=Method.CASH),
    "cash_b": _column("postal", method=Method.CASH),
    "cash_c": _column("transfer", method=Method.CASH),
}


def sums(takings: QuerySet[Taking]) -> Sums:
    """Some takings added up; one statement."""
    return read_sums(takings.aggregate(**SUMS))


def read_sums(row: Mapping[str, Any]) -> Sums:
    """``SUMS`` of one row as sums."""
    amounts = Amounts(int(row["a"]), int(row["b"]), int(row["c"]))
    cash = int(row["cash_a"]) + int(row["cash_b"]) + int(row["cash_c"])
    return Sums(row["n"], amounts, cash, amounts.total - cash, row.get("simulated", 0))


def sums_of(day: UUID) -> Sums:
    """The takings of one day added up; one statement."""
    played = Count("pk", filter=Q(dossier__channel=Channel.SIMULATION))
    return read_sums(Taking.objects.filter(cash_day=day).aggregate(**SUMS, simulated=played))


def takings_of(day: CashDay) -> QuerySet[Taking]:
    """The takings of a day in the order in which they were booked."""
    found = Taking.objects.filter(cash_day=day).select_related("dossier", "office", "reverses", "reversal")
    return found.order_by("recorded_at", "number")


def my_day(actor: Actor, on: date, office: str = "") -> CashDay | None:
    """The actor's day in an office (or the only one of theirs); None while nothing was taken."""
    days = CashDay.objects.filter(person=actor.user_id, on=on).select_related("office", "person")
    return (days.filter(office=office) if office else days).order_by("opened_at").first()


def my_open_days(actor: Actor) -> list[CashDay]:
    """Days of the actor that wait for their count, oldest first."""
    days = CashDay.objects.filter(person=actor.user_id, state=DayState.OPEN)
    return list(days.select_related("office", "person").order_by("on", "office"))


def unclosed(actor: Actor, before: date) -> QuerySet[CashDay]:
    """Days of the actor's offices that are over and were not closed; for supervisors, and for the province all."""
    return _watched(actor).filter(state=DayState.OPEN, on__lt=before)


def to_accept(actor: Actor) -> QuerySet[CashDay]:
    """Counted cash that waits for who is in charge."""
    offices = actor.offices_as(Role.SUPERVISOR, Role.OFFICER)
    return CashDay.objects.filter(office__in=offices, state=DayState.CLOSED).exclude(person=actor.user_id)


def on_the_desk(actor: Actor, today: date) -> tuple[list[CashDay], list[CashDay]]:
    """The actor's own days that are over and not counted, and counted cash that waits for them; one statement."""
    own = Q(person=actor.user_id, state=DayState.OPEN, on__lt=today)
    waiting = Q(pk__in=to_accept(actor).values("pk"))
    rows = CashDay.objects.filter(own | waiting).select_related("office", "person").order_by("on", "code")
    found = list(rows)
    return (
        [day for day in found if day.person_id == actor.user_id],
        [day for day in found if day.person_id != actor.user_id],
    )


def _watched(actor: Actor) -> QuerySet[CashDay]:
    if actor.is_any((Role.PROVINCE,)):
        return CashDay.objects.all()
    return CashDay.objects.filter(office__in=actor.offices_as(Role.SUPERVISOR, Role.OFFICER))


def live_sums(days: Sequence[CashDay]) -> dict[UUID, Sums]:
    """The sums of several days by their id; one statement."""
    rows = Taking.objects.filter(cash_day__in=[day.pk for day in days]).values("cash_day").annotate(**SUMS)
    return {row["cash_day"]: read_sums(cast("dict[str, Any]", row)) for row in rows.order_by()}
