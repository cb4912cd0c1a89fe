"""The operator's commands: what they say and how they end."""

from io import StringIO
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tests.cast import Cast, at_post, item, lodge, propose, scan
from tests.ledger import book
from tracking.custody.models import HandOver, Item
from tracking.custody.projections import HAND_OVERS, ITEMS


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, what was said and what was said about faults."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def tamper(statement: str, *params: Any) -> None:
    """What a superuser does past every guard."""
    with psycopg.connect(book.superuser()) as sql:
        sql.execute("SET session_replication_role = replica")
        assert sql.execute(statement, params).rowcount == 1


@pytest.fixture
def two_cases(committed_db: None) -> None:
    """Five sealed lines."""
    book.case("H21-1", 2)
    book.case("H21-2", 3)
    book.seal()


@pytest.mark.usefixtures("two_cases")
def test_a_whole_ledger_is_counted_and_the_command_ends_well() -> None:
    code, said, faults = run("verify_ledger")
    assert (code, faults) == (0, "")
    assert said.startswith("Đúng / OK: 5 lines, 2 streams, 1 checkpoints, ")


@pytest.mark.usefixtures("committed_db")
def test_an_empty_ledger_is_whole() -> None:
    assert run("verify_ledger")[0] == 0


@pytest.mark.usefixtures("two_cases")
def test_the_first_bad_line_is_named_and_the_command_ends_badly() -> None:
    tamper("UPDATE ledger_line SET office = 'UB-622' WHERE seq = 3")
    assert run("verify_ledger") == (1, "", "SAI / BROKEN: case H21-2 #3: was changed after it was written\n")


@pytest.mark.usefixtures("two_cases")
def test_one_stream_can_be_checked_alone() -> None:
    tamper("UPDATE ledger_line SET office = 'UB-622' WHERE seq = 3")
    code, said, faults = run("verify_ledger", "--stream", "H21-1")
    assert (code, faults) == (0, "")
    assert said.startswith("Đúng / OK: 2 lines, 1 streams, 0 checkpoints, ")
    assert run("verify_ledger", "--stream", "H21-2")[0] == 1


@pytest.mark.usefixtures("two_cases")
def test_a_stream_that_does_not_exist_is_told_apart_from_a_broken_one() -> None:
    code, said, faults = run("verify_ledger", "--stream", "'; DROP TABLE ledger_line --")
    assert (code, said) == (2, "")
    assert "No stream has this code." in faults
    assert run("verify_ledger")[0] == 0


@pytest.mark.usefixtures("two_cases")
def test_a_ledger_whose_last_line_is_gone_is_found() -> None:
    tamper("DELETE FROM ledger_line WHERE seq = 3")
    assert run("verify_ledger", "--stream", "H21-2") == (
        1,
        "",
        "SAI / BROKEN: case H21-2: ends at #2 but its head says #3\n",
    )


def test_rows_that_follow_from_the_ledger_differ_in_nothing(cast: Cast) -> None:
    at_post(cast, 3)
    propose(cast.hanh, lodge(cast), "UB-633", "BC-633")
    code, said, faults = run("rebuild_projections", "--check")
    assert (code, faults) == (0, "")
    assert {line.partition(": ")[2] for line in said.splitlines()} == {"0 differences"}
    assert {"custody.item", "custody.handover"} <= {line.partition(":")[0] for line in said.splitlines()}


CHANGES: dict[str, Any] = {
    "state": "lost",
    "holder_office_id": "BC-622",
    "holder_person_id": None,
    "attempts": 3,
    "marks": ["damaged"],
    "bound_for": "BC-64",
    "offered_at": book.AT,
    "since": book.AT,
    "last_occurred_at": book.AT,
    "before_missing": "arrived",
    "undo": None,
    "destination_id": "BC-622",
    "bag": UUID("018f0000-0000-7000-8000-000000000001"),
    "seq": 99,
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_item_changed_by_hand_is_found_and_put_right(cast: Cast, name: str) -> None:
    untouched, code = at_post(cast, 2)
    scan(cast.lan, code, "take_out")
    before = Item.objects.filter(code=code).values().get()
    Item.objects.filter(code=code).update(**{name: CHANGES[name]})
    status, said, faults = run("rebuild_projections", "--check")
    assert (status, "custody.item: 1 differences" in said) == (1, True)
    assert str(item(code).id) in faults
    assert Item.objects.filter(code=code).values_list(name, flat=True).get() == CHANGES[name]
    status, said, _ = run("rebuild_projections")
    assert (status, "custody.item: 1 rows put right" in said) == (0, True)
    assert Item.objects.filter(code=code).values().get() == before
    assert item(untouched).state == "accepted"
    assert run("rebuild_projections", "--check")[0] == 0


def test_a_list_changed_by_hand_is_found_and_put_right(cast: Cast) -> None:
    listed = propose(cast.hanh, lodge(cast), "UB-633", "BC-633")
    HandOver.objects.filter(code=listed.code).update(state="settled")
    status, said, faults = run("rebuild_projections", "--check")
    assert (status, "custody.handover: 1 differences" in said) == (1, True)
    assert f"custody.handover {listed.id}: ledger says state proposed, row says state settled" in faults
    assert run("rebuild_projections")[0] == 0
    assert HandOver.objects.get(code=listed.code).state == "proposed"


def test_an_item_that_is_gone_is_made_anew_and_one_without_lines_needs_a_person(cast: Cast) -> None:
    kept, gone = lodge(cast, 2)
    before = Item.objects.filter(code=gone).values().get()
    row = Item.objects.get(code=kept)
    Item.objects.filter(code=gone).delete()
    Item.objects.create(
        code="HC000000005VN",
        dossier_id=row.dossier_id,
        leg="B",
        destination_id=row.destination_id,
        registered_at=row.registered_at,
        state="registered",
        holder_office_id="UB-633",
        since=row.since,
        last_occurred_at=row.since,
        seq=1,
    )
    status, _, faults = run("rebuild_projections")
    assert status == 1
    assert "custody.item 1 rows: ledger says nothing, row says rows without lines" in faults
    assert Item.objects.filter(code=gone).values().get() == before
    connection.check_constraints()


def test_a_projection_reads_lines_and_rows_in_a_bounded_number_of_statements(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    at_post(cast, 30)
    with django_assert_max_num_queries(6):
        assert [*ITEMS.differences(), *HAND_OVERS.differences()] == []
