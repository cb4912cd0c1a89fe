"""Pages on which the agency writes to the citizen of a case, and the papers that come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from delegation.dossiers import commands, forms, marks, notice_papers, notices, policies, queries
from delegation.dossiers.models import Dossier, DossierNotice, NoticeKind
from delegation.dossiers.pdfs import notice_answer
from delegation.dossiers.resuming import reasons_from
from delegation.dossiers.states import DossierState, actions_from
from delegation.dossiers.web import notice_forms
from delegation.dossiers.web.forms import PaperList
from delegation.dossiers.web.notice_forms import Written
from delegation.registry import parameters
from delegation.registry.actors import actor_from
from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere, Refused
from postal_services.web.formats import vn_date
from postal_services.web.htmx import UNPROCESSABLE

_l = gettext_lazy


@dataclass(frozen=True, slots=True)
class Writing:
    """A page that writes one kind of paper: its words, its form and its command."""

    slug: str
    kind: NoticeKind
    action: str
    label: Any
    question: Any
    warning: Any
    form: type[Written]
    command: Callable[[Actor, str, Any], DossierNotice]
    danger: bool = False


WRITINGS: dict[str, Writing] = {
    each.slug: each
    for each in (
        Writing(
            "bo-sung",
            NoticeKind.SUPPLEMENT,
            "ask_supplement",
            _l("Yêu cầu bổ sung"),
            _l("Yêu cầu bổ sung, hoàn thiện hồ sơ"),
            _l(
                "Phiếu được đánh số và ghi vào sổ ngay; thời gian giải quyết dừng lại đến khi nhận đủ giấy tờ. "
                "Yêu cầu một lần, đầy đủ: yêu cầu thêm phải nêu lý do và lãnh đạo thấy từng lần."
            ),
            notice_forms.SupplementForm,
            lambda actor, code, act: commands.ask_supplement(actor=actor, code=code, request=act),
        ),
        Writing(
            "tu-choi",
            NoticeKind.REFUSAL,
            "refuse",
            _l("Từ chối tiếp nhận"),
            _l("Từ chối tiếp nhận giải quyết hồ sơ"),
            _l("Hồ sơ khép lại và không mở lại được; người dân phải nộp hồ sơ mới. Thiếu giấy tờ thì yêu cầu bổ sung."),
            notice_forms.RefusalForm,
            lambda actor, code, act: commands.refuse_dossier(actor=actor, code=code, refusal=act),
            danger=True,
        ),
        Writing(
            "hen-lai",
            NoticeKind.APOLOGY,
            "reappoint",
            _l("Xin lỗi và hẹn lại"),
            _l("Xin lỗi và hẹn lại ngày trả kết quả"),
            _l("Người dân thấy ngày hẹn mới ngay trên trang tra cứu. Hẹn thêm lần nữa phải nêu lý do."),
            notice_forms.ReappointmentForm,
            lambda actor, code, act: commands.reappoint_dossier(actor=actor, code=code, reappointment=act),
        ),
        Writing(
            "dung",
            NoticeKind.STOP,
            "stop",
            _l("Dừng giải quyết"),
            _l("Dừng giải quyết hồ sơ"),
            _l("Thời gian giải quyết dừng lại đến khi cơ quan bấm tiếp tục; ngày hẹn trả dời theo số ngày dừng."),
            notice_forms.StopForm,
            lambda actor, code, act: commands.stop_dossier(actor=actor, code=code, stop=act),
            danger=True,
        ),
    )
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_notice(request: HttpRequest, code: str, writing: str) -> HttpResponse:
    """The page of one act: what was asked stands beside the form; problems stand where they are."""
    actor, chosen = actor_from(request), WRITINGS[writing]
    dossier = _dossier(actor, code)
    sent = request.POST if request.method == "POST" else None
    more = sent is not None and sent.get("act") == "more"
    form = chosen.form(None if more else sent, initial=sent.dict() if more and sent else None)
    papers = notice_forms.asked_papers(sent, more=more) if chosen.kind == NoticeKind.SUPPLEMENT else None
    if sent is not None and not more and _readable(form, papers):
        try:
            notice = chosen.command(actor, dossier.code, form.act(papers.papers() if papers else []))
        except Refused as refused:
            notice_forms.show(refused, form, papers)
        else:
            number = forms.kept(notice.kind, notice.form_set, clock.day_of(notice.given_at)).numbered(notice.serial)
            messages.success(
                request, gettext("Đã lập phiếu số %(number)s. In và giao cho người dân.") % {"number": number}
            )
            return redirect(f"/ho-so/{dossier.code}#phieu")
    possible = chosen.action in actions_from(dossier.state) and policies.may_process(actor, dossier)
    failed = not more and (bool(form.errors) or (papers is not None and any(row.errors for row in papers.rows)))
    context = {
        "dossier": dossier,
        "writing": chosen,
        "form": form,
        "papers": papers,
        "known_papers": notice_forms.known_papers(dossier.procedure) if papers else [],
        "known_papers_id": notice_forms.KNOWN_PAPERS,
        "possible": possible,
        "paper_form": forms.of_day(chosen.kind, clock.today()),
        "rows": _summary(dossier),
        "rule": _rule(chosen.kind),
        "state": DossierState(dossier.state).label,
    }
    return render(request, "dossiers/notice_form.html", context, status=UNPROCESSABLE if failed else 200)


_LIMITS = {NoticeKind.SUPPLEMENT: Key.SUPPLEMENT_REQUESTS, NoticeKind.APOLOGY: Key.REAPPOINTMENTS}


def _rule(kind: NoticeKind) -> str:
    """How often the rules foresee this paper, with their basis and whether that is verified."""
    key = _LIMITS.get(kind)
    if key is None:
        return ""
    allowed = parameters.value(key)
    said = gettext("Theo quy định: %(count)s lần mỗi hồ sơ.") % {"count": allowed.text}
    basis = f" {allowed.legal_basis}." if allowed.legal_basis else ""
    mark = "" if allowed.verified or "chưa kiểm chứng" in basis else gettext(" Con số chưa kiểm chứng.")
    return f"{said}{basis}{mark}"


def _readable(form: Written, papers: PaperList | None) -> bool:
    """Whether fields and rows can be read; a request for nothing is said along with the other problems."""
    sound = [form.is_valid(), papers is None or papers.is_valid()]
    if papers is not None and not form.is_valid() and all(sound[1:]) and not papers.papers():
        form.add_error(None, gettext("Ghi ít nhất một giấy tờ cần bổ sung."))
    return all(sound)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """The clock runs again: papers have come, the fee is paid, the ground for stopping is gone, or it was an error."""
    actor = actor_from(request)
    dossier = _dossier(actor, code)
    language = (get_language() or "vi")[:2]
    reasons = [(key, words[1] if language == "en" else words[0]) for key, words in reasons_from(dossier.state).items()]
    sent = request.POST if request.method == "POST" else None
    form = notice_forms.ResumeForm(sent, reasons=reasons or [("", "")])
    if sent is not None:
        because = sent.get("because", "") if reasons else ""
        try:
            commands.resume_dossier(actor=actor, code=dossier.code, because=because)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, DossierState.IN_PROCESS.label)
            return redirect("lodging:case", code=dossier.code)
    context = {
        "question": gettext("Tiếp tục giải quyết hồ sơ?"),
        "text": gettext("Thời gian chạy tiếp từ bây giờ; ngày hẹn trả dời đúng số ngày làm việc đã dừng."),
        "act": gettext("Tiếp tục xử lý"),
        "rows": _summary(dossier),
        "form": form if reasons else None,
        "cancel_href": f"/ho-so/{dossier.code}",
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_safe
def notice_paper(request: HttpRequest, code: str, notice: UUID) -> HttpResponse:
    """One paper as it was given, in the form of its day; the reading of the citizen's data is noted."""
    actor = actor_from(request)
    found = queries.notice_for_paper(actor, code, notice)
    if found is None:
        raise NotThere
    note_read(actor, "dossier_notice", found.dossier_id, notice_papers.PERSONAL)
    return notice_answer(found)


def _dossier(actor: Actor, code: str) -> Dossier:
    rows = Dossier.objects.visible_to(actor).select_related("procedure").filter(code=code)
    dossier = rows.first()
    if dossier is None:
        raise NotThere
    return dossier


def _summary(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {"key": gettext("Mã hồ sơ"), "value": marks.code(dossier)},
        {"key": gettext("Thủ tục"), "value": dossier.procedure.name},
        {"key": gettext("Trạng thái"), "value": DossierState(dossier.state).label},
        {"key": gettext("Hẹn trả"), "value": vn_date(dossier.due_at) or gettext("chưa hẹn")},
    ]


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One row of the case page's list of papers."""

    notice: DossierNotice
    title: str
    number: str
    again: str


def shown(dossier: Dossier) -> list[ShownNotice]:
    """The papers of a case, newest first; two statements."""
    place = 1 if (get_language() or "vi")[:2] == "en" else 0
    rows = DossierNotice.objects.filter(dossier=dossier).select_related("officer").prefetch_related("papers")
    found = []
    for notice in rows.order_by("-given_at", "-pk"):
        form = forms.kept(notice.kind, notice.form_set, clock.day_of(notice.given_at))
        again = notices.AGAIN[notice.again][place] if notice.again in notices.AGAIN else ""
        found.append(ShownNotice(notice, form.title.capitalize(), form.numbered(notice.serial), again))
    return found
