"""How amounts, days, instants, spans and codes are written for people, in Vietnamese and in English."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from postal_services import clock

MINUTES_AN_HOUR = 60
HOURS_SHOWN = 48
"""Spans shorter than this many hours are told in hours."""
S10_LENGTH = 13
PHONE_GROUPS = {10: (4, 7), 11: (4, 8)}
"""Where a phone number of so many digits is cut."""
NO_BREAK = "\N{NO-BREAK SPACE}"
DASH = "—"


def vnd(amount: int | Decimal | str | None) -> str:
    """Whole đồng as ``26.000 ₫``; nothing known is a dash."""
    if amount is None or amount == "":
        return DASH
    whole = int(amount)
    sign = "−" if whole < 0 else ""
    return f"{sign}{grouped(abs(whole))}{NO_BREAK}₫"


def grouped(number: int) -> str:
    """A whole number as papers and money have it, with a point between thousands: ``1.234.567``."""
    return f"{number:,}".replace(",", ".")


def count(number: int) -> str:
    """A whole number in the language of the page: ``1.234`` in Vietnamese, ``1,234`` in English."""
    return f"{number:,}" if _is_english() else grouped(number)


def tenths(number: float) -> str:
    """A number with at most one decimal in the language of the page: ``14,6`` in Vietnamese, ``14.6`` in English."""
    return f"{round(number, 1):g}".replace(".", decimal_mark())


def percent(whole: int) -> str:
    """Whole per cent in the language of the page: ``76 %`` in Vietnamese, ``76%`` in English."""
    return f"{whole}%" if _is_english() else f"{whole} %"


def decimal_mark() -> str:
    """What stands before the decimals in the language of the page."""
    return "." if _is_english() else ","


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def vn_date(day: date | datetime | None) -> str:
    """A day as ``31/12/2019``; an instant gives its day in Vietnam."""
    if day is None or day == "":
        return DASH
    if isinstance(day, datetime):
        day = clock.day_of(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def vn_datetime(instant: datetime | None) -> str:
    """An aware instant as ``14:05 ngày 31/12/2019`` in the civil time of Vietnam."""
    if instant is None or instant == "":
        return DASH
    local = instant.astimezone(clock.VN)
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": vn_date(local)}


def duration(span: timedelta | float | None) -> str:
    """A span of wall-clock time by its largest unit: ``3 giờ``, ``2 ngày``, ``dưới 1 phút``. Numbers are seconds."""
    if span is None or span == "":
        return DASH
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    minutes = int(abs(seconds) // 60)
    if minutes < 1:
        return _("dưới 1 phút")
    if minutes < MINUTES_AN_HOUR:
        return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
    hours = minutes // MINUTES_AN_HOUR
    if hours < HOURS_SHOWN:
        return ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": days}


def working_days(days: int | None) -> str:
    """Working days left until a deadline: ``còn 2 ngày làm việc``, ``hạn hôm nay``, ``quá hạn 3 ngày làm việc``."""
    if days is None:
        return DASH
    if days == 0:
        return _("hạn hôm nay")
    if days > 0:
        return ngettext("còn %(n)s ngày làm việc", "còn %(n)s ngày làm việc", days) % {"n": days}
    return ngettext("quá hạn %(n)s ngày làm việc", "quá hạn %(n)s ngày làm việc", -days) % {"n": -days}


def s10(code: str | None) -> str:
    """A UPU S10 code in the groups people read aloud: ``HC 473 124 829 VN``; anything else as it is."""
    text = "".join((code or "").split()).upper()
    if len(text) != S10_LENGTH or not text[2:11].isdigit():
        return code or DASH
    return NO_BREAK.join((text[:2], text[2:5], text[5:8], text[8:11], text[11:]))


def phone(number: str | None) -> str:
    """A Vietnamese phone number in groups: ``0905 000 001``; anything else as it is."""
    text = number or ""
    if text.startswith("+84"):
        text = "0" + text[3:]
    if text.isdigit() and len(text) in PHONE_GROUPS:
        first, second = PHONE_GROUPS[len(text)]
        return NO_BREAK.join((text[:first], text[first:second], text[second:]))
    return text or DASH
