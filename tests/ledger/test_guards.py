"""What PostgreSQL itself refuses, by raw SQL, to the application's role and to a superuser."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from psycopg import Connection, errors

from postal_services.ids import uuid7
from postal_services.ledger import verification
from postal_services.ledger.models import LegalEdge
from tests import databases
from tests.ledger import book

PARTITIONS = [f"ledger_line_p{number:02}" for number in range(16)]
TABLES = ["ledger_line", *PARTITIONS]
ROLES = ["owner", "superuser"]
Refused = (psycopg.IntegrityError, errors.InsufficientPrivilege)


@pytest.fixture(scope="module")
def ledger(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two cases in every partition, two lines in each, and two seals; every test rolls back what it did."""
    with django_db_blocker.unblock(), databases.copied(connection.settings_dict["NAME"]):
        for part in range(len(PARTITIONS) * 2):
            book.case(f"case-{part}", stream_id=_in_partition(part % len(PARTITIONS)))
        book.seal()
        book.case("last")
        book.seal()
        yield


def _in_partition(number: int) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 1000)) AS tried"
            " WHERE satisfies_hash_partition('ledger_line'::regclass, %s, %s, id) LIMIT 1",
            [len(PARTITIONS), number],
        )
        found: UUID = cursor.fetchone()[0]
        return found


@pytest.fixture
def sql(ledger: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection past Django, as the application's role or as a superuser."""
    with django_db_blocker.unblock():
        dsn = book.superuser() if getattr(request, "param", "owner") == "superuser" else book.application()
        with psycopg.connect(dsn) as opened:
            yield opened
            opened.rollback()
        assert verification.verify().broken is None


def counted(sql: Connection, table: str) -> int:
    """How many rows there are."""
    return int(sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[index]


def assert_refused(sql: Connection, statement: str, *params: object, why: str = "") -> None:
    """The statement raises, for the reason given, and changes nothing."""
    with pytest.raises(errors.Error) as caught, sql.transaction():
        sql.execute(statement, params)
    assert isinstance(caught.value, Refused), caught.value
    assert re.search(why, str(caught.value)), caught.value


@pytest.mark.parametrize("sql", ROLES, indirect=True)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET skew_ms = 1", "UPDATE {} SET data = data WHERE false", "DELETE FROM {}", "TRUNCATE {}"],
)
def test_no_line_is_changed_or_taken_away_in_any_partition(sql: Connection, statement: str) -> None:
    for table in TABLES:
        before = counted(sql, table)
        assert_refused(sql, statement.format(table), why="only grows|permission denied")
        assert counted(sql, table) == before


@pytest.mark.parametrize("sql", ROLES, indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_stream",
        "TRUNCATE ledger_stream",
        "UPDATE ledger_checkpoint SET line_count = line_count + 1",
        "DELETE FROM ledger_checkpoint",
        "TRUNCATE ledger_checkpoint",
        "TRUNCATE ledger_edge CASCADE",
        "DELETE FROM ledger_edge WHERE action = 'note'",
        "UPDATE ledger_stream SET seq = seq - 1",
        "UPDATE ledger_stream SET hash = sha256('x')",
        "UPDATE ledger_stream SET code = code || 'x'",
        "UPDATE ledger_stream SET kind = 'target'",
        "UPDATE ledger_stream SET id = gen_random_uuid()",
        "UPDATE ledger_stream SET opened_at = opened_at - interval '1 day'",
        "INSERT INTO ledger_line TABLE ledger_line ON CONFLICT (stream_id, seq) DO UPDATE SET data = EXCLUDED.data",
        "MERGE INTO ledger_line l USING ledger_stream s ON l.stream_id = s.id WHEN MATCHED THEN DELETE",
    ],
)
def test_streams_seals_and_used_edges_stay_as_they_are(sql: Connection, statement: str) -> None:
    with pytest.raises(errors.Error), sql.transaction():
        sql.execute(statement)
    assert (counted(sql, "ledger_line"), counted(sql, "ledger_checkpoint")) == (66, 2)


NEXT_LINE = """
INSERT INTO {table} (stream_id, seq, machine, action, from_state, to_state, subject, occurred_at, recorded_at, skew_ms,
                     confidence, data, flags, prev_hash, hash {columns})
SELECT stream_id, seq + {step}, machine, '{action}', to_state, '{to}', subject, now(), now(), 0, 'exact', '{{}}',
       '{flags}', {prev}, sha256('x') {values}
  FROM {table} WHERE seq = 2 LIMIT 1
"""


def next_line(table: str = "ledger_line", **changes: str) -> str:
    """A statement that writes the line after the last of some stream; right unless changed."""
    words = {
        "step": "1",
        "action": "note",
        "to": "registered",
        "flags": "{}",
        "prev": "hash",
        "columns": "",
        "values": "",
    }
    return NEXT_LINE.format(table=table, **{**words, **changes})


WRONG = {
    "a skipped number": ({"step": "2"}, "not the line after the last"),
    "a number that is taken": ({"step": "0"}, "duplicate key|not the line after"),
    "a number before the first": ({"step": "-2"}, "violates check constraint"),
    "another previous hash": ({"prev": "sha256('y')"}, "not the line after the last"),
    "no such move": ({"action": "deliver"}, "violates foreign key constraint"),
    "no such act": ({"action": "steal"}, "violates foreign key constraint"),
    "another end of the move": ({"action": "accept", "to": "delivered"}, "violates foreign key constraint"),
    "a forced move without its flag": ({"action": "deliver", "to": "delivered", "flags": "{late}"}, "without its flag"),
    "another transaction's number": (
        {"columns": ", tx", "values": ", ledger_tx() - 1"},
        "another transaction's number",
    ),
    "a later transaction's number": (
        {"columns": ", tx", "values": ", ledger_tx() + 1"},
        "another transaction's number",
    ),
    "a short hash": ({"prev": "'\\x00'"}, "violates check constraint"),
    "a flag with a quotation mark": ({"flags": '{"a\\"b"}'}, "violates check constraint"),
}


@pytest.mark.parametrize("sql", ROLES, indirect=True)
@pytest.mark.parametrize("table", ["ledger_line", "partition"])
@pytest.mark.parametrize("name", WRONG)
def test_a_line_that_does_not_follow_the_last_is_refused(sql: Connection, table: str, name: str) -> None:
    changes, why = WRONG[name]
    for each in PARTITIONS[:4] if table == "partition" else [table]:
        assert_refused(sql, next_line(each, **changes), why=why)


@pytest.mark.parametrize("sql", ROLES, indirect=True)
def test_a_line_that_follows_the_last_is_let_through_so_that_the_refusals_above_mean_something(sql: Connection) -> None:
    for table in ("ledger_line", *PARTITIONS):
        assert sql.execute(next_line(table)).rowcount == 1
        sql.rollback()
    forced = next_line(action="deliver", to="delivered", flags="{forced}")
    assert sql.execute(forced).rowcount == 1


@pytest.mark.parametrize("sql", ROLES, indirect=True)
def test_a_line_of_an_unknown_stream_is_refused(sql: Connection) -> None:
    statement = next_line().replace("SELECT stream_id, seq + 1", "SELECT %s::uuid, 1")
    assert_refused(sql, statement, uuid7(), why="no such stream")


@pytest.mark.parametrize("sql", ROLES, indirect=True)
def test_one_bad_line_among_good_ones_stops_them_all(sql: Connection) -> None:
    mixed = (
        next_line()
        .replace("LIMIT 1", "LIMIT 30")
        .replace(
            ", hash, sha256",
            ", CASE WHEN stream_id = (SELECT max(id::text)::uuid FROM ledger_stream) THEN hash"
            " ELSE prev_hash END, sha256",
        )
    )
    assert mixed != next_line()
    assert_refused(sql, mixed, why="not the line after the last")
    assert counted(sql, "ledger_line") == 66


def test_the_application_s_role_has_no_right_to_change_lines_even_without_the_triggers(sql: Connection) -> None:
    assert sql.execute("SELECT current_setting('is_superuser')").fetchone() == ("off",)
    for table in TABLES:
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            assert sql.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (False,), table


@pytest.mark.django_db
def test_the_edges_in_the_database_know_which_moves_are_forced() -> None:
    assert LegalEdge.objects.get(machine="item", from_state="registered", action="deliver").forced
    assert not LegalEdge.objects.get(machine="item", from_state="registered", action="accept").forced
