"""How many pickups an office makes, and the weekly ones."""

from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.pickups import policies
from tracking.pickups.commands import slots as commands
from tracking.pickups.models import PickupSeries, SlotRule
from tracking.pickups.models.slots import WEEKDAYS
from tracking.pickups.queries import series as series_reads
from tracking.pickups.web.doors import said, signed_in
from tracking.pickups.web.forms import RuleForm, WeeklyForm


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponseBase:
    """The windows of the asker's office by weekday; the supervisor adds windows and changes how many fit."""
    actor = actor_from(request)
    office = _office(actor)
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.set_slot(actor=actor, rule=commands.Rule(office=office.code, **form.cleaned_data))
        except NotThere:
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã ghi khung giờ.")
            return redirect("pickups:slots")
    return _table(request, actor, office, form)


@signed_in
@require_POST
def end(request: HttpRequest, rule: UUID) -> HttpResponseBase:
    """Take a window off the table from tomorrow on."""
    commands.end_slot(actor=actor_from(request), rule=rule)
    messages.success(request, "Khung giờ này hết từ ngày mai; lần đã hẹn vẫn giữ.")
    return redirect("pickups:slots")


def _table(request: HttpRequest, actor: Actor, office: Office, form: RuleForm) -> HttpResponse:
    today = clock.today()
    rules = [
        rule
        for rule in SlotRule.objects.filter(office=office).order_by("weekday", "opens")
        if rule.valid_to is None or rule.valid_to > today
    ]
    context: dict[str, Any] = {
        "office": office,
        "days": [(WEEKDAYS[n], [rule for rule in rules if rule.weekday == n]) for n in WEEKDAYS],
        "form": form,
        "may_set": office.code in actor.offices_as(Role.SUPERVISOR),
        "demonstration": any(rule.demonstration for rule in rules),
    }
    return render(request, "pickups/slots.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: HttpRequest) -> HttpResponseBase:
    """Pickups that come back every week, what could not be made, and the form of a new one."""
    actor, now = actor_from(request), clock.now()
    office = _office(actor)
    rules = SlotRule.objects.filter(office=office).valid_on(clock.day_of(now)).order_by("weekday", "opens")
    named = [
        (f"{r.weekday}/{r.opens:%H:%M}", f"{WEEKDAYS[r.weekday]}, {r.opens:%H:%M}–{r.closes:%H:%M}") for r in rules
    ]
    form = WeeklyForm(request.POST if request.method == "POST" else None, rules=named)
    if request.method == "POST" and form.is_valid():
        sent = dict(form.cleaned_data)
        weekday, opens = sent.pop("rule").split("/")
        agreed = commands.Weekly(office=office.code, weekday=int(weekday), opens=time.fromisoformat(opens), **sent)
        try:
            commands.open_series(actor=actor, weekly=agreed)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã ghi lịch hằng tuần; các lần hẹn được lập trong vài phút.")
            return redirect("pickups:weekly")
    unmade = {found.pk for found, _ in series_reads.due(now)}
    rows = PickupSeries.objects.visible_to(actor).filter(stopped_at__isnull=True)
    context = {
        "office": office,
        "rows": [
            (row, row.pk in unmade) for row in rows.select_related("procedure", "unit").order_by("weekday", "opens")
        ],
        "form": form,
        "may_open": office.code in actor.offices_as(*policies.AT_COUNTER),
    }
    return render(request, "pickups/weekly.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_POST
def stop(request: HttpRequest, series: UUID) -> HttpResponseBase:
    """End a weekly pickup."""
    try:
        commands.stop_series(actor=actor_from(request), series=series)
    except NotAllowed as refused:
        messages.error(request, said(refused)[0])
    else:
        messages.success(request, "Đã dừng lịch này. Lần đã hẹn vẫn giữ, hủy từng lần nếu cần.")
    return redirect("pickups:weekly")


def _office(actor: Actor) -> Office:
    """The post office whose table the asker looks at: the first one in which they work."""
    codes = sorted(actor.offices_as(*policies.AT_POST))
    if not codes:
        raise NotAllowed
    return Office.objects.get(pk=codes[0])
