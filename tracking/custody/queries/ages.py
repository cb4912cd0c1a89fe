"""How long something may hang between two hands before it is looked at."""

from datetime import datetime, timedelta

from delegation.registry import calendar
from delegation.registry.refusals import CalendarEnds
from postal_services import clock

ONE_DAY = timedelta(days=1)


def a_working_day_ago(now: datetime | None = None) -> datetime:
    """The same time of day on the working day before: what was offered earlier hangs longer than a working day.

    Outside the years of the calendar a plain day counts.
    """
    at = now or clock.now()
    earlier = at - ONE_DAY
    try:
        working = calendar.current()
        while not working.is_working_day(clock.day_of(earlier)):
            earlier -= ONE_DAY
    except CalendarEnds:
        return at - ONE_DAY
    return earlier
