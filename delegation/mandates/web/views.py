"""Pages of mandates: list, detail, draft, and a page of its own before each act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from delegation.mandates import commands, policies, queries
from delegation.mandates.models import Mandate, MandateTask
from delegation.mandates.states import actions_from
from delegation.mandates.web.forms import ConfirmForm, DraftForm, MandateFilter, SignForm
from delegation.registry.actors import actor_from
from delegation.registry.models.offices import AGENCY_KINDS
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_date
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the detail page: the action of the state table, its words, its form and its command."""

    action: str
    label: Any
    question: Any
    done: Any
    command: Callable[..., Mandate]
    form: type[HouseForm] = ConfirmForm
    danger: bool = False
    control: bool = False


_l = gettext_lazy
ACTS: dict[str, Act] = {
    "ky": Act(
        "sign", _l("Ghi nhận đã ký"), _l("Hai bên đã ký văn bản này?"), _l("Đã ghi nhận ngày ký."),
        commands.sign_mandate, SignForm,
    ),
    "hieu-luc": Act(
        "put_in_force", _l("Đưa vào hiệu lực"), _l("Đưa văn bản vào hiệu lực?"), _l("Văn bản đang có hiệu lực."),
        commands.put_in_force,
    ),
    "tam-dung": Act(
        "suspend", _l("Tạm dừng"), _l("Tạm dừng văn bản này?"), _l("Văn bản đã tạm dừng."),
        commands.suspend_mandate, danger=True, control=True,
    ),
    "tiep-tuc": Act(
        "resume", _l("Cho tiếp tục"), _l("Cho văn bản tiếp tục hiệu lực?"), _l("Văn bản đang có hiệu lực."),
        commands.resume_mandate, control=True,
    ),
    "ket-thuc": Act(
        "end", _l("Kết thúc"), _l("Kết thúc văn bản này?"), _l("Văn bản đã kết thúc."),
        commands.end_mandate, danger=True, control=True,
    ),
    "huy": Act(
        "withdraw", _l("Hủy dự thảo"), _l("Hủy dự thảo này?"), _l("Đã hủy dự thảo."),
        commands.withdraw_mandate, danger=True,
    ),
}  # fmt: skip


@login_required
@require_safe
def mandate_list(request: HttpRequest) -> HttpResponse:
    """The mandates of the asker's offices, the newest first."""
    actor = actor_from(request)
    form = MandateFilter(request.GET or None, auto_id="filter_%s")
    rows = Mandate.objects.visible_to(actor).select_related("committee", "post_office")
    if form.is_bound and form.is_valid():
        if state := form.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if number := form.cleaned_data["q"].strip():
            rows = rows.filter(number__icontains=number)
    shown = list(rows.order_by("-effective_from", "number")[:SHOWN])
    context = {"mandates": shown, "filter": form, "may_draft": bool(_committees(actor))}
    return render(request, "mandates/mandate_list.html", context)


@login_required
@require_safe
def mandate_detail(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """One mandate: number and days, procedures, legal basis, and its history from the ledger."""
    actor = actor_from(request)
    found = _visible(actor, mandate)
    context = {
        "mandate": found,
        "rows": _summary(found),
        "procedures": queries.delegated_procedures(found),
        "steps": queries.timeline(found),
        "acts": [(slug, act) for slug, act in ACTS.items() if _is_open(actor, found, act)],
    }
    return render(request, "mandates/mandate_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_draft(request: HttpRequest) -> HttpResponse:
    """The form for a new mandate; officers of a committee only."""
    actor = actor_from(request)
    committees = _committees(actor)
    if not committees:
        raise NotAllowed
    form = DraftForm(request.POST or None, committees=committees)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.draft_mandate(actor=actor, drafting=form.drafting())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Đã lập dự thảo. Khi hai bên ký xong, ghi nhận ngày ký."))
            return redirect("mandates:detail", mandate=made.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "mandates/mandate_form.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_act(request: HttpRequest, mandate: UUID, act: str) -> HttpResponse:
    """A page of its own before an act; the button there calls the command."""
    actor = actor_from(request)
    found = _visible(actor, mandate)
    chosen = ACTS.get(act)
    if chosen is None:
        raise NotThere
    form = chosen.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.command(actor=actor, mandate=found.pk, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, str(chosen.done))
            return redirect("mandates:detail", mandate=found.pk)
    context = {
        "question": chosen.question,
        "act": chosen.label,
        "danger": chosen.danger,
        "rows": _summary(found)[:4],
        "form": form,
        "cancel_href": reverse("mandates:detail", kwargs={"mandate": found.pk}),
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


def _visible(actor: Actor, mandate: UUID) -> Mandate:
    found = Mandate.objects.visible_to(actor).select_related("committee", "post_office").filter(pk=mandate).first()
    if found is None:
        raise NotThere
    return found


def _is_open(actor: Actor, mandate: Mandate, act: Act) -> bool:
    """Whether the button is shown: the state allows the act, and so does the policy."""
    if act.action not in actions_from(mandate.state):
        return False
    if act.control:
        return policies.may_control(actor, mandate)
    return policies.may_prepare(actor, mandate.committee_id)


def _committees(actor: Actor) -> list[str]:
    """Codes of the offices for which the actor may draft; the command has the last word."""
    return sorted(
        {
            post.office
            for post in actor.appointments
            if post.office_kind in AGENCY_KINDS and post.role in {Role.OFFICER, Role.SUPERVISOR}
        }
    )


def _summary(mandate: Mandate) -> list[dict[str, Any]]:
    tasks = ", ".join(MandateTask(task).label for task in mandate.tasks)
    until = vn_date(mandate.effective_to) if mandate.effective_to else _("chưa định ngày kết thúc")
    return [
        {"key": _("Số, ký hiệu"), "value": mandate.number},
        {"key": _("Cơ quan chuyển giao"), "value": mandate.committee.name},
        {"key": _("Bưu điện nhận"), "value": mandate.post_office.name},
        {"key": _("Hiệu lực"), "value": f"{vn_date(mandate.effective_from)} – {until}"},
        {"key": _("Ngày ký"), "value": vn_date(mandate.signed_on)},
        {"key": _("Nhiệm vụ chuyển giao"), "value": tasks},
        {"key": _("Căn cứ pháp lý"), "value": mandate.legal_basis},
        {"key": _("Ghi chú"), "value": mandate.note},
    ]
