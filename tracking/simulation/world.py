"""What a simulated life needs from outside: people, places, days, and the one way in which commands are called."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from delegation.registry.models import Procedure
from postal_services.ledger import checkpoints
from tracking.measures import reader

from .days import Period
from .people import Places, places
from .progress import Stop
from .staff import Staff

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")
_SEAL_EVERY = 8


@dataclass(slots=True)
class World:
    """The surroundings of all waves of one simulation; keeps counts, never dossiers."""

    period: Period
    seed: int
    staff: Staff
    places: Places
    procedures: Mapping[str, Procedure]
    stop: Stop
    counts: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    _waves: int = 0

    @classmethod
    def of(cls, period: Period, seed: int, stop: Stop) -> "World":
        """The world as the registry knows it on the first day."""
        procedures = {row.code: row for row in Procedure.objects.filter(active=True).prefetch_related("papers")}
        return cls(period, seed, Staff(), places(period.first), procedures, stop)

    def do(self, command: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """Carry out one command; its time is kept under its name."""
        name = getattr(command, "__name__", "")
        began = time.perf_counter()
        try:
            return command(*args, **kwargs)
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
            self.calls[name] += 1

    def wave_done(self) -> None:
        """Every now and then seal what was written and count it, as the running system does every minute."""
        self._waves += 1
        if self._waves % _SEAL_EVERY == 0:
            self.do(checkpoints.seal)
            self.do(reader.catch_up)
