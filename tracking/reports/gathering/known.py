"""The ledger as it was known at one moment, for everybody who reads it.

Reads name the ledger's table without its schema, and PostgreSQL looks for temporary relations first. So a temporary
view of that name, over the lines of transactions below a number, lets every read of the house see what was known then,
and nothing else; the same code computes the figures the first time and whenever they are checked. To check, the sums
over cases are made again from the first line, in temporary tables that stand before the real ones. Nothing of it
remains: the transaction is always rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from postal_services import clock
from postal_services.ledger.models import Consumer
from tracking.measures import reader
from tracking.measures.folding import SIMULATED
from tracking.measures.lines import CONSUMER
from tracking.reports.refusals import StillMoving

MOST_TRIES = 5
_SUMS = ("measures_casefacts", "measures_tally", "ledger_consumer")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: lines of transactions below ``horizon``, at the moment ``at``."""

    horizon: int
    at: datetime


@contextmanager
def as_known_now(now: datetime | None = None) -> Iterator[Known]:
    """Inside, reads see one state of the ledger up to which the sums over cases have been counted.

    Lines become countable when every transaction before theirs has ended, whatever it does on the server. Where one is
    open, lines written since stay out; ``at`` is then the moment at which the first of them was recorded, so that a
    report never claims to know more than it counted. Raises StillMoving where that cannot be had.
    """
    for _ in range(MOST_TRIES):
        reader.catch_up()
        with _still():
            horizon = _horizon()
            if horizon is not None:
                at = min(now or clock.now(), _first_left_out(horizon) or datetime.max.replace(tzinfo=UTC))
                _show_below(horizon)
                yield Known(horizon, at)
                return
    raise StillMoving


@contextmanager
def as_known_then(known: Known, tell: Callable[[int, int], None] | None = None) -> Iterator[Known]:
    """Inside, reads see the ledger as it was known then, with the sums over cases made again from its first line.

    ``tell`` hears how many lines of how many are read. Takes minutes for millions of lines.
    """
    if not connection.in_atomic_block:
        connection.close()  # statements that this connection has prepared would go past the temporary tables
    with _still():
        _show_below(known.horizon)
        with connection.cursor() as cursor:
            for table in _SUMS:
                cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
            cursor.execute("SELECT count(*) FROM ledger_line")
            lines = int(cursor.fetchone()[0])
        read = 0
        while count := reader.relay():
            read += count
            if tell:
                tell(min(read, lines), lines)
        yield known


@contextmanager
def _still() -> Iterator[None]:
    """A transaction that sees one state and leaves nothing."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
        transaction.set_rollback(True)


def _horizon() -> int | None:
    """The number below which the sums have counted every transaction; None while the reader stands inside one."""
    place = Consumer.objects.filter(name=CONSUMER).first()
    with connection.cursor() as cursor:
        if place is None or not place.tx:
            cursor.execute("SELECT ledger_horizon()")
            return int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT EXISTS (SELECT FROM ledger_line WHERE tx = %s AND (stream_id, seq) > (%s, %s))",
            [place.tx, place.stream_id, place.seq],
        )
        return None if cursor.fetchone()[0] else place.tx + 1


def _first_left_out(horizon: int) -> datetime | None:
    """When the first line was recorded that is not counted; played lines are recorded in the past and say nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(recorded_at) FROM ledger_line WHERE tx >= %s AND NOT flags @> ARRAY[%s]", [horizon, SIMULATED]
        )
        found: datetime | None = cursor.fetchone()[0]
    return found


def _show_below(horizon: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY VIEW ledger_line AS SELECT * FROM public.ledger_line WHERE tx < %s", [horizon])
