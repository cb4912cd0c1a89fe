"""Pages about reconciliations: what waits, one sheet, its figures, ticks and signatures."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_datetime, vnd
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash import papers, policies
from tracking.cash.commands import reconcile as commands
from tracking.cash.models import FigureSide, Reconciliation
from tracking.cash.queries import reconciliations as reads
from tracking.cash.states import BOTH_SIGNED, HALF_SIGNED, ReconciliationState
from tracking.cash.web.doors import page_of, pdf, reconciles, sent_with, tabs
from tracking.cash.web.forms import FigureForm, ReopenForm, SignForm

_RELATED = ("post_office__parent", "committee", "post_signed_by", "agency_signed_by")
_SIDES = {"post": (FigureSide.REMITTED,), "agency": (FigureSide.COMMITTEE, FigureSide.TREASURY)}


@login_required
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """Days that nobody has begun to reconcile, and the sheets there are."""
    actor = actor_from(request)
    if not reconciles(actor):
        raise NotAllowed
    rows = Reconciliation.objects.visible_to(actor).select_related("post_office", "committee")
    waiting = reads.undrafted(actor)
    names = dict(
        Office.objects.filter(
            pk__in={code for each in waiting for code in (each.post_office, each.committee)}
        ).values_list("code", "name")
    )
    context = {
        "tabs": tabs(actor, "reconciliations"),
        "waiting": [
            {
                "row": each,
                "post_office": names.get(each.post_office, each.post_office),
                "committee": names.get(each.committee, each.committee),
                "may_draft": policies.on_post_side(actor, each.post_office)
                or policies.on_agency_side(actor, each.committee),
            }
            for each in waiting
        ],
        **page_of(request, reads.with_moved(rows).order_by("-on", "code")),
    }
    return render(request, "cash/reconciliations.html", context)


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draw a sheet up, or open the one that stands."""
    sent = request.POST
    row = commands.draft_reconciliation(
        actor=actor_from(request),
        post_office=sent.get("post_office", ""),
        committee=sent.get("committee", ""),
        on=_day(sent.get("on", "")),
    )
    return redirect("cash:reconciliation", row.code)


@login_required
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The four figures, the dossiers behind them, and who signed."""
    actor = actor_from(request)
    return _page(request, actor, _visible(actor, code))


@login_required
@require_POST
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """State a figure."""
    actor = actor_from(request)
    row = _visible(actor, code)
    form = FigureForm(request.POST, sides=_SIDES[policies.side_of(actor, row)])
    if form.is_valid():
        try:
            commands.state_figure(actor=actor, code=row.code, figure=form.figure)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã ghi số liệu.")
            return redirect("cash:reconciliation", row.code)
    return _page(request, actor, row, form=form)


@login_required
@require_POST
def ticks(request: HttpRequest, code: str) -> HttpResponse:
    """Say which fees the committee has."""
    actor = actor_from(request)
    row = _visible(actor, code)
    commands.tick_dossiers(actor=actor, code=row.code, numbers=request.POST.getlist("number"))
    messages.success(request, "Đã ghi các khoản cơ quan nhận được. Số của cơ quan bằng tổng các khoản này.")
    return redirect("cash:reconciliation", row.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """A page of its own before one side signs."""
    actor = actor_from(request)
    row = _visible(actor, code)
    side = policies.side_of(actor, row)
    form = SignForm(sent_with(request))
    if request.method == "POST" and form.is_valid():
        try:
            signed = commands.sign_reconciliation(actor=actor, code=row.code, words=form.cleaned_data["words"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Đã ký. {ReconciliationState(signed.state).label}.")
            return redirect("cash:reconciliation", row.code)
    found = reads.sheet(row)
    context = {
        "question": "Ký bảng đối soát với các số này?",
        "text": "Ký thay mặt bưu điện." if side == "post" else "Ký thay mặt cơ quan.",
        "rows": [{"key": each["label"], "value": each["words"]} for each in _figures(found)],
        "form": form,
        "act": "Ký đối soát",
        "cancel_href": reverse("cash:reconciliation", args=[row.code]),
    }
    return render(request, "web/confirm.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """A page of its own before a signed sheet is opened again."""
    actor = actor_from(request)
    row = _visible(actor, code)
    policies.side_of(actor, row)
    form = ReopenForm(sent_with(request))
    if request.method == "POST" and form.is_valid():
        try:
            commands.reopen_reconciliation(actor=actor, code=row.code, words=form.cleaned_data["words"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã mở lại. Sửa số liệu rồi hai bên ký lại.")
            return redirect("cash:reconciliation", row.code)
    context = {
        "question": f"Mở lại bảng {row.code}?",
        "text": "Chữ ký cũ vẫn còn trong sổ. Sau khi sửa, cả hai bên phải ký lại.",
        "form": form,
        "act": "Mở lại",
        "cancel_href": reverse("cash:reconciliation", args=[row.code]),
        "danger": True,
    }
    return render(request, "web/confirm.html", context, status=_status(form))


@login_required
@require_safe
def paper(request: HttpRequest, code: str) -> FileResponse:
    """The A4 sheet, with blocks to sign."""
    found = _visible(actor_from(request), code)
    return pdf(f"{found.code}.pdf", lambda out: papers.reconciliation_pdf(found, out))


def _page(request: HttpRequest, actor: Actor, row: Reconciliation, form: FigureForm | None = None) -> HttpResponse:
    found = reads.sheet(row)
    side = _side(actor, row)
    drafted = row.state == ReconciliationState.DRAFTED
    own = {"post": ReconciliationState.POST_SIGNED, "agency": ReconciliationState.AGENCY_SIGNED}.get(side)
    if form is None and side and drafted:
        form = FigureForm(sides=_SIDES[side])
    context = {
        "tabs": tabs(actor, ""),
        "sheet": found,
        "row": row,
        "figures": _figures(found),
        "lines": reads.lines(row),
        "form": form,
        "may_tick": side == "agency" and drafted,
        "may_sign": bool(side) and row.state not in BOTH_SIGNED and row.state != own,
        "may_reopen": bool(side) and row.state in HALF_SIGNED | BOTH_SIGNED,
        "history": [
            f"{each.get_side_display()}: {vnd(each.amount)}"
            f"{f' (chứng từ {each.document})' if each.document else ''}, {each.by}, {vn_datetime(each.stated_at)}"
            for each in found.figures
        ],
        "signatures": _signatures(row),
        "side": side,
    }
    return render(request, "cash/reconciliation.html", context, status=_status(form))


def _side(actor: Actor, row: Reconciliation) -> str:
    try:
        return policies.side_of(actor, row)
    except NotAllowed:
        return ""


def _figures(found: reads.Sheet) -> list[dict[str, Any]]:
    """The four figures with how far each is from what the post took."""
    row = found.row
    known = ((FigureSide.REMITTED, row.remitted), (FigureSide.COMMITTEE, row.committee_sum))
    shown: list[dict[str, Any]] = [
        {"label": "Bưu điện đã thu", "amount": found.post, "words": vnd(found.post), "look": ""}
    ]
    for side, amount in (*known, (FigureSide.TREASURY, row.treasury)):
        difference = found.difference(amount)
        stated = reads.latest(found.figures, side)
        if amount is None or difference is None:
            words, look, tag = "chưa có", "quiet", "Chưa có số"
        elif difference:
            words, look, tag = f"{vnd(amount)} (lệch {vnd(difference)})", "red", f"Lệch {vnd(difference)}"
        else:
            words, look, tag = f"{vnd(amount)} (khớp)", "green", "Khớp"
        document = stated.document if stated and stated.amount == amount else ""
        shown.append(
            {"label": side.label, "amount": amount, "words": words, "look": look, "tag": tag, "document": document}
        )
    return shown


def _signatures(row: Reconciliation) -> list[dict[str, Any]]:
    signed = (
        ("Bưu điện", row.post_signed_by, row.post_signed_at, row.post_words),
        ("Cơ quan", row.agency_signed_by, row.agency_signed_at, row.agency_words),
    )
    return [
        {
            "key": side,
            "value": (f"{person}, {vn_datetime(at)}" if person else "Chưa ký") + (f" – {words}" if words else ""),
        }
        for side, person, at, words in signed
    ] + ([{"key": "Mở lại gần nhất", "value": row.reopen_words}] if row.reopen_words else [])


def _visible(actor: Actor, code: str) -> Reconciliation:
    found = Reconciliation.objects.visible_to(actor).select_related(*_RELATED).filter(code=code.upper()).first()
    if found is None:
        raise NotThere
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        vi, en = "Ngày không đúng. Chọn lại trong danh sách.", "This is not a day. Choose from the list again."
        raise Invalid({"on": [FieldProblem("invalid", vi, en)]}) from problem


def _status(form: Any) -> int:
    return UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200
