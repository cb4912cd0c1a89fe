"""The page on which anybody holds a report against the ledger."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from delegation.registry.actors import actor_from
from tracking.reports import bells, checking, policies
from tracking.reports.commands import verifying
from tracking.reports.models import Verification
from tracking.reports.states import MakingState
from tracking.reports.web.pages import look_of, visible


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Whether figures, row and line agree, what the last computing anew found, and what was recorded later."""
    actor = actor_from(request)
    report = visible(actor, code)
    if request.method == "POST":
        verifying.request_verification(actor=actor, code=report.code)
        bells.ring_verifier()
        messages.success(request, "Đang tính lại số liệu từ sổ. Trang này cho biết khi xong.")
        return redirect("reports:check", report.code)
    every = Verification.objects.filter(report=report).order_by("-requested_at")
    done = every.filter(state=MakingState.READY).first()
    latest = every.first()
    context = {
        "report": report,
        "look": look_of(report),
        "standing": checking.standing(report),
        "done": done,
        "running": latest if latest and latest.is_owed else None,
        "failed": latest if latest and latest.state == MakingState.FAILED else None,
        "may_make": policies.may_make(actor),
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, "reports/_check.html" if part else "reports/check.html", context)
