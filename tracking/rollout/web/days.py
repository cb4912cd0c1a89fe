"""Which day a page shows: the one in the address, or the one that tells most, and how that is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postal_services import clock
from postal_services.web.formats import count, vn_date

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Chosen:
    """The day of a page.

    ``asked`` is the text of the address where it named a day, ``problem`` says what is wrong with it. ``is_default``
    holds where the page chose by itself.
    """

    day: date
    today: date
    deadline: date | None
    is_default: bool
    asked: str = ""
    problem: str = ""

    @property
    def query(self) -> str:
        """The day as it stands in the addresses of further pages."""
        return f"?ngay={self.day.isoformat()}"

    @property
    def until(self) -> int | None:
        """Days from the day to the deadline; negative after it."""
        return None if self.deadline is None else (self.deadline - self.day).days

    @property
    def standing(self) -> str:
        """How the day lies to the deadline."""
        if self.until is None:
            return _("không có hạn ghi ngày")
        if self.until > 0:
            told = ngettext("còn %(days)s ngày đến hạn", "còn %(days)s ngày đến hạn", self.until)
            return told % {"days": count(self.until)}
        if self.until == 0:
            return _("ngày hết hạn")
        told = ngettext("sau hạn %(days)s ngày", "sau hạn %(days)s ngày", -self.until)
        return told % {"days": count(-self.until)}

    @property
    def why(self) -> str:
        """Why this day, where nobody asked for one, and what a day ahead means."""
        if self.is_default:
            if self.day == self.today:
                return _("Đang xem hôm nay, vì chưa đến hạn.")
            if self.day == self.deadline:
                told = _("Đang xem ngày hết hạn %(day)s, vì hạn đã qua.")
            else:
                told = _("Đang xem ngày hết hạn cuối của văn bản, %(day)s, vì hạn đã qua.")
            return told % {"day": vn_date(self.day)}
        if self.day > self.today:
            return _("Ngày này chưa đến: xét theo những gì đã ghi vào sổ đến nay.")
        return ""


def default_day(telling: date | None) -> date:
    """Today while the ``telling`` day lies ahead or there is none, else that day."""
    today = clock.today()
    return today if telling is None or today <= telling else telling


def chosen(query: Mapping[str, str], deadline: date | None, telling: date | None = None) -> Chosen:
    """The day that ``ngay`` names; nonsense leads to the default day with words about it.

    ``telling`` is looked at by itself instead of the deadline, where that tells nothing.
    """
    text = query.get("ngay", "").strip()
    today, day = clock.today(), read_day(text) if text else None
    if day is not None:
        return Chosen(day, today, deadline, is_default=False, asked=text)
    problem = problem_with(text) if text else ""
    return Chosen(default_day(telling or deadline), today, deadline, is_default=True, asked=text, problem=problem)


def read_day(text: str) -> date | None:
    """A day as ``2019-12-31`` or ``31/12/2019``; None for anything else, and for years far from the work."""
    try:
        day = date(*_parts(text)) if "/" in text else date.fromisoformat(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _parts(text: str) -> list[int]:
    """Year, month and day of ``31/12/2019``; more or fewer numbers are no day."""
    return [int(part) for part in reversed(text.split("/"))]


def problem_with(text: str) -> str:
    """What is wrong with a text that names no day, and what to type."""
    told = _("“%(text)s” không phải là một ngày. Nhập ngày như 31/12/2019 hoặc chọn một ngày có sẵn.")
    return told % {"text": text[:30]}


@dataclass(frozen=True, slots=True)
class Preset:
    """A day to choose with one press."""

    label: str
    what: str
    href: str
    current: bool


def presets(day: Chosen, issued_on: date, on: Callable[[date], str]) -> tuple[Preset, ...]:
    """The directive's day, the deadline and today; ``on`` gives the address of a day."""
    found = [(issued_on, vn_date(issued_on), _("ngày ban hành"))]
    if day.deadline:
        found.append((day.deadline, vn_date(day.deadline), _("ngày hết hạn")))
    found.append((day.today, _("Hôm nay"), vn_date(day.today)))
    return tuple(Preset(label, what, on(each), each == day.day) for each, label, what in found)
