"""Days at an office: until when something is kept, and whether a day is one on which it can be fetched."""

from datetime import date, timedelta

from delegation.registry import calendar, parameters
from delegation.registry.models import Calendar
from delegation.registry.parameters import Key, Value
from delegation.registry.refusals import CalendarEnds

from .refusals import DayOff, DayPast, DayTooFar


def hold_days(on: date) -> Value:
    """For how many days an office keeps an item (a custom of the post, unverified)."""
    return parameters.value(Key.HOLD_DAYS, on)


def attempts(on: date) -> Value:
    """After how many attempts sending back is suggested (a custom of the post, unverified)."""
    return parameters.value(Key.DELIVERY_ATTEMPTS, on)


def reminder_from(today: date) -> date:
    """The last day of a hold for which the addressee is reminded today (parameter ``hold_reminder_days``)."""
    return today + timedelta(days=parameters.whole(Key.HOLD_REMINDER, today))


def kept_until(start: date, office: str) -> date:
    """The last day on which an item held since ``start`` can be fetched: never a day on which the office is closed."""
    return first_open_day(start + timedelta(days=hold_days(start).whole), office)


def first_open_day(day: date, office: str) -> date:
    """``day`` itself when the office works on it, else the next that is; ``day`` beyond the years of the calendar."""
    try:
        return calendar.current(Calendar.POSTAL).first_working_day(day, office)
    except CalendarEnds:
        return day


def require_open_day(day: date, office: str, *, today: date, last: date | None = None) -> date:
    """``day`` when it lies ahead, not beyond ``last``, and the office works on it.

    Raises DayPast, DayTooFar, or DayOff naming the next working day.
    """
    if day < today:
        raise DayPast(day=_said(day))
    if last is not None and day > last:
        raise DayTooFar(day=_said(day), last=_said(last))
    working = first_open_day(day, office)
    if working != day:
        raise DayOff(day=_said(day), next=_said(working))
    return day


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
