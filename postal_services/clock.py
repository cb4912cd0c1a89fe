"""The clock of the house: one place that says what time it is, and what day it is in Vietnam."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
"""Civil time of Gia Lai; every date on paper and every working day is a date of this zone."""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Vietnam."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The day in Vietnam on which ``instant`` (aware) falls."""
    return instant.astimezone(VN).date()
