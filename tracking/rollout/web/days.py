"""Which day a page shows: the one in the address, or the one that tells most, and how that is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from postal_services import clock
from postal_services.web.formats import grouped, vn_date

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
            return "không có hạn ghi ngày"
        if self.until > 0:
            return f"còn {grouped(self.until)} ngày đến hạn"
        return "ngày hết hạn" if self.until == 0 else f"sau hạn {grouped(-self.until)} ngày"

    @property
    def why(self) -> str:
        """Why this day, where nobody asked for one, and what a day ahead means."""
        if self.is_default:
            if self.day == self.today:
                return "Đang xem hôm nay, vì chưa đến hạn."
            what = "ngày hết hạn" if self.day == self.deadline else "ngày hết hạn cuối của văn bản,"
            return f"Đang xem {what} {vn_date(self.day)}, vì hạn đã qua."
        if self.day > self.today:
            return "Ngày này chưa đến: xét theo những gì đã ghi vào sổ đến nay."
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
    return f"“{text[:30]}” không phải là một ngày. Nhập ngày như 31/12/2019 hoặc chọn một ngày có sẵn."


@dataclass(frozen=True, slots=True)
class Preset:
    """A day to choose with one press."""

    label: str
    what: str
    href: str
    current: bool


def presets(day: Chosen, issued_on: date, on: Callable[[date], str]) -> tuple[Preset, ...]:
    """The directive's day, the deadline and today; ``on`` gives the address of a day."""
    found = [(issued_on, vn_date(issued_on), "ngày ban hành")]
    if day.deadline:
        found.append((day.deadline, vn_date(day.deadline), "ngày hết hạn"))
    found.append((day.today, "Hôm nay", vn_date(day.today)))
    return tuple(Preset(label, what, on(each), each == day.day) for each, label, what in found)
