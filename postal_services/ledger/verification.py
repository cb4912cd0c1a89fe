"""Proof that the ledger is what was written: every hash, chain, move, head and seal computed again.

The lines stream out of PostgreSQL one partition after the other in the order of the primary key, so memory stays flat
however long the ledger is.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection, transaction

from postal_services.documents import keys

from . import canonical, merkle
from .checkpoints import GENESIS, PURPOSE, written
from .models import Checkpoint, Stream

_INSTANT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_QUOTED = """coalesce('"' || {0} || '"', 'null')"""
# What PostgreSQL writes here is canonical.line_head and canonical.line_tail, which the tests hold against each other.
_LINES = f"""
SELECT concat_ws(E'\\x1f', stream_id, seq, machine, subject, from_state, to_state, encode(prev_hash, 'hex'),
       encode(hash, 'hex'),
       '{{"action":"' || action || '","actor":' || {_QUOTED.format("actor")} || ',"confidence":"' || confidence
       || '","counterpart":' || {_QUOTED.format("counterpart")} || ',"data":',
       data,
       ',"device":' || {_QUOTED.format("device")} || ',"flags":'
       || array_to_json(flags) || ',"from":"' || from_state || '","machine":"' || machine || '","occurred_at":"'
       || {_INSTANT.format("occurred_at")} || '","office":' || {_QUOTED.format("office")} || ',"recorded_at":"'
       || {_INSTANT.format("recorded_at")} || '","seq":' || seq || ',"skew_ms":' || skew_ms || ',"stream":"'
       || stream_id || '","subject":"' || subject || '","to":"' || to_state || '","tx":"' || tx || '"}}')
  FROM %(table)s %(where)s ORDER BY stream_id, seq
"""  # noqa: S608 (only names of the ledger's own partitions are put in)
_AT_ONCE = 2_000
_PARTS = "\x1f"  # no column can hold it: names are checked, and JSON writes it as an escape
_PARTS_OF_A_LINE = 11  # fewer where a value has no text, such as an infinite instant; more where a name was forged
_CHANGED = "was changed after it was written"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that is not as it was written."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found; ``broken`` is None when all is well."""

    lines: int
    streams: int
    checkpoints: int
    broken: Broken | None = None


@dataclass(slots=True)
class _Head:
    code: str
    genesis: bytes
    seq: int
    hash: bytes


class _Found(Exception):
    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.broken = Broken(where, why)


def verify(code: str | None = None) -> Verdict:
    """Recompute the whole ledger, or the streams whose code is ``code``; reads one snapshot."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        heads = _heads(code)
        counted = 0
        sealed = 0
        try:
            for table in _tables() if code is None else ["ledger_line"]:
                counted += _check_lines(_rows(table, heads if code is not None else None), heads)
            for head in heads.values():
                _check_end(head)
            if code is None:
                sealed = _check_checkpoints(Checkpoint.objects.order_by("number").iterator())
        except _Found as found:
            return Verdict(counted, len(heads), sealed, found.broken)
        return Verdict(counted, len(heads), sealed)


def _heads(code: str | None) -> dict[str, _Head]:
    streams = Stream.objects.all() if code is None else Stream.objects.filter(code=code)
    return {
        str(stream_id): _Head(f"{kind} {name}", canonical.genesis(kind, name, stream_id), seq, bytes(end))
        for stream_id, kind, name, seq, end in streams.values_list("id", "kind", "code", "seq", "hash").iterator()
    }


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_line'::regclass ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _rows(table: str, only: Mapping[str, _Head] | None) -> Iterator[list[str]]:
    """The columns of ``_LINES`` as text; while some thousand lines are checked, PostgreSQL writes the next ones."""
    where = "" if only is None else f"WHERE stream_id = ANY('{{{','.join(only)}}}')"
    with (
        connection.cursor() as opened,
        opened.connection.cursor("ledger_lines") as cursor,
        ThreadPoolExecutor(max_workers=1) as ahead,
    ):
        cursor.execute(_LINES % {"table": table, "where": where})
        fetching = ahead.submit(cursor.fetchmany, _AT_ONCE)
        while rows := fetching.result():
            fetching = ahead.submit(cursor.fetchmany, _AT_ONCE)
            for (line,) in rows:
                yield line.split(_PARTS)


def _check_lines(rows: Iterable[list[str]], heads: dict[str, _Head]) -> int:
    """Walk lines in the order of their streams; each must follow the one before in number, hash and state."""
    sha256, reread, version = hashlib.sha256, canonical.reread_data, canonical.VERSION
    counted = 0
    current = ""
    seq, last, last_hex, states = 0, b"", "", dict[tuple[str, str], str]()
    head: _Head | None = None
    for parts in rows:
        if len(parts) != _PARTS_OF_A_LINE:
            raise _Found(f"{heads[parts[0]].code if parts[0] in heads else parts[0]} #{parts[1]}", _CHANGED)
        stream, number, machine, subject, before, after, prev_hex, hash_hex, start, data, end = parts
        if stream != current:
            _close(head, seq, last)
            head = heads.get(stream)
            if head is None:
                raise _Found(f"stream {stream}", "has lines but no head")
            current, seq, last, states = stream, 0, head.genesis, {}
            last_hex = last.hex()
        seq += 1
        if int(number) != seq:
            raise _Found(f"{head.code if head else stream} #{seq}", f"is missing (next is #{number})")
        try:
            digest = sha256(version + (start + reread(data) + end).encode() + last).digest()
        except (ValueError, RecursionError) as error:  # numbers and depths that the writer never lets through
            raise _Found(f"{head.code if head else stream} #{seq}", _CHANGED) from error
        if prev_hex != last_hex:
            raise _Found(f"{head.code if head else stream} #{seq}", "does not hang on the line before")
        last, last_hex = digest, digest.hex()
        if hash_hex != last_hex:
            raise _Found(f"{head.code if head else stream} #{seq}", _CHANGED)
        key = (machine, subject)
        if states.get(key, "") != before:
            raise _Found(f"{head.code if head else stream} #{seq}", f"leaves a state it was not in ({before})")
        states[key] = after
        counted += 1
    _close(head, seq, last)
    return counted


def _close(head: _Head | None, seq: int, last: bytes) -> None:
    """The head must name the last line walked; a seen head is marked by an empty genesis."""
    if head is None:
        return
    if (head.seq, head.hash) != (seq, last):
        raise _Found(head.code, f"ends at #{seq} but its head says #{head.seq}")
    head.genesis = b""


def _check_end(head: _Head) -> None:
    if head.genesis and (head.seq, head.hash) != (0, head.genesis):
        raise _Found(head.code, f"has no lines but its head says #{head.seq}")


def _check_checkpoints(checkpoints: Iterable[Checkpoint]) -> int:
    public = keys.public_keys(PURPOSE)
    number, to_tx, last = 0, 0, GENESIS
    for seal in checkpoints:
        name = f"checkpoint {seal.number}"
        if seal.number != number + 1 or seal.from_tx != to_tx or bytes(seal.prev_hash) != last:
            raise _Found(name, "does not follow the seal before")
        hashes = _sealed_hashes(seal)
        if len(hashes) != seal.line_count:
            raise _Found(name, f"seals {seal.line_count} lines but {len(hashes)} stand there")
        root = merkle.root(hashes)
        text = written(
            number=seal.number,
            from_tx=seal.from_tx,
            to_tx=seal.to_tx,
            line_count=len(hashes),
            root=root,
            prev_hash=last,
            sealed_at=seal.sealed_at,
        )
        if root != bytes(seal.root) or hashlib.sha256(text).digest() != bytes(seal.hash):
            raise _Found(name, "its root is not that of the lines")
        if seal.key_id not in public or not keys.verify(text, bytes(seal.signature), public[seal.key_id]):
            raise _Found(name, "is not signed by a key of this ledger")
        number, to_tx, last = seal.number, seal.to_tx, bytes(seal.hash)
    return number


def _sealed_hashes(seal: Checkpoint) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM ledger_line WHERE tx >= %s AND tx < %s ORDER BY tx, stream_id, seq",
            [seal.from_tx, seal.to_tx],
        )
        return [bytes(row[0]) for row in cursor.fetchall()]
