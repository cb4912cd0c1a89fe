"""What a process keeps of the registry, and how it notices that a row has changed."""

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from delegation.registry.models import Edition

Kept = TypeVar("Kept")


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
        """The reading as of now; one small query when nothing has changed."""
        stamps = dict(Edition.objects.filter(part__in=self._parts).values_list("part", "stamp"))
        kept = self._kept
        if kept is not None and stamps and kept[0] == stamps:
            return kept[1]
        reading = self._load()
        self._kept = (stamps, reading)
        return reading
