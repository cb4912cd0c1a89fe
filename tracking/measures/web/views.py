"""What is published about the service: shares by day, with the words of each rule. No sign-in, nothing personal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from delegation.registry import parameters
from delegation.registry.parameters import Key as Parameter
from delegation.registry.parameters import Value
from delegation.registry.refusals import NoParameter
from postal_services import clock
from postal_services.web.formats import vn_date
from tracking.cash.exports import Cell, csv_lines
from tracking.measures.keys import MEANINGS, Key, Meaning
from tracking.measures.queries.daily import Daily, daily
from tracking.measures.queries.service_level import KEYS, Level, named_desks
from tracking.measures.queries.service_level import service_level as levels
from tracking.measures.web.drawing import line
from tracking.measures.working import TRANSIT_DAYS

DAYS = 30
LONGEST = 366
"""Days that one file holds at most."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """One share of a span, with what it was counted from."""

    label: str
    part: int
    whole: int
    icon: str

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 % means all of them; None where nothing was done."""
        return self.part * 100 // self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days with its two shares."""

    title: str
    level: Level
    shares: tuple[Share, Share]


@require_safe
def service_level_page(request: HttpRequest) -> HttpResponse:
    """Yesterday, the last 7 and 30 days, and every day of them; ``den`` names another last day."""
    asked = request.GET.get("den", "").strip()
    yesterday = clock.today() - _ONE_DAY
    day = read_day(asked)
    problem = "" if day is not None or not asked else _("Ngày phải có dạng 31/12/2019. Đang xem đến hôm qua.")
    last = min(day or yesterday, clock.today())
    found = levels(last - _ONE_DAY * (DAYS - 1), last)
    spans = [
        _span(_("Hôm qua") if last == yesterday else _("Ngày %(day)s") % {"day": vn_date(last)}, found.days[-1]),
        _span(_until(7, to_yesterday=last == yesterday), found.last_days(7)),
        _span(_until(DAYS, to_yesterday=last == yesterday), found.whole),
    ]
    context = {
        "last": last,
        "asked": asked or vn_date(last),
        "problem": problem,
        "found": found,
        "spans": spans,
        "lines": [
            line("phat", _("Kết quả phát đúng thời gian"), [(each.first, each.delivered_share) for each in found.days]),
            line("hen", _("Hồ sơ xong đúng hẹn"), [(each.first, each.finished_share) for each in found.days]),
        ],
        "rows": [_span(vn_date(each.first), each) for each in reversed(found.days)],
        "has_any": bool(found.whole.delivered or found.whole.finished),
        "rules": _rules(),
        "transit": _transit(last),
    }
    return render(request, "measures/service_level.html", context)


def _span(title: str, level: Level) -> Span:
    return Span(
        title,
        level,
        (
            Share(_("kết quả phát đúng thời gian"), level.delivered_in_time, level.delivered, "home"),
            Share(_("hồ sơ xong đúng hẹn"), level.finished_on_time, level.finished, "check"),
        ),
    )


def _until(days: int, *, to_yesterday: bool) -> str:
    """What a stretch of days is called."""
    told = _("%(days)s ngày qua") if to_yesterday else _("%(days)s ngày tính đến ngày này")
    return told % {"days": days}


def _rules() -> list[Meaning]:
    """The definitions of the figures in the language of the page."""
    told = [MEANINGS[key] for key in KEYS if key != Key.LODGED_SIMULATED]
    return [replace(each, label=_(each.label), rule=_(each.rule)) for each in told]


def _transit(day: date) -> Value:
    """The working days that the post may take, with basis and verification."""
    try:
        return parameters.value(Parameter.TRANSIT_IN_PROVINCE, day)
    except NoParameter:
        basis = "bảng tham số chưa có số cho ngày này"
        return Value(Parameter.TRANSIT_IN_PROVINCE, str(TRANSIT_DAYS), "ngày làm việc", basis, verified=False)


def read_day(text: str) -> date | None:
    """A day as ``31/12/2019`` or ``2019-12-31``; None for anything else, and for years far from the work."""
    parts = text.split("/")[::-1] if "/" in text else text.split("-")
    try:
        year, month, day = (int(part) for part in parts)
        found = date(year, month, day)
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


HEADS = (
    "Ngày",
    "Mã cơ quan",
    "Cơ quan",
    "Kết quả đã phát",
    "Phát đúng thời gian",
    "Hồ sơ giải quyết xong",
    "Giải quyết xong đúng hẹn",
    "Có hồ sơ mô phỏng",
)


@require_safe
def service_level_csv(request: HttpRequest) -> HttpResponse:
    """The counts by day and committee as open data, for the days ``tu`` to ``den``; a year at most.

    Days without anything are left out.
    """
    last = min(read_day(request.GET.get("den", "")) or clock.today() - _ONE_DAY, clock.today())
    first = read_day(request.GET.get("tu", "")) or last - _ONE_DAY * (DAYS - 1)
    first = min(max(first, last - _ONE_DAY * (LONGEST - 1)), last)
    desks = named_desks()
    found = daily(list(desks), KEYS, last)
    content = b"".join(csv_lines(chain([HEADS], _rows(found, desks, first, last))))
    name = f"chat-luong-{first:%Y%m%d}-{last:%Y%m%d}.csv"
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(found: Daily, desks: dict[str, str], first: date, last: date) -> Iterator[Iterable[Cell]]:
    counted = [key for key in KEYS if key != Key.LODGED_SIMULATED]
    for number in range((last - first).days + 1):
        day = first + _ONE_DAY * number
        for desk, name in desks.items():
            counts = [found.on(desk, key, day) for key in counted]
            if any(counts):
                simulated = "có" if found.standing(desk, Key.LODGED_SIMULATED, day) else "không"
                yield (day.isoformat(), desk, name, *counts, simulated)
