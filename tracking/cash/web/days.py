"""Pages about cash days: one's own, its count, the supervisor's list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_datetime, vnd
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash import papers, policies, reasons
from tracking.cash.commands.days import accept_day, close_day
from tracking.cash.models import CashDay
from tracking.cash.papers.frame import unverified_transfer
from tracking.cash.queries import days as reads
from tracking.cash.refusals import DayMoved
from tracking.cash.states import DayState
from tracking.cash.web.doors import page_of, pdf, sent_with, tabs, watches
from tracking.cash.web.forms import CountForm

_RELATED = ("person", "office__parent", "closed_by", "accepted_by")
_SHOWN = 100


@login_required
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """One's money of today, and days that still wait for their count."""
    actor = actor_from(request)
    if not policies.may_take(actor):
        if watches(actor):
            return redirect("cash:days")
        raise NotAllowed
    today = clock.today()
    waiting = reads.my_open_days(actor)
    found = next((day for day in waiting if day.on == today), None) or reads.my_day(actor, today)
    older = [day for day in waiting if found is None or day.pk != found.pk]
    return _day_page(request, actor, found, older=older, own=True)


@login_required
@require_safe
def day(request: HttpRequest, code: str) -> HttpResponse:
    """One day, of oneself or of an office one is in charge of."""
    actor = actor_from(request)
    return _day_page(request, actor, _visible(actor, code), older=[], own=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """The count that closes a day."""
    actor = actor_from(request)
    found = _visible(actor, code)
    policies.require_may_close(actor, found, over=found.on < clock.today())
    if found.state != DayState.OPEN:
        raise DayMoved(day=found.code, state=DayState(found.state).label)
    form = CountForm(sent_with(request))
    if request.method == "POST" and form.is_valid():
        try:
            closed = close_day(actor=actor, code=found.code, count=form.count)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _said(closed))
            return redirect("cash:day", closed.code)
    sums = reads.sums_of(found.pk)
    context = {
        "day": found,
        "sums": sums,
        "expected": sums.cash,
        "form": form,
        "title": "Đếm và chốt quỹ",
        "act": "Chốt quỹ",
        "expected_words": "Tiền mặt theo sổ",
        "cancel_href": reverse("cash:day", args=[found.code]),
    }
    return render(request, "cash/count.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """The second count, by who takes the money over."""
    actor = actor_from(request)
    found = _visible(actor, code)
    policies.require_may_accept(actor, found)
    if found.state != DayState.CLOSED:
        raise DayMoved(day=found.code, state=DayState(found.state).label)
    form = CountForm(sent_with(request))
    if request.method == "POST" and form.is_valid():
        try:
            accept_day(actor=actor, code=found.code, count=form.count)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Đã nhận tiền của quỹ {found.code}.")
            return redirect("cash:day", found.code)
    context = {
        "day": found,
        "sums": reads.sums_of(found.pk),
        "expected": found.counted,
        "form": form,
        "title": "Đếm và nhận tiền",
        "act": "Nhận vào quỹ",
        "expected_words": "Người thu đã đếm",
        "cancel_href": reverse("cash:day", args=[found.code]),
    }
    return render(request, "cash/count.html", context, status=_status(form))


@login_required
@require_safe
def paper(request: HttpRequest, code: str) -> FileResponse:
    """The A4 sheet of a day, with blocks to sign."""
    found = _visible(actor_from(request), code)
    return pdf(f"{found.code}.pdf", lambda out: papers.day_pdf(found, out))


@login_required
@require_safe
def day_list(request: HttpRequest) -> HttpResponse:
    """The days of the offices one is in charge of: not closed, to be taken over, all."""
    actor = actor_from(request)
    if not watches(actor):
        raise NotAllowed
    today = clock.today()
    every = CashDay.objects.visible_to(actor).select_related(*_RELATED)
    groups = {
        "chua-chot": ("Chưa chốt", every.filter(state=DayState.OPEN)),
        "cho-nhan": ("Chờ nhận tiền", every.filter(state=DayState.CLOSED)),
        "tat-ca": ("Tất cả", every),
    }
    chosen = request.GET.get("muc", "")
    chosen = chosen if chosen in groups else "chua-chot"
    page = page_of(request, groups[chosen][1].order_by("-on", "code"))
    sums = reads.live_sums(page["rows"])
    rows = [
        {"day": each, "sums": sums.get(each.pk, reads.Sums()), "over": each.state == DayState.OPEN and each.on < today}
        for each in page["rows"]
    ]
    context = {
        "tabs": tabs(actor, "days"),
        "groups": [
            {
                "label": label,
                "href": f"?muc={name}",
                "current": name == chosen,
                "count": None if name == "tat-ca" else group.count(),
            }
            for name, (label, group) in groups.items()
        ],
        "rows": rows,
        "previous": page["previous"],
        "next": page["next"],
        "title": groups[chosen][0],
    }
    return render(request, "cash/days.html", context)


def _day_page(
    request: HttpRequest, actor: Actor, found: CashDay | None, *, older: list[CashDay], own: bool
) -> HttpResponse:
    context: dict[str, Any] = {
        "tabs": tabs(actor, "my-day" if own else ""),
        "own": own,
        "day": found,
        "older": older,
        "today": clock.today(),
        "mine": found is None or found.person_id == actor.user_id,
    }
    if found is not None:
        sums = reads.sums_of(found.pk)
        over = found.on < clock.today()
        context |= {
            "sums": sums,
            **page_of(request, reads.takings_of(found).order_by("-recorded_at", "-number"), _SHOWN),
            "facts": _facts(found),
            "may_close": found.state == DayState.OPEN
            and policies.may_close(actor, found, over=over)
            and found.on <= clock.today(),
            "may_accept": found.state == DayState.CLOSED and policies.may_accept(actor, found),
            "unverified": unverified_transfer(found.on) if sums.amounts.transfer else "",
        }
    return render(request, "cash/day.html", context)


def _facts(day: CashDay) -> list[dict[str, Any]]:
    if day.counted is None or day.cash is None or day.variance is None:
        return []
    facts = [
        {"key": "Tiền mặt theo sổ", "value": vnd(day.cash)},
        {"key": "Đếm được", "value": vnd(day.counted)},
        {"key": "Chênh lệch", "value": vnd(day.variance)},
        {"key": "Chốt", "value": f"{day.closed_by}, {vn_datetime(day.closed_at)}"},
    ]
    if day.reason:
        words = f": {day.words}" if day.words else ""
        facts.insert(3, {"key": "Lý do", "value": f"{reasons.WORDS[day.reason]}{words}"})
    if day.accepted_at is not None:
        said = f" ({reasons.WORDS[day.accepted_reason]})" if day.accepted_reason else ""
        taken = f"{vnd(day.accepted_sum)}{said}, {day.accepted_by}, {vn_datetime(day.accepted_at)}"
        facts.append({"key": "Nhận vào quỹ", "value": taken})
    return facts


def _said(day: CashDay) -> str:
    if not day.variance:
        return f"Đã chốt quỹ {day.code}. Tiền đếm khớp với sổ."
    return f"Đã chốt quỹ {day.code}, lệch {vnd(day.variance)}."


def _visible(actor: Actor, code: str) -> CashDay:
    found = CashDay.objects.visible_to(actor).select_related(*_RELATED).filter(code=code.upper()).first()
    if found is None:
        raise NotThere
    return found


def _status(form: CountForm) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
