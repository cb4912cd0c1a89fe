"""Pages by which a report is drawn up, approved, frozen and withdrawn."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused
from postal_services.web.formats import vn_date, vn_datetime
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.web.doors import signed_in
from tracking.reports import bells, policies
from tracking.reports.commands import deciding, making
from tracking.reports.models import Making, Report
from tracking.reports.states import MakingState
from tracking.reports.tables.cells import decimal
from tracking.reports.web.forms import ApproveForm, FreezeForm
from tracking.reports.web.pages import visible

UNHEARD = timedelta(minutes=1)
"""After so long a wait the page says that no worker has taken the request."""


@signed_in
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Let a worker compute the figures of a quarter, and show how far it is."""
    sent = request.POST
    made = making.request_draft(
        actor=actor_from(request), directive=sent.get("directive", ""), quarter=sent.get("quarter", "")
    )
    bells.ring_maker()
    return redirect("reports:making", making=made.pk)


@signed_in
@require_safe
def watch(request: HttpRequest, making: UUID) -> HttpResponse:
    """How far a draft is; when it is done, the report."""
    actor = actor_from(request)
    found = Making.objects.select_related("directive").filter(pk=making).first()
    if found is None or not policies.may_make(actor):
        raise NotThere
    report = None
    if found.state == MakingState.READY:
        report = Report.objects.filter(directive=found.directive_id, year=found.year, quarter=found.quarter).first()
    part = bool(request.headers.get("HX-Request"))
    if report is not None and not part:
        return redirect("reports:report", report.code)
    unheard = found.state == MakingState.WAITING and clock.now() - found.requested_at > UNHEARD
    context = {"making": found, "report": report, "unheard": unheard}
    return render(request, "reports/_making.html" if part else "reports/making.html", context)


def _actor_who_makes(request: HttpRequest) -> Actor:
    """The actor. Raises OfficeOfProvince for everybody but the province."""
    actor = actor_from(request)
    policies.require_may_make(actor)
    return actor


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """A page of its own before a report is approved."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_approve(_actor_who_makes(request), found)
    seen = {"sha256": found.sha256, "opinion": found.opinion}
    form = ApproveForm(request.POST if request.method == "POST" else None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.approve_report(actor=actor, code=found.code, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã duyệt. Chốt báo cáo khi có số ban hành.")
            return redirect("reports:report", found.code)
    context = _asked(found, form, f"Duyệt báo cáo {found.of.words}?", "Duyệt báo cáo")
    context["text"] = "Bạn duyệt đúng các số liệu này. Nếu có người lập lại số liệu, báo cáo phải duyệt lại."
    return render(request, "web/confirm.html", context, status=_status(form))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """A page of its own before a report is frozen for good."""
    actor = actor_from(request)
    found = visible(actor, code)
    _actor_who_makes(request)
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.freeze_report(actor=actor, code=found.code, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            bells.ring_verifier()
            messages.success(request, "Đã chốt và công khai. Không ai sửa được báo cáo này nữa.")
            return redirect("reports:report", found.code)
    context = _asked(found, form, f"Chốt báo cáo {found.of.words}?", "Chốt và công khai")
    context["text"] = "Báo cáo đã chốt không sửa được, kể cả bởi quản trị; việc ghi sau đưa vào báo cáo quý sau."
    return render(request, "web/confirm.html", context, status=_status(form))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """A page of its own before a draft is taken back."""
    actor = actor_from(request)
    found = visible(actor, code)
    _actor_who_makes(request)
    if request.method == "POST":
        deciding.withdraw_report(actor=actor, code=found.code)
        messages.success(request, "Đã rút dự thảo. Có thể lập lại bất cứ lúc nào.")
        return redirect("reports:report", found.code)
    context = _asked(found, None, f"Rút dự thảo {found.of.words}?", "Rút dự thảo")
    context["text"] = "Số liệu vẫn còn trong sổ; báo cáo này phải lập lại trước khi duyệt."
    context["danger"] = True
    return render(request, "web/confirm.html", context)


def _asked(found: Report, form: Any, question: str, act: str) -> dict[str, Any]:
    """What the page says of the report before it asks."""
    figures = found.tree
    progress = figures.progress
    return {
        "question": question,
        "form": form,
        "act": act,
        "cancel_href": reverse("reports:report", args=[found.code]),
        "rows": [
            {"key": "Mã báo cáo", "value": found.code},
            {"key": "Tính đến hết ngày", "value": vn_date(found.as_of)},
            {"key": "Theo sổ ghi đến", "value": vn_datetime(found.known_to)},
            {
                "key": "Hoàn thành",
                "value": f"{progress.complete}/{progress.units} đơn vị ({decimal(progress.share)} %)",
            },
            {"key": "Người lập", "value": str(found.drafted_by)},
            {"key": "SHA-256", "value": f"{found.sha256[:16]}…"},
        ],
    }


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
