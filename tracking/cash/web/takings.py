"""Pages about the money of one dossier: taking it, its receipt, reversing, refunding, correcting what is owed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delegation.dossiers import marks
from delegation.dossiers.models import Dossier
from delegation.registry.actors import actor_from
from delegation.registry.models import Exemption, Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_read
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_datetime, vnd
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash import papers, policies, reasons
from tracking.cash.amounts import COLUMNS, LABELS, Amounts
from tracking.cash.commands.correct import (
    NewCharges,
    Refund,
    correct_charges,
    refund_money,
    reverse_taking,
)
from tracking.cash.commands.take import Payment, take_money
from tracking.cash.models import CashDay, ChargeCorrection, Kind, Taking
from tracking.cash.papers.frame import unverified_transfer
from tracking.cash.papers.receipt import PERSONAL
from tracking.cash.queries import Account, accounts
from tracking.cash.states import DayState
from tracking.cash.web.doors import pdf, sent_with
from tracking.cash.web.forms import ChargesForm, RefundForm, ReversalForm, TakeForm, ThreeColumns

_RELATED = ("dossier__procedure", "dossier__committee", "office__parent", "by", "cash_day", "reverses", "reversal")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, code: str) -> HttpResponse:
    """What is outstanding on a dossier, the form to take it, and everything taken before."""
    actor = actor_from(request)
    dossier = _dossier(actor, code)
    account = accounts([dossier.pk])[dossier.pk]
    offices = _own_offices(actor) if policies.may_take(actor) else []
    form = None
    if offices:
        closed = _closed_today(actor)
        form = TakeForm(sent_with(request), offices=offices, closed=closed, initial=_initial(account.outstanding))
    if request.method == "POST":
        if form is None:
            raise NotAllowed
        if form.is_valid():
            sent = {name: value for name, value in form.cleaned_data.items() if name not in COLUMNS}
            try:
                taken = take_money(actor=actor, dossier=code, payment=Payment(amounts=form.amounts, **sent))
            except NotThere:
                raise
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, f"Đã thu {vnd(taken.total)}. Số biên nhận {taken.number}.")
                return redirect("cash:receipt", taken.number)
    context = {
        "dossier": dossier,
        "account": account,
        "columns": _columns(account),
        "form": form,
        "takings": _takings(dossier),
        "corrections": list(ChargeCorrection.objects.filter(dossier=dossier).select_related("by").order_by("pk")),
        "exemption": _exemption(dossier),
        "unverified": unverified_transfer(clock.today()) if account.charges.transfer else "",
        "may_correct": policies.may_correct(actor, dossier),
        "may_refund": bool(account.overpaid) and bool(offices),
    }
    return render(request, "cash/take.html", context, status=_status(form))


@login_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One movement of money, with what became of it."""
    actor = actor_from(request)
    taking = _taking(actor, number)
    day_open = taking.cash_day.state == DayState.OPEN
    context = {
        "taking": taking,
        "rows": _facts(taking),
        "columns": [(LABELS[name][0], getattr(taking, name)) for name in COLUMNS],
        "back": getattr(taking, "reversal", None),
        "may_reverse": taking.kind == Kind.TAKE
        and not hasattr(taking, "reversal")
        and policies.may_reverse(actor, taking, day_open=day_open),
    }
    return render(request, "cash/receipt.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reverse_one(request: HttpRequest, number: str) -> HttpResponse:
    """A page of its own before a taking is reversed."""
    actor = actor_from(request)
    taking = _taking(actor, number)
    policies.require_may_reverse(actor, taking, day_open=taking.cash_day.state == DayState.OPEN)
    form = ReversalForm(sent_with(request))
    if request.method == "POST" and form.is_valid():
        try:
            back = reverse_taking(actor=actor, number=taking.number, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Đã hủy khoản {taking.number} bằng phiếu {back.number}.")
            return redirect("cash:take", taking.dossier.code)
    context = {
        "question": f"Hủy khoản thu {taking.number}?",
        "text": "Khoản thu vẫn còn trong sổ. Một phiếu hủy được ghi thêm, và hồ sơ lại còn phải thu số tiền này.",
        "rows": _facts(taking),
        "form": form,
        "act": "Hủy khoản thu",
        "cancel_href": reverse("cash:receipt", args=[taking.number]),
        "danger": True,
    }
    return render(request, "web/confirm.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, code: str) -> HttpResponse:
    """Money given back after a correction of the charges, or when the case ended early."""
    actor = actor_from(request)
    dossier = _dossier(actor, code)
    if not policies.may_take(actor):
        raise NotAllowed
    account = accounts([dossier.pk])[dossier.pk]
    form = RefundForm(sent_with(request), offices=_own_offices(actor), initial=_initial(account.overpaid))
    if request.method == "POST" and form.is_valid():
        sent = {name: value for name, value in form.cleaned_data.items() if name not in COLUMNS}
        try:
            row = refund_money(actor=actor, dossier=code, refund=Refund(amounts=form.amounts, **sent))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Đã hoàn {vnd(-row.total)}. Số phiếu {row.number}.")
            return redirect("cash:receipt", row.number)
    return _form_page(
        request,
        dossier,
        form,
        title="Hoàn tiền",
        act="Hoàn tiền",
        text="Chỉ hoàn phần đã nộp cao hơn mức phải thu. Nếu mức thu sai, điều chỉnh mức thu trước.",
        rows=[
            {"key": "Phải thu", "value": _in_columns(account.owed)},
            {"key": "Đã nộp", "value": _in_columns(account.paid)},
            {"key": "Hoàn được", "value": _in_columns(account.overpaid)},
        ],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def charges(request: HttpRequest, code: str) -> HttpResponse:
    """What a dossier owes, corrected; the first figures stay."""
    actor = actor_from(request)
    dossier = _dossier(actor, code)
    policies.require_may_correct(actor, dossier, fee=False)
    account = accounts([dossier.pk])[dossier.pk]
    form = ChargesForm(sent_with(request), initial=_initial(account.charges))
    if request.method == "POST" and form.is_valid():
        sent = {name: value for name, value in form.cleaned_data.items() if name not in COLUMNS}
        try:
            correct_charges(actor=actor, dossier=code, new=NewCharges(charges=form.amounts, **sent))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã điều chỉnh mức thu. Mức cũ vẫn còn trong sổ.")
            return redirect("cash:take", code)
    rows = [
        {"key": "Mức đang thu", "value": _in_columns(account.charges)},
        {"key": "Đã nộp", "value": _in_columns(account.paid)},
    ]
    text = "Ghi mức mới của cả ba cột. Bưu điện chỉ sửa cước bưu chính và cước chuyển nộp."
    return _form_page(
        request, dossier, form, title="Điều chỉnh mức thu", act="Điều chỉnh mức thu", text=text, rows=rows
    )


@login_required
@require_safe
def paper(request: HttpRequest, number: str) -> FileResponse:
    """The A5 receipt; it names the payer, so the reading is noted."""
    actor = actor_from(request)
    taking = _taking(actor, number)
    note_read(actor, "taking_receipt", taking.dossier_id, PERSONAL)
    return pdf(f"{taking.number}.pdf", lambda out: papers.receipt_pdf(taking, out))


def _dossier(actor: Actor, code: str) -> Dossier:
    rows = Dossier.objects.visible_to(actor).select_related("procedure", "committee", "post_office")
    found = rows.filter(code=code).first()
    if found is None:
        raise NotThere
    return found


def _taking(actor: Actor, number: str) -> Taking:
    found = Taking.objects.visible_to(actor).select_related(*_RELATED).filter(number=number.upper()).first()
    if found is None:
        raise NotThere
    return found


def _takings(dossier: Dossier) -> list[Taking]:
    rows = Taking.objects.filter(dossier=dossier).select_related("by", "office", "reverses", "reversal")
    return list(rows.order_by("-recorded_at", "-number"))


def _own_offices(actor: Actor) -> list[tuple[str, str]]:
    codes = actor.offices_as(*policies.MONEY_ROLES)
    return list(Office.objects.filter(pk__in=codes).order_by("pk").values_list("code", "name"))


def _closed_today(actor: Actor) -> bool:
    days = CashDay.objects.filter(person=actor.user_id, on=clock.today()).exclude(state=DayState.OPEN)
    return days.exists()


def _exemption(dossier: Dossier) -> str:
    found = Exemption.objects.filter(pk=dossier.exemption).first() if dossier.exemption else None
    return f"{found.name}, giảm {found.percent} % cước bưu chính" if found else ""


def _initial(amounts: Amounts) -> dict[str, int]:
    return amounts.as_data()


def _columns(account: Account) -> list[dict[str, Any]]:
    """Owed, paid and outstanding, one row a column."""
    return [
        {
            "label": LABELS[name][0],
            "owed": getattr(account.owed, name),
            "paid": getattr(account.paid, name),
            "outstanding": getattr(account.outstanding, name),
            "overpaid": getattr(account.overpaid, name),
        }
        for name in COLUMNS
    ]


def _in_columns(amounts: Amounts) -> str:
    return " · ".join(f"{LABELS[name][0]} {vnd(each)}" for name, each in amounts.as_data().items())


def _facts(taking: Taking) -> list[dict[str, Any]]:
    dossier = taking.dossier
    facts = [
        {
            "key": "Hồ sơ",
            "value": marks.code(dossier),
            "href": reverse("cash:take", args=[dossier.code]),
            "link": "Tiền",
        },
        {"key": "Loại", "value": taking.get_kind_display()},
        {"key": "Số tiền", "value": f"{vnd(taking.total)} ({_in_columns(taking.amounts)})"},
        {"key": "Hình thức", "value": f"{taking.get_method_display()}, {taking.get_place_display().lower()}"},
        {"key": "Nơi thu", "value": taking.office.name},
        {"key": "Người ghi", "value": f"{taking.by}, {vn_datetime(taking.taken_at)}"},
        {"key": "Quỹ ngày", "value": f"{taking.cash_day.code} ({DayState(taking.cash_day.state).label.lower()})"},
    ]
    for key, value in (
        ("Lý do", reasons.WORDS.get(taking.reason, taking.reason)),
        ("Số biên lai của cơ quan", taking.agency_receipt),
        ("Mã giao dịch ngân hàng", taking.bank_reference),
        ("Ghi chú", taking.words),
    ):
        if value:
            facts.append({"key": key, "value": value})
    return facts


def _form_page(
    request: HttpRequest,
    dossier: Dossier,
    form: ThreeColumns,
    *,
    title: str,
    act: str,
    text: str,
    rows: list[dict[str, Any]],
) -> HttpResponse:
    cancel = reverse("cash:take", args=[dossier.code])
    context = {"title": title, "dossier": dossier, "form": form, "act": act, "text": text, "rows": rows}
    return render(request, "cash/form.html", {**context, "cancel_href": cancel}, status=_status(form))


def _status(form: Any) -> int:
    return UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200
