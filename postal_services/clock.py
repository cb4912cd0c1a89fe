"""The clock of the house: one place that says what time it is, and what day it is in Vietnam."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
"""Civil time of Gia Lai; every date on paper and every working day is a date of this zone."""

_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _played.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Vietnam."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The day in Vietnam on which ``instant`` (aware) falls."""
    return instant.astimezone(VN).date()


def is_played() -> bool:
    """Whether the present instant is a played one."""
    return _played.get() is not None


@contextmanager
def playing_at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` (aware) for what this thread does meanwhile.

    For ``tracking.simulation`` alone, whose acts happen on days that are long over; every line it writes says so.
    """
    token = _played.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _played.reset(token)
