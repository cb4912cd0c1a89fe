"""The feed: nothing skipped, nothing twice, one holder at a time, and an order that survives a restore."""

from collections.abc import Sequence
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from postal_services.ids import uuid7
from postal_services.ledger import feed, verification, writer
from postal_services.ledger.models import Consumer, Line
from tests.ledger import book
from tests.ledger.test_checkpoints import late_line

pytestmark = pytest.mark.usefixtures("committed_db")
Place = tuple[int, str, int]


def places(lines: Sequence[Line]) -> list[Place]:
    """Where lines stand in the feed."""
    return [(line.tx, str(line.stream_id), line.seq) for line in lines]


def read(name: str = "tests", limit: int = 500) -> list[Place]:
    """What a consumer gets, and deals with."""
    with feed.claim(name) as cursor:
        assert cursor is not None
        lines = cursor.read(limit)
        cursor.advance(lines)
        return places(lines)


def everything() -> list[Place]:
    """Every line, in the order of the feed."""
    return places(list(Line.objects.order_by("tx", "stream_id", "seq")))


def test_a_consumer_reads_every_line_once_in_the_order_of_the_transactions() -> None:
    for number in range(6):
        book.case(f"case-{number}", 3)
    book.settle()
    got = []
    while lines := read(limit=4):
        assert len(lines) <= 4
        got += lines
    assert got == everything() == sorted(got)
    assert len(got) == 18


def test_each_consumer_has_its_own_place() -> None:
    book.case("one")
    book.settle()
    assert read("first") == read("second") == everything()
    assert read("first") == []


def _fail_after_reading() -> None:
    with feed.claim("tests") as cursor:
        assert cursor is not None
        cursor.advance(cursor.read())
        raise ZeroDivisionError


def test_a_consumer_that_fails_reads_the_same_lines_again() -> None:
    book.case("one")
    book.settle()
    with pytest.raises(ZeroDivisionError):
        _fail_after_reading()
    assert read() == everything()


def test_what_was_not_advanced_over_is_read_again() -> None:
    book.case("one", 3)
    book.settle()
    with feed.claim("tests") as cursor:
        assert cursor is not None
        lines = cursor.read()
        cursor.advance(lines[:1])
        cursor.advance([])
    assert read() == everything()[1:]


def test_a_line_that_commits_late_is_never_skipped() -> None:
    book.case("before")
    book.settle()
    got = read()
    with late_line("late") as other:
        late = str(book.stream("late").id)
        for number in range(5):
            book.case(f"after-{number}")
            got += read(limit=3)
        assert late not in {stream for _, stream, _ in got}
        other.commit()
    book.settle()
    while lines := read(limit=3):
        got += lines
    assert got == everything()
    assert late in {stream for _, stream, _ in got}
    assert len(set(got)) == len(got) == 13


def test_lines_below_a_running_transaction_wait_for_it_so_that_the_order_holds() -> None:
    with late_line("late") as other:
        book.case("after")
        assert read() == []
        other.rollback()
    book.settle()
    assert read() == everything()


def test_writers_and_readers_at_once_lose_nothing_and_repeat_nothing() -> None:
    done = list[str]()

    def write(name: str) -> None:
        try:
            for number in range(15):
                with transaction.atomic():
                    stream = writer.open_stream("case", f"{name}-{number}", at=book.AT)
                    heads = writer.lock([stream])
                    writer.append(heads, [book.register(stream, uuid7())], recorded_at=book.AT)
        finally:
            connections.close_all()
            done.append(name)

    threads = [Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    got = []
    while len(done) < 4:
        got += read(limit=7)
    for thread in threads:
        thread.join()
    book.settle()
    while lines := read(limit=7):
        got += lines
    assert got == everything()
    assert len(got) == 60


def test_two_processes_do_not_hold_one_place_at_once() -> None:
    book.case("one")
    book.settle()
    held, release, seen = Event(), Event(), list[bool]()

    def hold() -> None:
        try:
            with feed.claim("tests") as cursor:
                seen.append(cursor is not None)
                held.set()
                release.wait(20)
        finally:
            connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    assert held.wait(20)
    with feed.claim("tests") as second:
        assert second is None
    with feed.claim("another") as other:
        assert other is not None
    release.set()
    thread.join()
    assert seen == [True]
    assert read() == everything()


def rebase() -> str:
    """What the operator does after a restore."""
    out = StringIO()
    call_command("rebase_feed", stdout=out)
    return out.getvalue().strip()


def base() -> int:
    """What is added to the cluster's own numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_base()")
        return int(cursor.fetchone()[0])


def _set_base(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION ledger_base() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE"
            f" AS 'SELECT {number}::bigint'"
        )


def test_after_a_restore_the_feed_goes_on_where_it_was_once_it_is_rebased() -> None:
    _set_base(10_000_000)  # the cluster that is left behind had counted far
    for number in range(3):
        book.case(f"old-{number}")
    book.seal()
    assert len(read()) == 6
    _set_base(0)  # the new cluster counts from the start: what is written now would be read by nobody
    assert rebase().startswith("ledger_base = ")
    assert base() > 0
    fresh = book.case("new")
    book.settle()
    assert {stream for _, stream, _ in read()} == {str(fresh)}
    assert min(Line.objects.filter(stream_id=fresh).values_list("tx", flat=True)) > max(
        Line.objects.exclude(stream_id=fresh).values_list("tx", flat=True)
    )
    assert book.seal().line_count == 2
    assert verification.verify() == verification.Verdict(8, 4, 2)


def test_rebasing_a_feed_that_runs_forward_changes_nothing() -> None:
    book.case("one")
    assert rebase() == "Không cần đổi. / Nothing to do."
    assert base() == 0


def test_the_place_of_a_consumer_never_runs_backwards_over_a_rebase() -> None:
    _set_base(5_000_000)
    book.case("old")
    book.settle()
    read()
    place = Consumer.objects.get(name="tests").tx
    _set_base(0)
    rebase()
    rebase()
    book.case("new")
    book.settle()
    assert read()
    assert Consumer.objects.get(name="tests").tx > place
