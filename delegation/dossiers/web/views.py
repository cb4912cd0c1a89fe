"""Pages that read and move dossiers: the list, the prices of the services, and the acts of the agency."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from delegation.dossiers import commands, marks, policies
from delegation.dossiers.models import Dossier
from delegation.dossiers.prices import Price, of_services
from delegation.dossiers.states import DossierState, actions_from
from delegation.dossiers.validation import committee_code
from delegation.dossiers.web import listing
from delegation.dossiers.web.forms import PriceForm
from delegation.dossiers.web.notices import WRITINGS, Writing
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.errors import NotThere, Refused
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE

_l = gettext_lazy


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the case page: its words and its command."""

    action: str
    label: Any
    question: Any
    command: Callable[..., Dossier]
    danger: bool = False


ACTS: dict[str, Act] = {
    "tiep-nhan": Act("receive", _l("Tiếp nhận"), _l("Tiếp nhận hồ sơ này?"), commands.receive_dossier),
    "xu-ly": Act("process", _l("Chuyển xử lý"), _l("Chuyển hồ sơ đi xử lý?"), commands.process_dossier),
    "co-ket-qua": Act("finish", _l("Đã có kết quả"), _l("Hồ sơ đã có kết quả?"), commands.finish_dossier),
    "nghia-vu-tai-chinh": Act(
        "financial_duty",
        _l("Chờ nghĩa vụ tài chính"),
        _l("Chờ người dân thực hiện nghĩa vụ tài chính?"),
        commands.require_financial_duty,
    ),
    "tiep-tuc": Act("resume", _l("Tiếp tục xử lý"), _l("Tiếp tục xử lý hồ sơ?"), commands.resume_dossier),
    "rut": Act(
        "withdraw",
        _l("Người dân rút hồ sơ"),
        _l("Ghi nhận người dân rút hồ sơ?"),
        commands.withdraw_dossier,
        danger=True,
    ),
    "tra-ket-qua": Act(
        "give_back", _l("Đã trả kết quả"), _l("Ghi nhận đã trả kết quả cho người dân?"), commands.give_back_result
    ),
}


@login_required
@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """The dossiers of the asker's offices, the newest first; showing names is noted."""
    actor, now = actor_from(request), clock.now()
    form = listing.DossierFilter(request.GET or None, auto_id="filter_%s")
    rows = form.apply(actor, Dossier.objects.visible_to(actor))
    page = listing.page_of(rows, request.GET.get("cursor", ""), now)
    note_reads(actor, "dossier_list", [row.dossier.pk for row in page.rows], ["applicant_name"])
    context = {
        "filter": form,
        "page": page,
        "may_lodge": policies.may_lodge_somewhere(actor),
        "may_read_register": policies.may_read_a_register(actor),
        "states": DossierState,
    }
    return render(request, "dossiers/dossier_list.html", context)


@login_required
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """What the three services cost for what has been filled in so far; a part of the form."""
    form = PriceForm(request.GET)
    return render(request, "dossiers/_prices.html", priced(form))


def priced(form: PriceForm) -> dict[str, Any]:
    """Prices for a form that may still be half empty: what can be told, or what is missing."""
    if not form.is_valid():
        return {"prices": [], "why": ""}
    asked = form.cleaned_data
    try:
        found: list[Price] = of_services(
            committee=committee_code(asked["committee"]),
            unit=asked["unit"],
            weight_g=asked["weight_g"],
            state_fee=asked["state_fee"] or 0,
            categories=asked["categories"],
            on=asked["received_on"] or clock.today(),
        )
    except Refused as refused:
        return {"prices": [], "why": refused.detail((get_language() or "vi")[:2])}
    return {"prices": found, "why": ""}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """A page of its own before an act of the agency; the button there calls the command."""
    actor = actor_from(request)
    dossier = Dossier.objects.visible_to(actor).select_related("procedure").filter(code=code).first()
    chosen = ACTS.get(act)
    if dossier is None or chosen is None:
        raise NotThere
    form = HouseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            moved = chosen.command(actor=actor, code=dossier.code)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, DossierState(moved.state).label)
            return redirect("lodging:case", code=dossier.code)
    context = {
        "question": chosen.question,
        "act": chosen.label,
        "danger": chosen.danger,
        "rows": [
            {"key": "Mã hồ sơ", "value": marks.code(dossier)},
            {"key": "Thủ tục", "value": dossier.procedure.name},
            {"key": "Trạng thái", "value": DossierState(dossier.state).label},
        ],
        "form": form,
        "cancel_href": f"/ho-so/{dossier.code}",
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


def open_acts(actor: Actor, dossier: Dossier) -> list[tuple[str, Act | Writing]]:
    """The buttons to show: what the state allows and the policy too, those that end something last."""
    if not policies.may_process(actor, dossier):
        return []
    possible = actions_from(dossier.state)
    offered: list[tuple[str, Act | Writing]] = [*ACTS.items(), *WRITINGS.items()]
    found = [(slug, act) for slug, act in offered if act.action in possible]
    return sorted(found, key=lambda each: each[1].danger)
