"""Reads the ledger's feed and keeps the facts of cases and the sums of days up to it.

What is counted and how far the feed has been read are committed together. A case is folded anew from all its lines, and
the sums move by the difference to what it had counted before; so lines that come out of a case's own order, or twice,
change nothing. Lines beside the cases count once, when the feed brings them.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from postal_services.ids import uuid7
from postal_services.ledger import feed
from postal_services.ledger.models import Line
from postal_services.statements import prepared_cursor

from . import folding, lines, working
from .facts import Amounts, Folded, Told, amounts_of, counted
from .keys import BY_NUMBER
from .lines import CONSUMER, Sums

BATCH = 2_000
"""Lines of the feed that one transaction deals with."""
_AT_ONCE = 1_000
"""Cases folded and stored together, so that memory stays flat."""
_WAIT_S = 0.05


def relay(*, limit: int = BATCH) -> int | None:
    """Deal with the next lines of the feed. Gives how many were read; ``None`` when another process is at it."""
    with feed.claim(CONSUMER) as cursor:
        if cursor is None:
            return None
        read = cursor.read(limit=limit)
        take_in(read)
        cursor.advance(read)
        return len(read)


def catch_up() -> int:
    """Deal with everything that may be read by now; waits for another process that is at it. Gives how many lines."""
    total = 0
    while True:
        count = relay()
        if count is None:
            time.sleep(_WAIT_S)
            continue
        total += count
        if count < BATCH:
            return total


def take_in(read: Sequence[Line]) -> None:
    """Count what ``read`` says, inside the caller's transaction."""
    touched = sorted({line.stream_id for line in read if line.machine in folding.MACHINES})
    cases: set[UUID] = set()
    sums: Sums = {}
    for start in range(0, len(touched), _AT_ONCE):
        folded = fold_streams(touched[start : start + _AT_ONCE])
        cases.update(folded)
        _add(sums, count(folded))
    loose = (told(line) for line in read if line.machine in lines.BESIDE and line.stream_id not in cases)
    _add(sums, lines.beside(loose))
    add_to_tallies(sums)


def told(line: Line) -> Told:
    """A row of the ledger as the fold reads it."""
    return Told(
        line.seq,
        line.machine,
        line.action,
        line.from_state,
        line.to_state,
        line.subject,
        line.occurred_at,
        line.office,
        line.counterpart,
        line.data,
        line.flags,
    )


def fold_streams(streams: Iterable[UUID]) -> dict[UUID, Folded]:
    """The cases among some streams, folded from all their lines; one statement."""
    clockwork = working.current()
    found = {stream: folding.fold(of, clockwork) for stream, of in lines.of_streams(streams).items()}
    return {stream: folded for stream, folded in found.items() if folded is not None}


_FACTS = (
    ("dossier_id", "uuid"),
    ("committee_id", "text"),
    ("post_office_id", "text"),
    ("procedure_id", "text"),
    ("service", "text"),
    ("simulated", "bool"),
    ("state", "int"),
    ("lodged_at", "timestamptz"),
    ("received_at", "timestamptz"),
    ("handed_over_at", "timestamptz"),
    ("handed_over_in", "uuid"),
    ("handed_over_seq", "int"),
    ("due_at", "timestamptz"),
    ("late_from", "timestamptz"),
    ("finished_at", "timestamptz"),
    ("on_time", "bool"),
    ("delivered_at", "timestamptz"),
    ("delivered_in_time", "bool"),
    ("returned_at", "timestamptz"),
    ("score", "int"),
    ("regulated_days", "int"),
    ("committed_days", "int"),
    ("actual_minutes", "int"),
    ("actual_days", "int"),
    ("stays", "jsonb"),
    ("counted", "text"),
    ("seq", "int"),
)
# What was counted travels as one text a case, because unnest() would flatten an array of arrays.
_STORE = """
INSERT INTO measures_casefacts AS f ({names})
SELECT {picked} FROM unnest({arrays}) AS n({names})
ON CONFLICT (dossier_id) DO UPDATE SET {updates}
""".format(
    names=", ".join(name for name, _ in _FACTS),
    picked=", ".join("string_to_array(counted, ' ')::int[]" if name == "counted" else name for name, _ in _FACTS),
    arrays=", ".join(f"%b::{kind}[]" for _, kind in _FACTS),
    updates=", ".join(f"{name} = excluded.{name}" for name, _ in _FACTS[1:]),
)
_COUNTED = "SELECT dossier_id, committee_id, counted FROM measures_casefacts WHERE dossier_id = ANY(%b)"


def count(folded: dict[UUID, Folded]) -> Sums:
    """Store the facts of some cases and give by how much the sums move; two statements."""
    sums: Sums = {}
    if not folded:
        return sums
    with prepared_cursor() as cursor:
        cursor.execute(_COUNTED, [list(folded)])
        for _, committee, triples in cursor.fetchall():
            _count(sums, committee, amounts_of(triples), -1)
        for case in folded.values():
            _count(sums, case.facts.committee, case.amounts, 1)
        rows = [_row(stream, case) for stream, case in folded.items()]
        cursor.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])
    return sums


def _row(stream: UUID, case: Folded) -> tuple[Any, ...]:
    facts = case.facts
    stays = "[" + ",".join(f'["{office}","{day}",{minutes}]' for office, day, minutes in case.stays) + "]"
    return (
        stream,
        facts.committee,
        facts.post_office,
        facts.procedure,
        facts.service,
        facts.simulated,
        facts.state,
        facts.lodged_at,
        facts.received_at,
        facts.handed_over_at,
        facts.handed_over_in,
        facts.handed_over_seq,
        facts.due_at,
        facts.late_from,
        facts.finished_at,
        facts.on_time,
        facts.delivered_at,
        facts.delivered_in_time,
        facts.returned_at,
        facts.score,
        facts.regulated_days,
        facts.committed_days,
        facts.actual_minutes,
        facts.actual_days,
        stays,
        " ".join(map(str, counted(case.amounts))),
        case.seq,
    )


def _count(sums: Sums, committee: str, amounts: Amounts, sign: int) -> None:
    for (day, number), amount in amounts.items():
        key = (committee, day, BY_NUMBER[number])
        sums[key] = sums.get(key, 0) + sign * amount


def _add(sums: Sums, more: Sums) -> None:
    for key, amount in more.items():
        sums[key] = sums.get(key, 0) + amount


_TALLY = """
INSERT INTO measures_tally AS t (id, committee_id, day, key, amount)
SELECT * FROM unnest(%b::uuid[], %b::text[], %b::date[], %b::text[], %b::bigint[])
ON CONFLICT (committee_id, key, day) DO UPDATE SET amount = t.amount + excluded.amount
"""


def add_to_tallies(sums: Sums) -> None:
    """Move the sums of days; one statement, none where nothing changes."""
    moved = sorted((key, amount) for key, amount in sums.items() if amount)
    if not moved:
        return
    columns: list[Any] = [
        [uuid7() for _ in moved],
        [committee for (committee, _, _), _ in moved],
        [day for (_, day, _), _ in moved],
        [str(key) for (_, _, key), _ in moved],
        [amount for _, amount in moved],
    ]
    with prepared_cursor() as cursor:
        cursor.execute(_TALLY, columns)
