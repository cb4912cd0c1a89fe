"""One look at the database: the stored sums, and the lines that the reader of the feed has not dealt with yet.

Sums that follow a feed lag behind it. Whoever reads them folds the few cases that unread lines touch in memory and adds
the difference, so that a hand-over countersigned a moment ago counts at once, with a worker or without. Where too many
lines are unread, the look says up to when was counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from postal_services import clock
from tracking.measures import folding, lines, working
from tracking.measures.facts import Amounts, Facts, Told, amounts_of
from tracking.measures.keys import BY_NUMBER, MEANINGS, Key
from tracking.measures.lines import Sums

LONGEST_TAIL = 5_000
"""Unread lines that a look folds at most."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Up to when was counted before anything was."""
_LATE = MEANINGS[Key.LATE_OPEN].number


@dataclass(slots=True)
class Look:
    """What a look found beyond the stored sums, as of ``now``.

    ``counted_to`` is ``now`` when every line is counted, else the moment up to which the reader had come; then
    ``behind`` is true and nothing is added.
    """

    now: datetime
    counted_to: datetime
    behind: bool = False
    sums: Sums = field(default_factory=dict)
    facts: dict[UUID, Facts] = field(default_factory=dict)
    """Cases that unread lines touch, as they stand."""
    amounts: dict[UUID, Amounts] = field(default_factory=dict)
    """What those cases add to the figures of each day."""


@contextmanager
def one_look(now: datetime | None = None) -> Iterator[Look]:
    """Everything read inside sees one state of the database; one statement, and one about the calendar where needed.

    Inside a transaction of the caller's the isolation is the caller's.
    """
    with lines.one_state():
        yield _look(now or clock.now())


_TAIL = f"""
WITH place AS MATERIALIZED (
    SELECT coalesce(max(tx), 0) AS tx,
           coalesce((array_agg(stream_id))[1], '00000000-0000-0000-0000-000000000000') AS id,
           coalesce(max(seq), 0) AS seq, max(moved_at) AS moved_at
      FROM ledger_consumer WHERE name = %(consumer)s),
unread AS MATERIALIZED (
    SELECT l.stream_id, {lines.COLUMNS} FROM ledger_line l
     WHERE (l.tx, l.stream_id, l.seq) > ((SELECT tx FROM place), (SELECT id FROM place), (SELECT seq FROM place))
       AND l.machine = ANY(%(all)s)
     ORDER BY l.tx, l.stream_id, l.seq LIMIT %(limit)s),
touched AS MATERIALIZED (
    SELECT DISTINCT stream_id FROM unread WHERE machine = ANY(%(cases)s) AND (SELECT count(*) FROM unread) < %(limit)s)
SELECT NULL::uuid, (SELECT count(*) FROM unread), NULL, NULL, NULL, NULL, NULL::uuid, NULL, NULL, NULL, NULL,
       NULL::text[], false, NULL::int[], (SELECT moved_at FROM place)
UNION ALL
SELECT t.stream_id, c.*, true, f.counted, f.late_from
  FROM touched t
 CROSS JOIN LATERAL (SELECT {lines.COLUMNS} FROM ledger_line l
                      WHERE l.stream_id = t.stream_id AND l.machine = ANY(%(cases)s) OFFSET 0) c
  LEFT JOIN measures_casefacts f ON f.dossier_id = t.stream_id AND c.seq = 1
UNION ALL
SELECT u.*, false, NULL, NULL FROM unread u
 WHERE u.machine = ANY(%(beside)s) AND (SELECT count(*) FROM unread) < %(limit)s
"""  # noqa: S608 (nothing of anybody else's is put in)


def _look(now: datetime) -> Look:
    params: dict[str, Any] = {
        "consumer": lines.CONSUMER,
        "all": list(lines.ALL),
        "cases": list(folding.MACHINES),
        "beside": list(lines.BESIDE),
        "limit": LONGEST_TAIL + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAIL, params)
        head, *rows = sorted(cursor.fetchall(), key=_head_first)
    if head[1] > LONGEST_TAIL:
        return Look(now, head[14] or NEVER, behind=True)
    look = Look(now, now)
    if rows:
        _add(look, rows)
    return look


def _head_first(row: tuple[Any, ...]) -> bool:
    return row[0] is not None


def _add(look: Look, rows: list[tuple[Any, ...]]) -> None:
    """Fold the touched cases and take off what the stored sums say of them already."""
    cases: dict[UUID, list[Told]] = {}
    stored: dict[UUID, tuple[list[int], datetime | None]] = {}
    loose: list[tuple[UUID, Told]] = []
    for stream, *line, of_case, counted, late_from in rows:
        told = lines.told(line)
        if not of_case:
            loose.append((stream, told))
            continue
        cases.setdefault(stream, []).append(told)
        if counted is not None:
            stored[stream] = (counted, late_from)
    clockwork = working.current() if cases else None
    for stream, of_stream in cases.items():
        folded = folding.fold(of_stream, clockwork) if clockwork else None
        if folded is None:
            continue
        facts, look.amounts[stream] = folded.facts, folded.amounts
        look.facts[stream] = facts
        counted, late_from = stored.get(stream, ([], None))
        _sum(look, facts.committee, _so_far(folded.amounts, facts.late_from, look.now), 1)
        _sum(look, facts.committee, _so_far(amounts_of(counted), late_from, look.now), -1)
    beside = lines.beside(line for stream, line in loose if stream not in look.facts)
    for key, amount in beside.items():
        look.sums[key] = look.sums.get(key, 0) + amount


def _so_far(amounts: Amounts, late_from: datetime | None, now: datetime) -> Amounts:
    """Amounts without the appointment that has not passed yet."""
    if late_from is None or late_from <= now:
        return amounts
    pending = (clock.day_of(late_from), _LATE)
    return {**amounts, pending: amounts.get(pending, 0) - 1}


def _sum(look: Look, committee: str, amounts: Amounts, sign: int) -> None:
    for (day, number), amount in amounts.items():
        key = (committee, day, BY_NUMBER[number])
        look.sums[key] = look.sums.get(key, 0) + sign * amount
