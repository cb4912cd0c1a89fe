"""The figures of committees by day."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from django.db import connection

from postal_services import clock
from tracking.measures.keys import Key
from tracking.measures.queries.looks import Look, one_look


@dataclass(slots=True)
class _Column:
    """The days of one committee and key on which something was counted, with the sum up to each."""

    days: list[date] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def up_to(self, day: date) -> int:
        place = bisect_right(self.days, day)
        return self.sums[place - 1] if place else 0

    def before(self, day: date) -> int:
        place = bisect_left(self.days, day)
        return self.sums[place - 1] if place else 0


@dataclass(frozen=True, slots=True)
class Daily:
    """Figures by committee, key and day (Vietnam) up to ``until``.

    ``counted_to`` is the moment up to which lines are counted; with ``behind`` it lies in the past, because more lines
    wait for the reader than one look folds.
    """

    until: date
    counted_to: datetime
    behind: bool
    _columns: dict[tuple[str, str], _Column]

    def on(self, committee: str, key: Key, day: date) -> int:
        """What was counted on one day; of a gauge, the change of that day."""
        return self.between(committee, key, day, day)

    def between(self, committee: str, key: Key, first: date, last: date) -> int:
        """What was counted from the first day to the last, both included."""
        column = self._columns.get((committee, str(key)))
        return column.up_to(last) - column.before(first) if column else 0

    def standing(self, committee: str, key: Key, day: date) -> int:
        """Everything up to the end of ``day``: how a gauge stands, or a count since the beginning."""
        column = self._columns.get((committee, str(key)))
        return column.up_to(day) if column else 0

    def first_day(self, committee: str, key: Key) -> date | None:
        """The first day from which on something had been counted."""
        column = self._columns.get((committee, str(key)))
        if column is None:
            return None
        return next((day for day, total in zip(column.days, column.sums, strict=True) if total > 0), None)

    def days(self, committee: str, key: Key) -> list[tuple[date, int]]:
        """The days on which something was counted, with how much."""
        column = self._columns.get((committee, str(key)))
        if column is None:
            return []
        earlier = [0, *column.sums]
        return [(day, total - before) for day, total, before in zip(column.days, column.sums, earlier, strict=False)]


_SUMS = """
SELECT committee_id, key, day, amount FROM measures_tally
 WHERE committee_id = ANY(%s) AND key = ANY(%s) AND day <= %s
"""
_PENDING = """
UNION ALL
SELECT committee_id, %s, (late_from AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, -count(*) FROM measures_casefacts
 WHERE late_from > %s AND late_from < %s AND committee_id = ANY(%s) GROUP BY 1, 3
"""


def daily(
    committees: Sequence[str],
    keys: Iterable[Key],
    until: date,
    *,
    now: datetime | None = None,
    look: Look | None = None,
) -> Daily:
    """The figures of some committees up to a day; two statements, and one about the calendar where lines are unread.

    ``look`` shares the unread lines, and the state of the database, with other reads; see :func:`one_look`.
    """
    wanted = list(keys)
    if look is None:
        with one_look(now) as fresh:
            return daily(committees, wanted, until, look=fresh)
    columns: defaultdict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for committee, key, day, amount in _stored(list(committees), wanted, until, look.now):
        column = columns[committee, key]
        column[day] = column.get(day, 0) + amount
    asked = (frozenset(committees), frozenset(wanted))
    for (committee, day, key), amount in look.sums.items():
        if committee in asked[0] and key in asked[1] and day <= until and amount:
            column = columns[committee, str(key)]
            column[day] = column.get(day, 0) + amount
    return Daily(until, look.counted_to, look.behind, {pair: _column(sums) for pair, sums in columns.items()})


def _stored(committees: list[str], keys: list[Key], until: date, now: datetime) -> list[tuple[str, str, date, int]]:
    """The stored sums, without appointments that have not passed yet."""
    statement = _SUMS
    params: list[Any] = [committees, [str(key) for key in keys], until]
    if Key.LATE_OPEN in keys:
        edge = datetime.combine(until + timedelta(days=1), time(), clock.VN)
        statement, params = _SUMS + _PENDING, [*params, str(Key.LATE_OPEN), now, edge, committees]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[str, str, date, int]] = cursor.fetchall()
    return rows


def _column(sums: dict[date, int]) -> _Column:
    days = sorted(day for day, amount in sums.items() if amount)
    return _Column(days, list(accumulate(sums[day] for day in days)))
