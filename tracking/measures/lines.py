"""Lines of the ledger as the fold reads them, and what lines beside the cases add to the figures."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction

from delegation.registry.models import Office, OfficeKind
from postal_services.clock import day_of
from postal_services.statements import prepared_cursor
from tracking.cash.states import CASH_DAY, RECONCILIATION, DayState, ReconciliationState
from tracking.incidents.states import INCIDENT

from .facts import Told
from .folding import MACHINES, incident_amounts
from .keys import MEANINGS, Key

CONSUMER = "measures"
"""Name of the reader's place in the feed."""
BESIDE: tuple[str, ...] = (INCIDENT, CASH_DAY, RECONCILIATION)
"""Machines whose lines count where they stand on the day of an office; incidents may also stand in a case."""
ALL: tuple[str, ...] = tuple(dict.fromkeys((*MACHINES, *BESIDE)))
COLUMNS = (
    "l.seq, l.machine, l.action, l.from_state, l.to_state, l.subject,"
    " (extract(epoch FROM l.occurred_at) * 1000000)::bigint AS moment, l.office, l.counterpart, l.data, l.flags"
)
"""What :func:`told` makes a line of; moments as microseconds, which are read many times as fast as written ones."""
PROVINCE = "UB-64"
"""Where things count that belong to no district."""

Sums = dict[tuple[str, date, Key], int]
"""By committee, day and key."""


@contextmanager
def one_state() -> Iterator[None]:
    """One state of the database for everything inside, unless the caller has opened a transaction already."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic():
            yield
    finally:
        raw.isolation_level = None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def told(row: Sequence[Any]) -> Told:
    """A line as ``COLUMNS`` give it."""
    seq, machine, action, before, after, subject, moment, *rest = row
    return Told(seq, machine, action, before, after, subject, _EPOCH + timedelta(microseconds=moment), *rest)


_OF_CASES = f"""
SELECT l.stream_id, {COLUMNS} FROM ledger_line l
 WHERE l.stream_id = ANY(%b) AND l.machine = ANY(%b) ORDER BY l.stream_id, l.seq
"""  # noqa: S608 (nothing of anybody else's is put in)


def of_streams(streams: Iterable[UUID]) -> dict[UUID, list[Told]]:
    """All lines of some streams that a case is folded from; one statement."""
    found: dict[UUID, list[Told]] = {}
    wanted = sorted(set(streams))
    if not wanted:
        return found
    with prepared_cursor() as cursor:
        cursor.execute(_OF_CASES, [wanted, list(MACHINES)])
        for stream, *line in cursor.fetchall():
            found.setdefault(stream, []).append(told(line))
    return found


class Committees:
    """To which committee an office's things count: that of its district; the registry is read where one is new."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, office: str | None) -> str:
        """The committee of the office's district, or the province."""
        if not office:
            return PROVINCE
        if office not in self._known:
            self._known |= _read()
        return self._known.setdefault(office, PROVINCE)


COMMITTEES = Committees()


def _read() -> dict[str, str]:
    rows = Office.objects.select_related("unit__parent")
    units = {office.code: office.unit.district for office in rows}
    desks = {office.unit_id: office.code for office in rows if office.kind == OfficeKind.ONE_STOP}
    return {code: desks.get(unit.pk, PROVINCE) if unit else PROVINCE for code, unit in units.items()}


def beside(lines: Iterable[Told]) -> Sums:
    """What lines on the days of offices add: incidents without a case, and cash that does not agree."""
    sums: Sums = {}
    for line in lines:
        for number, amount in _amounts(line):
            key = (_committee(line), day_of(line.occurred_at), number)
            sums[key] = sums.get(key, 0) + amount
    return sums


def _amounts(line: Told) -> Sequence[tuple[Key, int]]:
    if line.machine == INCIDENT:
        return [(_BY[number], amount) for number, amount in incident_amounts(line)]
    differs = _difference(line)
    return [(Key.CASH_DIFFERENCE_VND, differs)] if differs else ()


_BY = {meaning.number: key for key, meaning in MEANINGS.items()}


def _difference(line: Told) -> int:
    """VND by which a closed day, or a sheet both sides signed, does not agree; a sheet's largest difference counts."""
    if line.machine == CASH_DAY and line.to_state == DayState.CLOSED:
        return abs(int(line.said.get("variance", 0)))
    if line.machine == RECONCILIATION and line.to_state == ReconciliationState.DIFFERING:
        said: Any = line.said
        figures = [int(said[side]) for side in ("remitted", "committee", "treasury") if side in said]
        return max((abs(figure - int(said["post"])) for figure in figures), default=0)
    return 0


def _committee(line: Told) -> str:
    """A sheet names its committee as one of its two sides; anything else counts where its office is."""
    if line.machine == RECONCILIATION:
        sides = [side for side in (line.office, line.counterpart) if side and COMMITTEES.of(side) == side]
        if sides:
            return sides[0]
    return COMMITTEES.of(line.office)
