"""The service level: what share of results came within the standard, and of dossiers by their appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from delegation.registry.models import Office, OfficeKind
from delegation.registry.models.units import DISTRICT_KINDS
from tracking.measures.keys import Key
from tracking.measures.queries.daily import Daily, daily

KEYS = (Key.DELIVERED, Key.DELIVERED_IN_TIME, Key.FINISHED, Key.FINISHED_ON_TIME, Key.LODGED_SIMULATED)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Level:
    """What was done from one day to another, both included; a share is None where nothing was done."""

    first: date
    last: date
    delivered: int
    delivered_in_time: int
    finished: int
    finished_on_time: int

    @property
    def delivered_share(self) -> float | None:
        """Of the results delivered, the part within the standard, 0 to 1."""
        return self.delivered_in_time / self.delivered if self.delivered else None

    @property
    def finished_share(self) -> float | None:
        """Of the dossiers finished, the part by their appointment, 0 to 1."""
        return self.finished_on_time / self.finished if self.finished else None


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The levels of a span, day by day and as a whole.

    ``simulated`` says that cases of the simulation are among what can be counted up to the last day.
    """

    days: tuple[Level, ...]
    whole: Level
    simulated: bool
    counted_to: datetime
    behind: bool

    def last_days(self, number: int) -> Level:
        """The last days of the span as one; ``number`` of them, or as many as there are."""
        return _together(self.days[-number:])


def service_level(first: date, last: date, committees: Sequence[str] | None = None) -> ServiceLevel:
    """The levels from one day to another, of some committees or of all districts'."""
    wanted = desks() if committees is None else list(committees)
    read = daily(wanted, KEYS, last)
    count = (last - first).days + 1
    days = tuple(_level(read, wanted, first + _ONE_DAY * number) for number in range(count))
    simulated = any(read.standing(committee, Key.LODGED_SIMULATED, last) for committee in wanted)
    return ServiceLevel(days, _together(days), simulated, read.counted_to, read.behind)


def desks() -> list[str]:
    """The one-stop desks of the districts; one statement."""
    return list(named_desks())


def named_desks() -> dict[str, str]:
    """The one-stop desks of the districts by code, with the names of their districts; one statement."""
    offices = Office.objects.filter(kind=OfficeKind.ONE_STOP, unit__kind__in=DISTRICT_KINDS).order_by("code")
    return dict(offices.values_list("code", "unit__name"))


def _level(read: Daily, committees: Sequence[str], day: date) -> Level:
    def total(key: Key) -> int:
        return sum(read.on(committee, key, day) for committee in committees)

    return Level(
        day,
        day,
        total(Key.DELIVERED),
        total(Key.DELIVERED_IN_TIME),
        total(Key.FINISHED),
        total(Key.FINISHED_ON_TIME),
    )


def _together(days: Sequence[Level]) -> Level:
    return Level(
        days[0].first,
        days[-1].last,
        sum(day.delivered for day in days),
        sum(day.delivered_in_time for day in days),
        sum(day.finished for day in days),
        sum(day.finished_on_time for day in days),
    )
