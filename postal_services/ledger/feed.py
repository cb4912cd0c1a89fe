"""The ledger read in the order it was written, by whoever has to do something about it.

A consumer reads only lines of transactions below the oldest one still running, so a line that commits late is never
skipped. What the consumer does with them and how far it has come are saved in one transaction. The broker only wakes
consumers up.

The order is that of transactions' numbers, which PostgreSQL gives out before a writer may have to wait for a stream.
Lines of one stream can therefore come out of their own order; a consumer that needs a case's order goes by ``seq``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from postal_services import clock

from .models import Consumer, Line

_AFTER = "(tx, stream_id, seq) > (%s, %s, %s) AND tx < ledger_horizon()"


@dataclass(slots=True)
class Cursor:
    """One consumer's place in the feed, held under a lock until the transaction ends."""

    consumer: Consumer

    def read(self, limit: int = 500) -> list[Line]:
        """The next lines, at most ``limit``; empty when the consumer is up to date."""
        at = self.consumer
        waiting = Line.objects.extra(where=[_AFTER], params=[at.tx, at.stream_id, at.seq])  # noqa: S610 (a constant)
        return list(waiting.order_by("tx", "stream_id", "seq")[:limit])

    def advance(self, lines: Sequence[Line]) -> None:
        """Remember that ``lines`` are dealt with."""
        if not lines:
            return
        last = lines[-1]
        at = self.consumer
        at.tx, at.stream_id, at.seq, at.moved_at = last.tx, last.stream_id, last.seq, clock.now()
        at.save(update_fields=["tx", "stream_id", "seq", "moved_at"])


@contextmanager
def claim(name: str) -> Iterator[Cursor | None]:
    """Hold the place of consumer ``name`` for one transaction; None when another process holds it already."""
    Consumer.objects.get_or_create(name=name)
    with transaction.atomic():
        held = Consumer.objects.select_for_update(skip_locked=True).filter(name=name).first()
        yield Cursor(held) if held else None
