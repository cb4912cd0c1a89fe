"""The staff page of figures: how far the cases lodged in a span came, and how long each office had the items."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from postal_services.web.formats import count, decimal_mark
from tracking.custody.web.doors import page_of, signed_in
from tracking.measures.queries.durations import Dwell, Funnel
from tracking.measures.queries.flow import Asked, Step, behind_step, flow, stays
from tracking.measures.queries.service_level import named_desks

from .views import read_day

DAYS = 30
LONGEST = 366
"""Days that are looked at at once at most."""
_ONE_DAY = timedelta(days=1)
MINUTES = 60

RULES: dict[Step, tuple[str, str]] = {
    Step.LODGED: ("Tiếp nhận", "Hồ sơ được ghi nhận lần đầu trong những ngày đang xem. Các bước sau đếm trong số này."),
    Step.HANDED_OVER: ("Đã bàn giao", "Có ít nhất một bảng kê giữa cơ quan và bưu điện được bên nhận ký nhận."),
    Step.FINISHED: ("Có kết quả", "Cơ quan đã ghi có kết quả."),
    Step.DELIVERED: ("Đã phát kết quả", "Bưu gửi mang kết quả đã đến tay người dân; không tính giấy tờ gửi trả lại."),
    Step.RETURNED: ("Chuyển hoàn", "Bưu gửi không phát được và đã về lại cơ quan; có thể được gửi lại sau đó."),
}
"""What each step is called and how it is counted."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the flow with its share of what was lodged."""

    label: str
    rule: str
    number: int
    whole: int
    href: str

    @property
    def percent(self) -> int | None:
        """Rounded down; None where nothing was lodged."""
        return self.number * 100 // self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Stay:
    """How long one office had items, in working hours."""

    office: str
    name: str
    count: int
    p50: str
    p90: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; ``problem`` says what was wrong with it."""

    asked: Asked
    unit: str
    problem: str


def wanted_of(request: HttpRequest) -> Wanted:
    """The span and the district of the address; nonsense leads to the last 30 days with words about it.

    Raises NotThere for a district that there is not.
    """
    today = clock.today()
    texts = {name: request.GET.get(name, "").strip() for name in ("tu", "den")}
    days = {name: read_day(text) for name, text in texts.items()}
    problem = ""
    if any(text and days[name] is None for name, text in texts.items()):
        problem = _("Ngày phải có dạng 31/12/2019.")
    last = min(days["den"] or today, today)
    first = min(days["tu"] or last - _ONE_DAY * (DAYS - 1), last)
    if last - first >= _ONE_DAY * LONGEST:
        problem = _("Chỉ xem được %(days)s ngày một lần.") % {"days": LONGEST}
        first = last - _ONE_DAY * (LONGEST - 1)
    unit = request.GET.get("huyen", "").strip()
    committee = f"UB-{unit}" if unit else None
    if committee is not None and committee not in named_desks():
        raise NotThere
    return Wanted(Asked(first, last, committee), unit, problem)


def cases_href(wanted: Wanted, step: Step) -> str:
    """The address of the cases of one step."""
    asked = {"buoc": step.value, "tu": wanted.asked.first.isoformat(), "den": wanted.asked.last.isoformat()}
    return f"{reverse('measures:flow-cases')}?{urlencode(asked | ({'huyen': wanted.unit} if wanted.unit else {}))}"


@signed_in
@require_safe
def flow_page(request: HttpRequest) -> HttpResponse:
    """What came of the cases that the asker may see, and how long items lay where."""
    actor, wanted = actor_from(request), wanted_of(request)
    counted = flow(actor, wanted.asked)
    desks = named_desks()
    context = {
        "wanted": wanted,
        "asked": {"tu": _typed(request, "tu", wanted.asked.first), "den": _typed(request, "den", wanted.asked.last)},
        "counted": counted,
        "stages": stages(counted, wanted),
        "stays": _stays(actor, wanted.asked),
        "sees_all": actor.sees_everything,
        "districts": [(code.removeprefix("UB-"), name) for code, name in desks.items()],
        "presets": _presets(wanted),
    }
    return render(request, "measures/flow.html", context, status=400 if wanted.problem else 200)


def _typed(request: HttpRequest, name: str, day: date) -> str:
    """What stands in the field: the text that names no day, for whoever typed it to correct, else the day."""
    text = request.GET.get(name, "").strip()
    return text if text and read_day(text) is None else f"{day:%d/%m/%Y}"


def _presets(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Spans to choose with one press: this month, the month before, this year."""
    today = clock.today()
    month = today.replace(day=1)
    before = month - _ONE_DAY
    spans = [
        (_("Tháng này"), month, today),
        (_("Tháng trước"), before.replace(day=1), before),
        (_("Năm nay"), today.replace(month=1, day=1), today),
    ]
    place = {"huyen": wanted.unit} if wanted.unit else {}
    return [
        (
            label,
            f"{reverse('measures:flow')}?{urlencode({'tu': first.isoformat(), 'den': last.isoformat(), **place})}",
            (first, last) == (wanted.asked.first, wanted.asked.last),
        )
        for label, first, last in spans
    ]


def stages(counted: Funnel, wanted: Wanted) -> list[Stage]:
    """The steps in their order."""
    return [
        Stage(*_words(step), getattr(counted, step.value), counted.lodged, cases_href(wanted, step)) for step in Step
    ]


def _words(step: Step) -> tuple[str, str]:
    """Label and rule of a step in the language of the page."""
    label, rule = RULES[step]
    return pgettext("step", label), _(rule)


def _stays(actor: Actor, asked: Asked) -> list[Stay]:
    found = stays(actor, asked)
    names = dict(Office.objects.filter(pk__in=[each.office for each in found]).values_list("pk", "name"))
    rows = [_stay(each, names.get(each.office, each.office)) for each in found]
    return sorted(rows, key=lambda row: (row.name, row.office))


def _stay(each: Dwell, name: str) -> Stay:
    return Stay(each.office, name, each.stays, hours(each.p50), hours(each.p90))


def hours(minutes: int) -> str:
    """Working minutes as hours with one digit behind the comma: 90 are ``1,5``, in English ``1.5``."""
    tenths = round(Fraction(minutes * 10, MINUTES))
    return f"{tenths // 10}{decimal_mark()}{tenths % 10}"


@signed_in
@require_safe
def flow_cases(request: HttpRequest) -> HttpResponse:
    """The cases behind one step; NotThere for a step that there is not."""
    wanted, name = wanted_of(request), request.GET.get("buoc", Step.LODGED.value)
    if name not in {step.value for step in Step}:
        raise NotThere
    step = Step(name)
    rows = behind_step(actor_from(request), wanted.asked, step)
    label, rule = _words(step)
    total = rows.count()
    span = {"tu": wanted.asked.first.isoformat(), "den": wanted.asked.last.isoformat()}
    back = urlencode(span | ({"huyen": wanted.unit} if wanted.unit else {}))
    context = {
        **page_of(request, rows),
        "title": ngettext("%(label)s: %(count)s hồ sơ", "%(label)s: %(count)s hồ sơ", total)
        % {"label": label, "count": count(total)},
        "rule": rule,
        "wanted": wanted,
        "back": f"{reverse('measures:flow')}?{back}",
    }
    return render(request, "measures/flow_cases.html", context)
