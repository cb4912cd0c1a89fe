"""Whatever a superuser changes in stored lines past every guard, verification finds it and names where."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from postal_services.ledger import canonical, export, verification
from tests import databases
from tests.ledger import book

EDITS = 1000
SHARE = {"column": 72, "delete": 6, "swap": 6, "copy": 5, "head": 5, "seal": 6}
COLUMNS: dict[str, tuple[str, ...]] = {
    "machine": ("machine || 'x'", "'mandate'"),
    "action": (
        "action || 'x'",
        "upper(action)",
        "'settle'",
        r"action || E'\t'",
        r"action || E'\\'",
        r"action || E'\n'",
        r"action || E'\x1f'",
    ),
    "from_state": ("from_state || 'x'", "'delivered'"),
    "to_state": ("to_state || 'x'", "'delivered'"),
    "subject": ("gen_random_uuid()",),
    "occurred_at": ("occurred_at + interval '1 microsecond'", "occurred_at - interval '1 year'", "'infinity'"),
    "recorded_at": ("recorded_at + interval '1 day'", "recorded_at - interval '1 microsecond'"),
    "skew_ms": ("skew_ms + 1", "-skew_ms - 1"),
    "confidence": ("CASE confidence WHEN 'exact' THEN 'corrected' ELSE 'exact' END",),
    "actor": ("gen_random_uuid()", "CASE WHEN actor IS NULL THEN subject END"),
    "device": ("gen_random_uuid()",),
    "office": ("'UB-622'", "NULL", "''", "'null'"),
    "counterpart": ("'UB-622'", "''", "'null'"),
    "data": (
        "data || '{\"x\": 1}'",
        "data || '{\"count\": 99}'",
        "data || '{\"count\": 0.0}'",
        "data || '{\"count\": 1e5000}'",
        "data || jsonb_build_object('note', coalesce(data->>'note', '') || ' ')",
        "CASE WHEN data = '{}' THEN '{\"a\": null}'::jsonb ELSE '{}' END",
        "jsonb_build_object('deep', (repeat('[', 3000) || repeat(']', 3000))::jsonb)",
    ),
    "flags": (
        "flags || 'x'::text",
        "flags || NULL::text",
        "CASE WHEN flags = '{}' THEN '{\"\"}' ELSE flags[1:1] END",
        "CASE WHEN flags = '{}' THEN '{NULL}' ELSE ARRAY[ARRAY[flags[1]], ARRAY[flags[2]]] END",
        "CASE WHEN flags = '{}' THEN '{late}' ELSE ARRAY[flags[2], flags[1]] END",
    ),
    "prev_hash": ("sha256(prev_hash)",),
    "hash": ("sha256(hash)", "prev_hash"),
    "tx": ("tx + 1", "tx - 1", "tx + 1000000"),
}
HEAD = ("seq = seq + 1", "seq = seq - 1", "seq = 0", "hash = sha256(hash)", "code = code || 'x'", "kind = 'target'")
SEAL = (
    "from_tx = from_tx - 1",
    "to_tx = to_tx + 1",
    "line_count = line_count - 1",
    "root = sha256(root)",
    "prev_hash = sha256(prev_hash)",
    "hash = sha256(hash)",
    "sealed_at = sealed_at + interval '1 second'",
    "key_id = 'none'",
    "signature = set_byte(signature, 7, (get_byte(signature, 7) + 1) % 256)",
    "signature = ''",
    "number = number + 10",
)


@dataclass(frozen=True)
class Shelf:
    """What there is to tamper with."""

    lines: list[tuple[Any, int, str, int]]  # stream, seq, code, last seq
    seals: list[int]


@dataclass(frozen=True)
class Edit:
    """One change and the place that verification has to name."""

    statements: tuple[str, ...]
    where: str


@pytest.fixture(scope="module")
def shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shelf]:
    """A hundred and fifty lines of fifteen cases under three seals, reached as a superuser."""
    with django_db_blocker.unblock(), databases.copied(connection.settings_dict["NAME"]):
        book.shelf()
        with book.as_superuser(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.stream_id, l.seq, s.code, s.seq FROM ledger_line l JOIN ledger_stream s ON s.id = l.stream_id"
                " ORDER BY s.code, l.seq"
            )
            lines = cursor.fetchall()
            cursor.execute("SELECT number FROM ledger_checkpoint ORDER BY number")
            yield Shelf(lines, [row[0] for row in cursor.fetchall()])


def _at(stream: Any, seq: int) -> str:
    return f"stream_id = '{stream}' AND seq = {seq}"


def _column(pick: random.Random, shelf: Shelf) -> Edit:
    stream, seq, code, _ = pick.choice(shelf.lines)
    name = pick.choice(sorted(COLUMNS))
    value = pick.choice(COLUMNS[name])
    return Edit((f"UPDATE ledger_line SET {name} = {value} WHERE {_at(stream, seq)}",), f"case {code} #{seq}")


def _delete(pick: random.Random, shelf: Shelf) -> Edit:
    stream, seq, code, last = pick.choice(shelf.lines)
    where = f"case {code}" if seq == last else f"case {code} #{seq}"
    return Edit((f"DELETE FROM ledger_line WHERE {_at(stream, seq)}",), where)


def _swap(pick: random.Random, shelf: Shelf) -> Edit:
    stream, first, code, last = pick.choice([line for line in shelf.lines if line[1] < line[3]])
    second = pick.randint(first + 1, last)
    moves = ((first, 99_999), (second, first), (99_999, second))
    return Edit(
        tuple(f"UPDATE ledger_line SET seq = {after} WHERE {_at(stream, before)}" for before, after in moves),
        f"case {code} #{first}",
    )


def _copy(pick: random.Random, shelf: Shelf) -> Edit:
    stream, seq, code, last = pick.choice(shelf.lines)
    names = "machine, action, from_state, to_state, subject, occurred_at, recorded_at, skew_ms, confidence, actor,"
    names += " device, office, counterpart, data, flags, prev_hash, hash, tx"
    copied = f"INSERT INTO ledger_line (stream_id, seq, {names}) SELECT stream_id, {last + 1}, {names} FROM ledger_line"
    return Edit((f"{copied} WHERE {_at(stream, seq)}",), f"case {code}")


def _head(pick: random.Random, shelf: Shelf) -> Edit:
    stream, _, code, _ = pick.choice(shelf.lines)
    change = pick.choice(HEAD)
    named = {"code = code || 'x'": f"case {code}x", "kind = 'target'": f"target {code}"}.get(change, f"case {code}")
    return Edit((f"UPDATE ledger_stream SET {change} WHERE id = '{stream}'",), named)


def _seal(pick: random.Random, shelf: Shelf) -> Edit:
    number = pick.choice(shelf.seals)
    return Edit((f"UPDATE ledger_checkpoint SET {pick.choice(SEAL)} WHERE number = {number}",), "checkpoint")


KINDS: dict[str, Callable[[random.Random, Shelf], Edit]] = {
    "column": _column,
    "delete": _delete,
    "swap": _swap,
    "copy": _copy,
    "head": _head,
    "seal": _seal,
}


def changed_by(edit: Edit) -> tuple[int, verification.Verdict]:
    """Rows an edit touches and what verification says about it; the edit is taken back."""
    touched = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in edit.statements:
            cursor.execute(statement)
            touched += cursor.rowcount
        verdict = verification.verify()
        transaction.set_rollback(True)
    return touched, verdict


def test_a_thousand_random_edits_of_stored_lines_by_a_superuser_are_all_found(
    shelf: Shelf, django_db_blocker: Any
) -> None:
    pick = random.Random(2019)
    missed = []
    with django_db_blocker.unblock():
        assert verification.verify() == verification.Verdict(lines=150, streams=15, checkpoints=3)
        for _ in range(EDITS):
            kind = pick.choices(list(SHARE), list(SHARE.values()))[0]
            edit = KINDS[kind](pick, shelf)
            touched, verdict = changed_by(edit)
            assert touched == len(edit.statements), edit
            if verdict.broken is None or not verdict.broken.where.startswith(edit.where):
                missed.append((edit, verdict.broken))
        assert verification.verify().broken is None
    assert missed == []


@pytest.mark.parametrize("name", COLUMNS)
def test_every_way_of_changing_a_column_is_found_in_the_first_the_middle_and_the_last_line(
    name: str, shelf: Shelf, django_db_blocker: Any
) -> None:
    lines = [shelf.lines[place] for place in (0, 5, 9, 145)]
    with django_db_blocker.unblock():
        for stream, seq, code, _ in lines:
            for value in COLUMNS[name]:
                edit = Edit((f"UPDATE ledger_line SET {name} = {value} WHERE {_at(stream, seq)}",), "")
                verdict = changed_by(edit)[1]
                assert verdict.broken is not None, edit
                assert verdict.broken.where == f"case {code} #{seq}", (edit, verdict.broken)


@pytest.mark.parametrize("change", SEAL)
def test_every_change_of_a_seal_is_found(change: str, shelf: Shelf, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        for number in shelf.seals:
            edit = Edit((f"UPDATE ledger_checkpoint SET {change} WHERE number = {number}",), "")
            broken = changed_by(edit)[1].broken
            assert broken is not None, edit
            assert broken.where.startswith("checkpoint"), broken


def test_a_case_rewritten_with_right_hashes_is_found_by_the_seal(shelf: Shelf, django_db_blocker: Any) -> None:
    stream, _, code, last = shelf.lines[9]
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE ledger_line SET office = 'UB-622' WHERE {_at(stream, last)}")
        line = book.lines(stream)[-1]
        forged = canonical.line_hash(_written(line), bytes(line.prev_hash))
        cursor.execute(f"UPDATE ledger_line SET hash = %s WHERE {_at(stream, last)}", [forged])
        cursor.execute("UPDATE ledger_stream SET hash = %s WHERE id = %s", [forged, stream])
        assert verification.verify(code).broken is None
        broken = verification.verify().broken
        transaction.set_rollback(True)
    assert broken is not None
    assert str(broken) == "checkpoint 3: its root is not that of the lines"


def _written(line: Any) -> bytes:
    return export.written(line).encode()


def test_a_whole_case_taken_away_is_found_by_the_seal(shelf: Shelf, django_db_blocker: Any) -> None:
    stream = shelf.lines[0][0]
    edit = Edit(
        (f"DELETE FROM ledger_line WHERE stream_id = '{stream}'", f"DELETE FROM ledger_stream WHERE id = '{stream}'"),
        "",
    )
    with django_db_blocker.unblock():
        broken = changed_by(edit)[1].broken
    assert broken is not None
    assert str(broken) == "checkpoint 1: seals 60 lines but 56 stand there"
