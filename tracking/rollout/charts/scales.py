"""Where a day and a count lie in a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between two marks of an axis."""
_JANUARY = 1
MONTHS_ABBR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Marks of an axis in English; in Vietnamese a month is a number (``T8``)."""
_YEAR = 12
_COUNTS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_MOST_MARKS = 5


@dataclass(frozen=True, slots=True)
class Days:
    """An axis of days from ``left`` to ``right``; ``last`` lies at ``right``."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where ``day`` lies; days outside lie on the edge."""
        whole = max((self.last - self.first).days, 1)
        part = min(max((day - self.first).days, 0), whole) / whole
        return self.left + part * (self.right - self.left)

    def marks(self, room: float) -> list[tuple[date, str]]:
        """First days of months with a label, at least ``room`` apart.

        Each January says its year, and the first one where there is room.
        """
        months = (self.last.year - self.first.year) * _YEAR + self.last.month - self.first.month
        most = max((self.right - self.left) / room, 1)
        step = next((each for each in _STEPS if months / each <= most), _STEPS[-1])
        found = [day for day in _months(self.first, self.last) if (day.month - 1) % min(step, _YEAR) == 0]
        if step > _YEAR:
            found = [day for day in found if day.year % (step // _YEAR) == 0]
        apart = self.x(found[1]) - self.x(found[0]) if len(found) > 1 else room * _YEAR
        return [(day, _label(day, step, year=not at and apart > room * 1.3)) for at, day in enumerate(found)]


def _months(first: date, last: date) -> Iterator[date]:
    year, month = first.year, first.month
    if first.day > 1:
        year, month = (year + 1, 1) if month == _YEAR else (year, month + 1)
    while (day := date(year, month, 1)) <= last:
        yield day
        year, month = (year + 1, 1) if month == _YEAR else (year, month + 1)


def _label(day: date, step: int, *, year: bool) -> str:
    if step >= _YEAR:
        return str(day.year)
    if (get_language() or "vi").startswith("en"):
        month = MONTHS_ABBR[day.month - 1]
        return f"{month} {day.year}" if year or day.month == _JANUARY else month
    return f"T{day.month}/{day.year}" if year or day.month == _JANUARY else f"T{day.month}"


@dataclass(frozen=True, slots=True)
class Counts:
    """An axis of counts from 0 at ``bottom`` to ``most`` at ``top``."""

    most: int
    bottom: float
    top: float

    def y(self, count: float) -> float:
        """Where ``count`` lies."""
        return self.bottom - (count / max(self.most, 1)) * (self.bottom - self.top)

    def marks(self) -> list[int]:
        """Round counts, and the most there can be."""
        step = next((each for each in _COUNTS if self.most / each <= _MOST_MARKS), _COUNTS[-1])
        return [*(count for count in range(0, self.most, step) if self.most - count >= step * 0.5), self.most]
