"""When something happened, from what a device's clock and stop-watch say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LIVE_WITHIN = timedelta(minutes=2)
"""What is reported within this time is happening now and can still be refused; what is older has happened."""

BELIEVABLE = timedelta(days=400)
"""A clock or a stop-watch that says more than this is not believed."""

_NOTABLE_SKEW_MS = 5_000
_INT4 = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as the ledger keeps it; ``skew_ms`` is how far the device's clock was ahead of ours."""

    occurred_at: datetime
    skew_ms: int
    confidence: str
    already_happened: bool


def skew_of(device_time: datetime | None, received_at: datetime) -> int:
    """Milliseconds by which the device's clock was ahead when it sent; 0 when it did not say."""
    return 0 if device_time is None else round((device_time - received_at).total_seconds() * 1000)


def moment(*, said_at: datetime | None, age_ms: int | None, skew_ms: int, received_at: datetime) -> Moment:
    """The best instant to be had: by the stop-watch, else by the clock less its skew, else now.

    Nothing is ever refused because of a clock; what cannot be believed is set to the time of receipt and marked.
    """
    confidence = "corrected" if abs(skew_ms) > _NOTABLE_SKEW_MS else "exact"
    kept = max(-_INT4, min(_INT4, skew_ms))
    occurred_at: datetime | None = None
    if age_ms is not None and 0 <= age_ms <= BELIEVABLE // timedelta(milliseconds=1):
        occurred_at = received_at - timedelta(milliseconds=age_ms)
    elif said_at is not None:
        occurred_at = _by_clock(said_at, skew_ms)
    if occurred_at is None or not received_at - BELIEVABLE <= occurred_at <= received_at + LIVE_WITHIN:
        return Moment(received_at, kept, "estimated", already_happened=said_at is not None and said_at < received_at)
    occurred_at = min(occurred_at, received_at)
    return Moment(occurred_at, kept, confidence, already_happened=received_at - occurred_at > LIVE_WITHIN)


def _by_clock(said_at: datetime, skew_ms: int) -> datetime | None:
    try:
        return said_at - timedelta(milliseconds=skew_ms)
    except OverflowError:
        return None
