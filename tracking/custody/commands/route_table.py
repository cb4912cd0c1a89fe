"""The route table as an office's supervisor keeps it: rows from a day on, ended on a day; the past stays as it was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from delegation.registry.models import Office, Unit
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.custody import policies
from tracking.custody.models import RouteStep
from tracking.custody.queries import routes
from tracking.custody.refusals import (
    RouteGoalNeeded,
    RouteInThePast,
    RouteLeadsBack,
    RouteSpoken,
    UnknownOffice,
)
from tracking.custody.routes import Turn, Ways

_TABLE = 0x52_4F_55_54
"""Advisory lock: two rows that make a circle together are never judged apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is meant for ``goal`` (or every office of ``district``) goes to ``next_office`` first, from a day on."""

    origin: str
    next_office: str
    goal: str = ""
    district: str = ""
    valid_from: date | None = None
    note: str = ""


@transaction.atomic(durable=True)
def add_route_step(*, actor: Actor, step: Step, now: datetime | None = None) -> RouteStep:
    """Add a row, valid from today or a later day.

    Raises NotThere, NotAllowed, RouteGoalNeeded, UnknownOffice, RouteInThePast, RouteSpoken where a row for the same
    goal is in force then, RouteLeadsBack where the goal could not be reached any more.
    """
    today = clock.day_of(now or clock.now())
    policies.require_may_set_routes(actor, step.origin)
    first = step.valid_from or today
    if first < today:
        raise RouteInThePast
    if bool(step.goal) == bool(step.district):
        raise RouteGoalNeeded
    _alone()
    district = Unit.objects.valid_on(first).districts().filter(code=step.district).first()
    if step.district and district is None:
        raise RouteGoalNeeded
    same = RouteStep.objects.filter(origin=step.origin, goal=step.goal or None, district=district)
    if any(row.is_open_on(first) for row in same):
        raise RouteSpoken
    _require_ways(step, district.pk if district else None, first)
    return RouteStep.objects.create(
        origin_id=step.origin,
        goal_id=step.goal or None,
        district=district,
        next_office_id=step.next_office,
        note=step.note.strip()[:200],
        valid_from=first,
    )


@transaction.atomic(durable=True)
def end_route_step(*, actor: Actor, step: UUID, now: datetime | None = None) -> RouteStep:
    """End a row from tomorrow on; one that has not begun is taken off. Raises NotThere, NotAllowed, RouteLeadsBack."""
    tomorrow = clock.day_of(now or clock.now()) + timedelta(days=1)
    row = RouteStep.objects.select_for_update().filter(pk=step).first()
    if row is None:
        raise NotThere
    policies.require_may_set_routes(actor, row.origin_id)
    _alone()
    _require_ways_without(row, max(row.valid_from, tomorrow))
    if row.valid_from >= tomorrow:
        row.delete()
    elif row.valid_to is None or row.valid_to > tomorrow:
        row.valid_to = tomorrow
        row.save(update_fields=["valid_to"])
    return row


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TABLE])


def _require_ways(step: Step, district: UUID | None, first: date) -> None:
    """With the new row in force, on every day on which the table changes, each goal it speaks of is still reached."""
    turn = Turn(step.origin, step.goal, district, step.next_office)
    for day in _days_of_change(first):
        ways = routes.ways(day)
        for code in filter(None, (step.next_office, step.goal)):
            if code not in ways.places or ways.post_of(step.next_office) != step.next_office:
                raise UnknownOffice(office=code[:24])
        _require_reached(Ways(places=ways.places, turns=[*ways.turns, turn]), turn)


def _require_ways_without(row: RouteStep, first: date) -> None:
    """Without the row from ``first`` on, each goal it spoke of is still reached."""
    turn = Turn(row.origin_id, row.goal_id or "", row.district_id, row.next_office_id)
    for day in _days_of_change(first):
        ways = routes.ways(day)
        _require_reached(Ways(places=ways.places, turns=[each for each in ways.turns if each != turn]), turn)


def _days_of_change(first: date) -> list[date]:
    """``first``, and every later day on which some row begins or ends."""
    rows = RouteStep.objects.values_list("valid_from", "valid_to")
    return sorted({first, *(day for span in rows for day in span if day and day > first)})


def _require_reached(ways: Ways, turn: Turn) -> None:
    """What passes through the origin goes on as from the origin, so its own way to each goal says all."""
    for goal in _goals(ways, turn):
        way = ways.path(turn.origin, goal)
        if way[-1] == goal:
            continue
        back = ways.next_office(way[-1], goal)
        told = [*way, back] if back else list(way)
        names = dict(Office.objects.filter(code__in={*told, goal}).values_list("code", "name"))
        raise RouteLeadsBack(goal=names.get(goal, goal), way=" → ".join(names.get(code, code) for code in told))


def _goals(ways: Ways, turn: Turn) -> list[str]:
    """The post offices a row speaks of, but the one where it begins."""
    if turn.goal:
        return [turn.goal]
    inside = (place for place in ways.places.values() if turn.district in (place.area, place.around))
    return sorted(place.code for place in inside if ways.post_of(place.code) == place.code != turn.origin)
