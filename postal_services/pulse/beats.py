"""Leaving heartbeats, and finding the ones that stayed away."""

import functools
from collections.abc import Callable
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
    """Periodic work that has not come to a good end for too long; ``seconds`` since it did, or was first waited for."""

    name: str
    every_seconds: int
    seconds: int


def is_overdue(waiting_seconds: float, every_seconds: int) -> bool:
    """Whether work due every ``every_seconds`` has missed ``PATIENCE`` runs after so many seconds of waiting."""
    return waiting_seconds > every_seconds * PATIENCE + GRACE_SECONDS


def overdue() -> list[Overdue]:
    """Every piece of periodic work that is overdue, by name."""
    at = now()
    rows = Heartbeat.objects.order_by("name").values_list("name", "beaten_at", "waited_since", "every_seconds")
    return [late for row in rows if (late := judge(row, at)) is not None]


def judge(row: tuple[str, datetime | None, datetime, int], at: datetime) -> Overdue | None:
    """What is wrong with one heartbeat ``(name, beaten_at, waited_since, every_seconds)`` at the moment ``at``."""
    name, beaten_at, waited_since, every = row
    waiting = (at - max(beaten_at or waited_since, waited_since)).total_seconds()
    return Overdue(name, every, int(waiting)) if is_overdue(waiting, every) else None


def beat(name: str, every_seconds: int, detail: str = "") -> None:
    """Leave the heartbeat ``name``: its work has just come to a good end."""
    at = now()
    row = Heartbeat(name=name, beaten_at=at, waited_since=at, every_seconds=every_seconds, detail=detail[:200])
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

        run.heartbeat = (name, every_seconds)  # type: ignore[attr-defined]  # read by a test over the schedule
        return run

    return decorate


def expect(schedule: dict[str, dict[str, Any]] | None = None) -> None:
    """Wait from now on for every entry of the schedule, and no longer for what has left it."""
    at = now()
    rows = [
        Heartbeat(name=name, waited_since=at, every_seconds=seconds_of(entry["schedule"]))
        for name, entry in (settings.CELERY_BEAT_SCHEDULE if schedule is None else schedule).items()
    ]
    Heartbeat.objects.exclude(name__in=[row.name for row in rows]).delete()
    Heartbeat.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=["waited_since", "every_seconds"]
    )


def seconds_of(schedule: Any) -> int:
    """Seconds between two runs of a beat schedule: a number, a timedelta, or a crontab (counted as a day)."""
    if isinstance(schedule, int | float):
        return int(schedule)
    seconds = getattr(schedule, "total_seconds", None)
    return int(seconds()) if seconds else 86_400
