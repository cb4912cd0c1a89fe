"""When to try again: the whole timetable of a delivery, as pure functions.

A delivery is tried for three days counted from its first attempt, at growing distances from seconds to a day. A
``Retry-After`` of the receiver may lengthen one wait up to an hour. An endpoint that fails again and again is left
alone for growing pauses, so that its waiting messages do not spend their attempts on a dead address.
"""

from datetime import datetime, timedelta

STEPS_S: tuple[int, ...] = (5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200, 86400)
"""Seconds to wait after the first, second, … failed attempt; the last one repeats until the three days are over."""

SPAN = timedelta(days=3)
"""From the first attempt until a delivery is set aside."""

JITTER = 0.2
"""Each wait is lengthened by up to this share of itself, so that many deliveries do not come back at one moment."""

REJECTED_TRIES = 4
"""A message that the receiver calls wrong (400, 413, 422 …) is tried this often, within minutes, then set aside."""

RETRY_AFTER_MAX = timedelta(hours=1)
"""The longest ``Retry-After`` that is obeyed."""

TROUBLED_AFTER = 5
"""Failures in a row after which an endpoint is rested between probes."""

REST_MAX = timedelta(minutes=15)
"""The longest rest between two probes of a failing endpoint."""


def next_try(
    *, tries: int, first_at: datetime, now: datetime, chance: float, retry_after: timedelta | None = None
) -> datetime | None:
    """When to try again after ``tries`` failed attempts, or ``None`` when the three days are over.

    ``chance`` in [0, 1) is the draw for the jitter.
    """
    end = first_at + SPAN
    if now >= end:
        return None
    step = timedelta(seconds=STEPS_S[min(tries, len(STEPS_S)) - 1])
    wait = step * (1 + JITTER * chance)
    if retry_after is not None:
        wait = max(wait, bounded_retry_after(retry_after))
    return min(now + wait, end)


def next_try_of_rejected(*, tries: int, now: datetime, chance: float) -> datetime | None:
    """When to try a message again that the receiver called wrong, or ``None`` when it was called so often enough."""
    if tries >= REJECTED_TRIES:
        return None
    return now + timedelta(seconds=STEPS_S[tries - 1]) * (1 + JITTER * chance)


def bounded_retry_after(asked: timedelta) -> timedelta:
    """What is obeyed of a ``Retry-After``: never negative, never more than an hour."""
    return min(max(asked, timedelta(0)), RETRY_AFTER_MAX)


def rest(failures: int) -> timedelta:
    """How long an endpoint is left alone after ``failures`` failures in a row; nothing while they are few."""
    if failures < TROUBLED_AFTER:
        return timedelta(0)
    doublings = min(failures - TROUBLED_AFTER, 10)
    return min(timedelta(seconds=5 * int(2**doublings)), REST_MAX)
