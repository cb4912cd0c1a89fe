"""What a process keeps of the registry, and how it notices that a row has changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar
from uuid import UUID

from delegation.registry.models import Edition

Kept = TypeVar("Kept")
_said: ContextVar[dict[str, UUID] | None] = ContextVar("stamps_of_one_reading", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within this, the stamps of all parts are read by one query: a page of many panels sees one registry.

    For pages that only read. Whoever writes asks anew each time.
    """
    before = _said.set({})
    try:
        yield
    finally:
        _said.reset(before)


class Shelf(Generic[Kept]):
    """One reading of some parts of the registry, renewed when PostgreSQL has stamped one of them anew.

    Stamps are random, so that a rolled-back change and a later one are never taken for each other. The stamps are
    read before the rows: a change in between makes the next look read again.
    """

    def __init__(self, load: Callable[[], Kept], *parts: str) -> None:
        self._load = load
        self._parts = parts
        self._kept: tuple[dict[str, UUID], Kept] | None = None

    def current(self) -> Kept:
        """The reading as of now; one small query when nothing has changed, none within :func:`read_once`."""
        said = _said.get()
        if said is None:
            stamps = dict(Edition.objects.filter(part__in=self._parts).values_list("part", "stamp"))
        else:
            if not said:
                said.update(Edition.objects.values_list("part", "stamp"))
            stamps = {part: said[part] for part in self._parts if part in said}
        kept = self._kept
        if kept is not None and stamps and kept[0] == stamps:
            return kept[1]
        reading = self._load()
        self._kept = (stamps, reading)
        return reading
