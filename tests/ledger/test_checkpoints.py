"""Seals: what they cover, in which order, and what two of them at once come to."""

import contextlib
import hashlib
from collections.abc import Iterator
from itertools import pairwise
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import connection, connections

from postal_services.documents import keys
from postal_services.ids import uuid7
from postal_services.ledger import checkpoints, merkle, verification
from postal_services.ledger.models import Checkpoint, Line
from tests.ledger import book

pytestmark = pytest.mark.usefixtures("committed_db")


@contextlib.contextmanager
def late_line(code: str) -> Iterator[psycopg.Connection]:
    """A line written on another connection and not committed when the block begins; committed when it ends."""
    stream = book.open_case(code)
    with psycopg.connect(book.application()) as other:
        other.execute(
            "INSERT INTO ledger_line (stream_id, seq, machine, action, from_state, to_state, subject, occurred_at,"
            " recorded_at, skew_ms, confidence, data, flags, prev_hash, hash)"
            " SELECT id, 1, 'item', 'register', '', 'registered', %s, now(), now(), 0, 'exact', '{}', '{}', hash,"
            " sha256('late') FROM ledger_stream WHERE id = %s",
            [uuid7(), stream],
        )
        yield other
        other.commit()


def covered() -> list[int]:
    """How many lines each seal says it covers, against how many stand there."""
    counts = []
    for seal in Checkpoint.objects.order_by("number"):
        there = Line.objects.filter(tx__gte=seal.from_tx, tx__lt=seal.to_tx).count()
        assert there == seal.line_count
        counts.append(there)
    return counts


def test_without_lines_there_is_nothing_to_seal_and_no_root() -> None:
    assert checkpoints.seal() is None
    assert checkpoints.current_root() == ""


def test_a_seal_covers_every_committed_line_and_its_root_is_that_of_their_hashes() -> None:
    for number in range(5):
        book.case(f"case-{number}", 3)
    sealed = book.seal()
    hashes = [bytes(line.hash) for line in Line.objects.order_by("tx", "stream_id", "seq")]
    assert (sealed.number, sealed.line_count, bytes(sealed.root)) == (1, 15, merkle.root(hashes))
    assert checkpoints.current_root() == bytes(sealed.root).hex()[:16]


def test_sealing_again_gives_nothing_new() -> None:
    book.case("one")
    book.seal()
    assert checkpoints.seal() is None
    assert Checkpoint.objects.count() == 1


def test_seals_hang_on_each_other_without_a_gap_and_are_signed() -> None:
    for number in range(4):
        book.case(f"case-{number}", number + 1)
        book.seal()
    seals = list(Checkpoint.objects.order_by("number"))
    assert [seal.number for seal in seals] == [1, 2, 3, 4]
    assert covered() == [1, 2, 3, 4]
    for before, seal in pairwise(seals):
        assert (seal.from_tx, bytes(seal.prev_hash)) == (before.to_tx, bytes(before.hash))
    for seal in seals:
        names = ("number", "from_tx", "to_tx", "line_count", "sealed_at")
        facts = {name: getattr(seal, name) for name in names}
        text = checkpoints.written(**facts, root=bytes(seal.root), prev_hash=bytes(seal.prev_hash))
        assert hashlib.sha256(text).digest() == bytes(seal.hash)
        assert keys.verify(text, bytes(seal.signature), keys.public_keys(keys.CHECKPOINT)[seal.key_id])


def test_a_transaction_that_commits_late_is_left_out_and_sealed_later_never_skipped() -> None:
    book.case("before", 2)
    with late_line("late") as other:
        book.case("after", 3)
        first = checkpoints.seal()
        assert first is None or first.line_count == 2
        unsealed = Line.objects.filter(tx__gte=first.to_tx if first else 0)
        assert unsealed.filter(stream_id=book.stream("after").id).count() == 3
        other.commit()
    book.settle()
    while checkpoints.seal():
        pass
    assert sum(covered()) == Line.objects.count() == 6
    late = Line.objects.get(stream_id=book.stream("late").id)
    assert Checkpoint.objects.filter(from_tx__lte=late.tx, to_tx__gt=late.tx).count() == 1


def test_a_transaction_that_was_rolled_back_leaves_no_hole() -> None:
    book.case("before")
    with late_line("gone") as other:
        other.rollback()
    book.case("after")
    assert book.seal().line_count == 4
    assert verification.verify().checkpoints == 1


def test_eight_sealers_at_once_make_one_chain() -> None:
    for number in range(8):
        book.case(f"case-{number}")
    book.settle()
    start, made = Barrier(8), list[Checkpoint | None]()

    def seal() -> None:
        try:
            start.wait()
            made.append(checkpoints.seal())
        finally:
            connections.close_all()

    threads = [Thread(target=seal) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert [each.number for each in made if each] == [1]
    assert covered() == [16]
    assert verification.verify().broken is None


def test_sealing_while_others_write_covers_every_line_once() -> None:
    stop, written = Barrier(3), list[int]()

    def write(name: str) -> None:
        try:
            for number in range(20):
                book.case(f"{name}-{number}")
            written.append(40)
        finally:
            connections.close_all()
            stop.wait()

    threads = [Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    while len(written) < 2:
        checkpoints.seal()
    stop.wait()
    for thread in threads:
        thread.join()
    book.settle()
    while checkpoints.seal():
        pass
    assert sum(covered()) == 80
    assert verification.verify() == verification.Verdict(80, 40, Checkpoint.objects.count())


def test_a_seal_made_with_a_key_of_another_ledger_is_found() -> None:
    book.case("one")
    sealed = book.seal()
    with psycopg.connect(book.superuser()) as sql:
        sql.execute("DELETE FROM documents_signingkey WHERE id = %s", [sealed.key_id])
    broken = verification.verify().broken
    assert broken is not None
    assert str(broken) == "checkpoint 1: is not signed by a key of this ledger"


def test_proofs_name_the_seal_of_each_line_and_unsealed_lines_have_none_yet() -> None:
    stream = book.case("one", 2)
    book.seal()
    subject = book.lines(stream)[0].subject
    book.write(book.note(stream, subject))
    book.seal()
    book.write(book.note(stream, subject))
    lines = book.lines(stream)
    proofs = checkpoints.prove(stream, [(line.seq, line.tx) for line in lines])
    assert {seq: proof.checkpoint for seq, proof in proofs.items()} == {1: 1, 2: 1, 3: 2}
    roots = {seal.number: bytes(seal.root) for seal in Checkpoint.objects.all()}
    for line in lines[:3]:
        assert merkle.climb(bytes(line.hash), proofs[line.seq].steps) == roots[proofs[line.seq].checkpoint]


def test_the_seal_reads_below_the_oldest_running_transaction_of_the_server() -> None:
    with psycopg.connect(book.application()) as other:
        other.execute("SELECT pg_current_xact_id()")
        stream = book.case("waiting")
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_horizon() <= min(tx) FROM ledger_line WHERE stream_id = %s", [stream])
            assert cursor.fetchone()[0] is True
        assert checkpoints.seal() is None
    assert book.seal().line_count == 2
