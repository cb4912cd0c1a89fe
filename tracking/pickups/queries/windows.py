"""Where papers are collected, when, and how many places are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from delegation.dossiers.states import Service
from delegation.mandates import queries as mandates
from delegation.mandates.models import MandateTask
from delegation.mandates.queries import Act
from delegation.registry import calendar
from delegation.registry.models import Calendar, Office, OfficeKind, Unit, UnitSuccession
from postal_services import clock
from tracking.pickups.models import Pickup, SlotRule
from tracking.pickups.refusals import ForeignCommune
from tracking.pickups.states import TAKES_A_PLACE

FORESEEN_DAYS = 14
"""Days ahead for which pickups are booked; the post plans its rounds no further (a working choice, no rule)."""
_TASKS = {
    Service.SEND: frozenset({MandateTask.RECEIVE}),
    Service.BOTH: frozenset({MandateTask.RECEIVE, MandateTask.RETURN}),
}


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One window of one day at one office, and how many pickups it still takes."""

    day: date
    opens: time
    closes: time
    office: str
    office_name: str
    capacity: int
    taken: int

    @property
    def free(self) -> int:
        """Places that are left; never negative, even where the supervisor has made the window smaller."""
        return max(0, self.capacity - self.taken)

    @property
    def value(self) -> str:
        """How a form names the window."""
        return f"{self.office}/{self.day:%Y-%m-%d}/{self.opens:%H:%M}"

    @property
    def hours(self) -> str:
        """07:30–09:30."""
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"

    def __str__(self) -> str:
        return f"{self.hours} {self.day:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, the desk that decides about its people's papers, and the post offices that collect there."""

    unit: Unit
    committee: Office
    offices: tuple[Office, ...]


def read_window(value: str) -> tuple[str, date, time] | None:
    """Office, day and hour out of :attr:`Window.value`; None for any other text."""
    try:
        office, day, opens = value.split("/")
        return office, date.fromisoformat(day), time.fromisoformat(opens)
    except ValueError:
        return None


def place_of(unit: str, procedure: str, at: datetime) -> Place:
    """Who collects in a commune: the mandated post office, and the commune's own one below it.

    Raises ForeignCommune where no one-stop desk of the province answers for the commune, or its desk has handed the
    procedure to no post office.
    """
    found = Unit.objects.known(unit.strip(), clock.day_of(at)) if unit.strip() else None
    if found is None or not found.is_commune:
        raise ForeignCommune
    desks = list(
        Office.objects.filter(kind=OfficeKind.ONE_STOP, unit__code__in=_districts(found))
        .select_related("unit")
        .order_by("code")
    )
    if not desks:
        raise ForeignCommune
    acts = [Act(desk.code, "", procedure, at) for desk in desks]
    covered = mandates.covering_many(acts)
    committee = next((desk for desk, named in zip(desks, covered, strict=True) if named is not None), desks[0])
    return Place(found, committee, offices_for(committee.code, procedure, found, at))


def _districts(unit: Unit) -> set[str]:
    """The district of a commune; for one of two-tier government the districts of the communes it was made of."""
    if unit.district is not None:
        return {unit.district.code}
    before = UnitSuccession.objects.filter(new=unit).select_related("old__parent")
    return {each.old.district.code for each in before if each.old.district is not None}


def offices_for(committee: str, procedure: str, unit: Unit, at: datetime) -> tuple[Office, ...]:
    """The post office a mandate names for the procedure in the coming days, and the commune's own below it."""
    acts = [Act(committee, "", procedure, moment) for moment in _moments(at)]
    named = {each.post_office for each in mandates.covering_many(acts) if each is not None}
    rows = Office.objects.post().filter(code__in=named) | Office.objects.post().filter(
        parent__in=named, unit__code=unit.code
    )
    return tuple(rows.select_related("parent").order_by("code"))


def _moments(at: datetime) -> list[datetime]:
    """Noon of every day that can be booked; the first one not before now."""
    noon = datetime.combine(clock.day_of(at), time(12), clock.VN)
    return [max(noon, at), *(noon + timedelta(days=n) for n in range(1, FORESEEN_DAYS + 1))]


def windows(
    committee: str, procedure: str, offices: Sequence[Office], now: datetime, *, service: str = Service.SEND
) -> list[Window]:
    """Windows from now on, by day and hour, full ones too; only on days that a mandate covers and the post works.

    Four statements, whatever the number of days and offices.
    """
    if not offices:
        return []
    days = _days(committee, procedure, offices, now, service)
    rules = list(SlotRule.objects.filter(office__in=[office.code for office in offices]))
    taken = taken_places([office.code for office in offices], days[0] if days else clock.day_of(now))
    found: list[Window] = []
    for office in offices:
        for day in days:
            if not is_worked(day, office.code):
                continue
            found += [
                Window(
                    day,
                    rule.opens,
                    rule.closes,
                    office.code,
                    office.name,
                    rule.capacity,
                    taken.get((office.code, day, rule.opens), 0),
                )
                for rule in rules
                if rule.office_id == office.code and holds(rule, day) and not has_begun(day, rule.opens, now)
            ]
    return sorted(found)


def _days(committee: str, procedure: str, offices: Sequence[Office], now: datetime, service: str) -> list[date]:
    """Days on which a mandate hands the procedure, with the tasks of the service, to one of the offices."""
    named = {office.code for office in offices} | {office.parent_id for office in offices if office.parent_id}
    acts = [Act(committee, "", procedure, moment) for moment in _moments(now)]
    needed = _TASKS.get(Service(service), frozenset())
    return [
        clock.day_of(act.at)
        for act, found in zip(acts, mandates.covering_many(acts), strict=True)
        if found is not None and found.post_office in named and needed.issubset(found.tasks)
    ]


def taken_places(offices: Sequence[str], since: date) -> dict[tuple[str, date, time], int]:
    """How many places of each window are used, from a day on; one statement."""
    rows = (
        Pickup.objects.filter(office__in=offices, day__gte=since, state__in=sorted(TAKES_A_PLACE))
        .order_by()
        .values_list("office", "day", "opens")
        .annotate(n=Count("pk"))
    )
    return {(office, day, opens): n for office, day, opens, n in rows}


def holds(rule: SlotRule, day: date) -> bool:
    """Whether ``rule`` makes a window on ``day``."""
    valid = rule.valid_from <= day and (rule.valid_to is None or day < rule.valid_to)
    return valid and rule.weekday == day.isoweekday()


def has_begun(day: date, opens: time, now: datetime) -> bool:
    """Whether a window has begun, so that nobody can be sent to it any more."""
    return datetime.combine(day, opens, clock.VN) <= now


def is_worked(day: date, office: str) -> bool:
    """Whether the post works on ``day`` at ``office``; a day beyond the table of holidays is not offered."""
    table = calendar.current(Calendar.POSTAL)
    return table.first <= day <= table.last and table.is_working_day(day, office)
