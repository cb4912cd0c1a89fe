"""Quarters of a year as the reports of a directive count them: whole days in Vietnam's time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

_WRITTEN: Final = re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])")
_FIRST_YEAR: Final = 1976
_LAST_YEAR: Final = 2100
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter; written ``2019-Q4`` for machines, ``Quý IV/2019`` for people."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The quarter written ``2019-Q4`` (blanks around it and small letters are forgiven).

        Raises ValueError for everything else, and for years outside 1976 to 2100.
        """
        found = _WRITTEN.fullmatch(text.strip().upper()) if text.isascii() else None
        if found is None or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
            msg = f"not a quarter: {text[:20]!r}"
            raise ValueError(msg)
        return cls(int(found["year"]), int(found["number"]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The quarter after it."""
        return type(self)(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Self:
        """The quarter before it."""
        return type(self)(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    @property
    def words(self) -> str:
        """``Quý IV/2019``."""
        return f"Quý {_ROMAN[self.number - 1]}/{self.year}"

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def since(day: date, today: date) -> list[Quarter]:
    """Every quarter from the one of ``day`` to the one of ``today``, newest first; none where ``day`` is to come."""
    found: list[Quarter] = []
    each = Quarter.of(today)
    while each >= Quarter.of(day) and day <= today:
        found.append(each)
        each = each.previous
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a sheet: a quarter, or what has passed of a running one; ``as_of`` is the last of them."""

    quarter: Quarter
    as_of: date

    @property
    def first(self) -> date:
        """Its first day."""
        return self.quarter.first

    @property
    def running(self) -> bool:
        """Whether the quarter is not over on ``as_of``; a quarter that ends today still runs."""
        return self.as_of < self.quarter.last

    @property
    def words(self) -> str:
        """``Quý IV/2019``, with the day up to which was counted while it runs."""
        return (
            f"{self.quarter.words} (đang chạy, đến hết {self.as_of:%d/%m/%Y})" if self.running else self.quarter.words
        )
