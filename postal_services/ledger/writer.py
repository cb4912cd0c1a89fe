"""The only way a line comes into being.

A command opens a transaction, locks the streams it will write to, decides, and appends. The lock on a stream's row is
the queue: two acts on one case wait for each other here and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from postal_services.ids import uuid7
from postal_services.statements import Rows, prepared_cursor

from . import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a command wants written; chain, numbers and hash are the writer's business.

    ``data`` holds identifiers and codes only: no names, phones or addresses, no fractions.
    """

    stream: UUID
    machine: str
    action: str
    from_state: str
    to_state: str
    subject: UUID
    occurred_at: datetime
    office: str | None = None
    counterpart: str | None = None
    actor: UUID | None = None
    device: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    skew_ms: int = 0
    confidence: str = "exact"


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an entry came to stand."""

    stream: UUID
    seq: int
    hash: bytes


@dataclass(slots=True)
class Heads:
    """The locked ends of some streams, and the number of the transaction that holds them."""

    tx: int
    ends: dict[UUID, tuple[int, bytes]]

    def add(self, other: "Heads") -> None:
        """Take in streams that were locked or opened later in the same transaction."""
        self.tx = self.tx or other.tx
        self.ends.update(other.ends)


class StreamMissing(LookupError):
    """A stream that was to be locked does not exist: a fault of the caller, not of the person."""


def lock(streams: Iterable[UUID]) -> Heads:
    """Lock the streams in the order of their identifiers and give their heads. One statement."""
    _assert_open()
    wanted = sorted(set(streams))
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT id, seq, hash, ledger_tx() FROM ledger_stream WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [wanted]
        )
        rows = cursor.fetchall()
    if len(rows) != len(wanted):
        missing = set(wanted) - {row[0] for row in rows}
        msg = f"no such stream: {sorted(missing)}"
        raise StreamMissing(msg)
    return Heads(tx=rows[0][3] if rows else _tx(), ends={row[0]: (row[1], bytes(row[2])) for row in rows})


def open_streams(kind: str, named: Mapping[str, UUID | None], *, at: datetime) -> dict[str, UUID]:
    """Make sure a stream stands under each code, and lock them; gives the identifier by code.

    ``named`` maps codes to the identifier a new stream shall have (None: a fresh one). Two statements at most.
    """
    _assert_open()
    codes = sorted(named)
    ids = [named[code] or uuid7() for code in codes]
    ends = [canonical.genesis(kind, code, stream_id) for code, stream_id in zip(codes, ids, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_stream (id, kind, code, seq, hash, opened_at)"
            " SELECT id, %s, code, 0, hash, %s FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS n(id, code, hash)"
            " ON CONFLICT (kind, code) DO NOTHING RETURNING code, id",
            [kind, at, ids, codes, ends],
        )
        found: dict[str, UUID] = dict(cursor.fetchall())
        if len(found) < len(codes):
            cursor.execute("SELECT code, id FROM ledger_stream WHERE kind = %s AND code = ANY(%s)", [kind, codes])
            found = dict(cursor.fetchall())
    return found


def open_stream(kind: str, code: str, *, at: datetime, stream_id: UUID | None = None) -> UUID:
    """Make sure one stream stands under ``code``; gives its identifier."""
    return open_streams(kind, {code: stream_id}, at=at)[code]


def append(heads: Heads, entries: Sequence[Entry], *, recorded_at: datetime) -> list[Appended]:
    """Write ``entries`` in their order behind the locked heads. One statement, whatever their number."""
    _assert_open()
    if not entries:
        return []
    rows: list[tuple[Any, ...]] = []
    appended: list[Appended] = []
    recorded_text = canonical.instant_text(recorded_at)
    for entry in entries:
        seq, prev_hash = heads.ends[entry.stream]
        row = _row(
            entry,
            seq=seq + 1,
            prev_hash=prev_hash,
            recorded_at=recorded_at,
            recorded_text=recorded_text,
            tx=heads.tx,
        )
        rows.append(row)
        heads.ends[entry.stream] = (seq + 1, row[-2])
        appended.append(Appended(entry.stream, seq + 1, row[-2]))
    ends = [(stream, *heads.ends[stream]) for stream in dict.fromkeys(entry.stream for entry in entries)]
    with prepared_cursor() as cursor:
        cursor.execute(
            _APPEND.format(lines=_LINES.source(rows), ends=_ENDS.source(ends)),
            [*_LINES.params(rows), *_ENDS.params(ends)],
        )
    return appended


_COLUMNS = {
    "stream_id": "uuid",
    "seq": "int",
    "machine": "text",
    "action": "text",
    "from_state": "text",
    "to_state": "text",
    "subject": "uuid",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "skew_ms": "int",
    "confidence": "text",
    "actor": "uuid",
    "device": "uuid",
    "office": "text",
    "counterpart": "text",
    "data": "jsonb",
    "flags": "text",
    "prev_hash": "bytea",
    "hash": "bytea",
    "tx": "bigint",
}
_LINES = Rows("n", **_COLUMNS)
_ENDS = Rows("e", id="uuid", seq="int", hash="bytea")
# Flags travel as one space-separated text, because unnest() would flatten an array of arrays.
_APPEND = """
WITH lines AS (
    INSERT INTO ledger_line ({names})
    SELECT {picked} FROM {{lines}}
)
UPDATE ledger_stream s SET seq = e.seq, hash = e.hash FROM {{ends}} WHERE s.id = e.id
""".format(
    names=", ".join(_COLUMNS),
    picked=", ".join("string_to_array(flags, ' ')" if name == "flags" else name for name in _COLUMNS),
)


def _row(
    entry: Entry, *, seq: int, prev_hash: bytes, recorded_at: datetime, recorded_text: str, tx: int
) -> tuple[Any, ...]:
    """One row in the order of ``_COLUMNS``; the last but one is the hash."""
    data = canonical.data_text(entry.data)
    written = (
        canonical.line_head(
            action=entry.action, actor=entry.actor, confidence=entry.confidence, counterpart=entry.counterpart
        )
        + data
        + canonical.line_tail(
            device=entry.device,
            flags=entry.flags,
            from_state=entry.from_state,
            machine=entry.machine,
            occurred_at=canonical.instant_text(entry.occurred_at),
            office=entry.office,
            recorded_at=recorded_text,
            seq=seq,
            skew_ms=entry.skew_ms,
            stream_id=entry.stream,
            subject=entry.subject,
            to_state=entry.to_state,
            tx=tx,
        )
    )
    return (
        entry.stream,
        seq,
        entry.machine,
        entry.action,
        entry.from_state,
        entry.to_state,
        entry.subject,
        entry.occurred_at,
        recorded_at,
        entry.skew_ms,
        entry.confidence,
        entry.actor,
        entry.device,
        entry.office,
        entry.counterpart,
        data,
        " ".join(entry.flags),
        prev_hash,
        canonical.line_hash(written.encode(), prev_hash),
        tx,
    )


def _tx() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_tx()")
        return int(cursor.fetchone()[0])


def _assert_open() -> None:
    """Lines outside a transaction would be half an act."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written inside a transaction only")
