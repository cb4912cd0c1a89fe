"""Leaving heartbeats, and finding the ones that stayed away."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from postal_services.clock import now
from postal_services.pulse.models import Heartbeat

P = ParamSpec("P")
R = TypeVar("R")

PATIENCE = 3
"""Runs that may be missed before the work counts as overdue."""
GRACE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Overdue:
    """Periodic work that has not ended well for too long."""

    name: str
    beaten_at: datetime
    every_seconds: int


def is_overdue(beaten_at: datetime, every_seconds: int, at: datetime) -> bool:
    """Whether work due every ``every_seconds`` has missed ``PATIENCE`` runs by ``at``."""
    return (at - beaten_at).total_seconds() > every_seconds * PATIENCE + GRACE_SECONDS


def overdue(at: datetime | None = None) -> list[Overdue]:
    """Every piece of periodic work that is overdue, by name."""
    at = at or now()
    return [
        Overdue(beat.name, beat.beaten_at, beat.every_seconds)
        for beat in Heartbeat.objects.order_by("name")
        if is_overdue(beat.beaten_at, beat.every_seconds, at)
    ]


def beat(name: str, every_seconds: int, detail: str = "") -> None:
    """Leave the heartbeat ``name``: its work has just come to a good end."""
    row = Heartbeat(name=name, beaten_at=now(), every_seconds=every_seconds, detail=detail[:200])
    Heartbeat.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["name"], update_fields=["beaten_at", "every_seconds", "detail"]
    )


def beats(name: str, *, every_seconds: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate periodic work so that each good end leaves the heartbeat ``name``; a failure leaves none.

    Place it under ``@shared_task``; ``name`` is the entry's key in ``CELERY_BEAT_SCHEDULE``.
    """

    def decorate(work: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            result = work(*args, **kwargs)
            beat(name, every_seconds, "" if result is None else str(result))
            return result

        return run

    return decorate


def expect(schedule: dict[str, dict[str, Any]] | None = None) -> None:
    """Start waiting for every entry of the schedule, and no longer for what has left it.

    Work that has never run gets a heartbeat of now, so that it is missed when it stays away.
    """
    wanted = {name: seconds_of(entry["schedule"]) for name, entry in _entries(schedule)}
    at = now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beaten_at=at, every_seconds=every) for name, every in wanted.items()],
        ignore_conflicts=True,
    )
    for name, every in wanted.items():
        Heartbeat.objects.filter(name=name).exclude(every_seconds=every).update(every_seconds=every)
    Heartbeat.objects.exclude(name__in=wanted).delete()


def _entries(schedule: dict[str, dict[str, Any]] | None) -> Iterable[tuple[str, dict[str, Any]]]:
    return (settings.CELERY_BEAT_SCHEDULE if schedule is None else schedule).items()


def seconds_of(schedule: Any) -> int:
    """Seconds between two runs of a beat schedule: a number, a timedelta, or a crontab (counted as a day)."""
    if isinstance(schedule, int | float):
        return int(schedule)
    seconds = getattr(schedule, "total_seconds", None)
    return int(seconds()) if seconds else 86_400
