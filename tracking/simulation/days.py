"""Days and hours of the made-up world: office hours on working days, in the civil time of Gia Lai."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from delegation.registry import calendar
from delegation.registry.calendar import WorkingCalendar
from postal_services import clock

from .refusals import NotYet, NoWorkingDay, WrongPeriod

_MORNING = (7 * 60 + 5, 11 * 60 + 15)
_AFTERNOON = (13 * 60 + 35, 16 * 60 + 20)
"""Minutes of the day between which people come to the counter; both lie inside office hours."""


class PeriodOver(Exception):
    """What would come next lies after the last day."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both included, between which things happen."""

    first: date
    last: date
    working: WorkingCalendar

    @classmethod
    def between(cls, first: date, last: date) -> "Period":
        """A period that has passed and lies in the calendar.

        Raises WrongPeriod, NotYet, NoWorkingDay; CalendarEnds outside the years of the calendar.
        """
        yesterday = clock.today() - calendar.ONE_DAY
        if last < first:
            raise WrongPeriod(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        working = calendar.current()
        working.is_working_day(first)
        working.is_working_day(last)
        if last > yesterday:
            raise NotYet(last=f"{last:%d/%m/%Y}", latest=f"{yesterday:%d/%m/%Y}")
        period = cls(first, last, working)
        if not period.days(first, last):
            raise NoWorkingDay(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        return period

    def days(self, first: date, last: date) -> tuple[date, ...]:
        """Working days from ``first`` to ``last`` inside the period."""
        low, high = max(first, self.first), min(last, self.last)
        span = (high - low).days + 1
        each = (low + timedelta(days=n) for n in range(max(span, 0)))
        return tuple(day for day in each if self.working.is_working_day(day))

    def after(self, day: date, days: int = 1) -> date:
        """The working day ``days`` after ``day``; raises PeriodOver past the last day."""
        while days:
            day += calendar.ONE_DAY
            if day > self.last:
                raise PeriodOver
            days -= self.working.is_working_day(day)
        return day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That time of day in Gia Lai; raises PeriodOver past the last day."""
        if day > self.last:
            raise PeriodOver
        return at(day, hour, minute)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time of day in Gia Lai, in UTC as the ledger has it."""
    return datetime.combine(day, time(hour, minute), clock.VN).astimezone(UTC)


def at_the_counter(dice: random.Random, day: date) -> datetime:
    """A moment of ``day`` at which somebody stands at the counter."""
    low, high = _MORNING if dice.random() < 0.6 else _AFTERNOON  # noqa: PLR2004  # mornings are busier
    return at(day, 0) + timedelta(minutes=dice.randint(low, high - 1), seconds=dice.randint(0, 59))


def stretches(days: Sequence[date], pieces: int, longest: int) -> Iterator[Sequence[date]]:
    """``pieces`` runs of at most ``longest`` neighbouring days, spread evenly over ``days``."""
    length = min(longest, max(1, len(days) // pieces))
    starts = (n * len(days) // pieces for n in range(pieces))
    return (days[start : start + length] for start in starts)
