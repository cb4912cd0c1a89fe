"""Acts on the exception desk, each with a page of its own where words are needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.web.doors import signed_in
from tracking.incidents import policies
from tracking.incidents import queries as reads
from tracking.incidents.commands import compensate, complain, handle, lose, report
from tracking.incidents.kinds import REPORTED
from tracking.incidents.models import Channel, Compensation, Incident
from tracking.incidents.web import forms, shown
from tracking.incidents.web.views import visible

Call = Callable[[Actor, Incident, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its question, its button, what is said afterwards, its form and the command behind it."""

    question: str
    label: str
    done: str
    form: type[HouseForm]
    call: Call
    text: str = ""
    danger: bool = False


def _resolve(actor: Actor, found: Incident, sent: dict[str, Any]) -> None:
    handle.resolve_incident(actor=actor, code=found.code, resolution=sent["resolution"], note=sent["note"])


def _answer(actor: Actor, found: Incident, sent: dict[str, Any]) -> None:
    complain.answer_complaint(actor=actor, code=_complaint(found), outcome=sent["outcome"], answer=sent["answer"])


def _propose(actor: Actor, found: Incident, sent: dict[str, Any]) -> None:
    compensate.propose_compensation(
        actor=actor, incident=found.code, reissue_cost=sent["reissue_cost"] or 0, evidence=sent["evidence"]
    )


def _complaint(found: Incident) -> str:
    """The number of the complaint behind an incident; not there for incidents of other kinds."""
    complaint = getattr(found, "complaint", None)
    if complaint is None:
        raise NotThere
    return str(complaint.code)


ACTS: dict[str, Act] = {
    "nhan": Act(
        "Nhận xử lý việc này?",
        "Nhận xử lý",
        "Bạn là người xử lý việc này.",
        forms.NothingForm,
        lambda actor, found, _sent: handle.take_incident(actor=actor, code=found.code),
    ),
    "giao": Act(
        "Giao việc này cho ai?",
        "Giao việc",
        "Đã giao việc cho đồng nghiệp.",
        forms.GiveForm,
        lambda actor, found, sent: handle.give_incident(actor=actor, code=found.code, to=sent["to"]),
    ),
    "giai-quyet": Act(
        "Việc này đã được giải quyết thế nào?",
        "Ghi cách giải quyết",
        "Đã ghi cách giải quyết.",
        forms.ResolveForm,
        _resolve,
    ),
    "mo-lai": Act(
        "Mở lại việc này?",
        "Mở lại",
        "Việc đã mở lại, có hạn xử lý mới.",
        forms.ReopenForm,
        lambda actor, found, sent: handle.reopen_incident(actor=actor, code=found.code, note=sent["note"]),
    ),
    "xac-nhan-mat": Act(
        "Xác nhận bưu gửi đã mất?",
        "Xác nhận mất",
        "Đã xác nhận mất và mở hồ sơ bồi thường.",
        forms.NothingForm,
        lambda actor, found, _sent: lose.declare_lost(actor=actor, code=found.code),
        text="Bưu gửi kết thúc ở trạng thái “Thất lạc”. Hồ sơ bồi thường được mở ngay theo mức của ngày hôm nay.",
        danger=True,
    ),
    "boi-thuong": Act(
        "Mở hồ sơ bồi thường?",
        "Mở hồ sơ bồi thường",
        "Đã mở hồ sơ bồi thường, chờ kiểm soát viên quyết định.",
        forms.CompensateForm,
        _propose,
        text="Mức bồi thường được tính theo tham số của ngày hôm nay. Chi phí cấp lại giấy tờ cần số chứng từ.",
    ),
    "tra-loi": Act(
        "Trả lời khiếu nại", "Ghi câu trả lời", "Đã ghi câu trả lời, khiếu nại kết thúc.", forms.AnswerForm, _answer
    ),
    "rut": Act(
        "Người khiếu nại rút khiếu nại?",
        "Ghi là đã rút",
        "Đã ghi việc rút khiếu nại.",
        forms.NothingForm,
        lambda actor, found, _sent: complain.withdraw_complaint(actor=actor, code=_complaint(found)),
    ),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, code: str, act: str) -> HttpResponseBase:
    """One act on an incident: its page, then the command; a refusal stays on the page, 422."""
    actor = actor_from(request)
    found = visible(actor, code)
    chosen = ACTS.get(act)
    if chosen is None or (act in ("tra-loi", "rut") and getattr(found, "complaint", None) is None):
        raise NotThere
    (policies.require_may_answer if act in ("tra-loi", "rut") else policies.require_may_work)(actor, found)
    form = _form(request, chosen, found)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.call(actor, found, form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, chosen.done)
            return redirect("incidents:detail", found.code)
    context = {
        "question": chosen.question,
        "text": chosen.text,
        "act": chosen.label,
        "danger": chosen.danger,
        "rows": [{"key": "Việc", "value": f"{found.code} · {shown.kind_words(found)}"}, *shown.summary(found)[:2]],
        "form": form,
        "cancel_href": reverse("incidents:detail", args=[found.code]),
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


def _form(request: HttpRequest, chosen: Act, found: Incident) -> HouseForm:
    sent = request.POST if request.method == "POST" else None
    if chosen.form is forms.GiveForm:
        people = reads.colleagues(found, clock.today())
        return forms.GiveForm(sent, colleagues=[(user.username, user.get_full_name()) for user in people])
    if chosen.form is forms.ResolveForm:
        return forms.ResolveForm(sent, kind=found.kind)
    return chosen.form(sent)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def compensation_act(request: HttpRequest, code: str, act: str) -> HttpResponseBase:
    """The supervisor's decision on a compensation case, and the note that it was paid."""
    actor = actor_from(request)
    rows = Compensation.objects.visible_to(actor).select_related("incident__office")
    case = rows.filter(code=code.strip().upper()[:40]).first() if "\x00" not in code else None
    if case is None or act not in ("quyet-dinh", "chi-tra"):
        raise NotThere
    deciding = act == "quyet-dinh"
    (policies.require_may_decide if deciding else policies.require_may_answer)(actor, case.incident)
    kind = forms.DecideForm if deciding else forms.PayForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _settle(actor, case, form.cleaned_data, deciding=deciding)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã ghi quyết định bồi thường." if deciding else "Đã ghi việc chi trả.")
            return redirect("incidents:detail", case.incident.code)
    context = {
        "question": "Quyết định bồi thường" if deciding else "Ghi việc chi trả bồi thường",
        "act": "Ghi quyết định" if deciding else "Ghi đã chi trả",
        "rows": shown.compensation_rows(case),
        "form": form,
        "cancel_href": reverse("incidents:detail", args=[case.incident.code]),
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


def _settle(actor: Actor, case: Compensation, sent: dict[str, Any], *, deciding: bool) -> None:
    if deciding:
        decision = compensate.Decision(sent["approve"] == "yes", sent["number"], sent["amount"] or 0, sent["basis"])
        compensate.decide_compensation(actor=actor, code=case.code, decision=decision)
    else:
        compensate.pay_compensation(actor=actor, code=case.code, number=sent["number"])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest) -> HttpResponseBase:
    """Report what no scan can say: wrong content, a seal that differs."""
    actor = actor_from(request)
    mine = Office.objects.filter(code__in=actor.offices_as(*policies.WORKERS)).order_by("name")
    offices = [(office.code, office.name) for office in mine]
    policies.require_may_report_anywhere(actor)
    sent = request.POST if request.method == "POST" else None
    initial = {"item": request.GET.get("buu-gui", "")[:60], "kind": REPORTED[0]}
    form = forms.ReportForm(sent, offices=offices, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = report.report_incident(
                actor=actor, report=report.Report(given["kind"], given["item"], given["office"], given["words"])
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if reads.find(actor, made.code) is None:
                said = f"Đã ghi thêm vào việc {made.code}. {made.office.name} đang xử lý."
                messages.success(request, said)
                return redirect("incidents:desk")
            messages.success(request, "Đã báo sự cố. Nơi phụ trách thấy ngay trên bàn xử lý.")
            return redirect("incidents:detail", made.code)
    context = {"title": "Báo sự cố", "act": "Báo sự cố", "form": form, "back": reverse("incidents:desk")}
    return render(request, "incidents/form.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_new(request: HttpRequest) -> HttpResponseBase:
    """Take a complaint at the counter or by telephone."""
    actor = actor_from(request)
    policies.require_may_take_complaints(actor)
    sent = request.POST if request.method == "POST" else None
    hotline = actor.sees_everything
    initial = {
        "dossier": request.GET.get("ho-so", "")[:48],
        "item": request.GET.get("buu-gui", "")[:60],
        "channel": Channel.HOTLINE if hotline else Channel.COUNTER,
    }
    form = forms.ComplaintForm(sent, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = complain.Complaining(
            given["subject"], given["words"], given["channel"], given["item"], given["inter_province"]
        )
        try:
            made = complain.lodge_complaint(actor=actor, dossier=given["dossier"], complaining=told)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Đã tiếp nhận khiếu nại {made.code}.")
            return redirect("incidents:detail", made.incident.code)
    context = {"title": "Tiếp nhận khiếu nại", "act": "Tiếp nhận", "form": form, "back": reverse("incidents:desk")}
    return render(request, "incidents/form.html", context, status=UNPROCESSABLE if form.errors else 200)
