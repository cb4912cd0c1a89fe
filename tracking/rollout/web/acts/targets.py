"""Acts on one target: acceptance, reminder, readiness, task, statement; each a page of its own."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.reads import note_read
from postal_services.documents import attachments
from postal_services.errors import NotThere
from postal_services.web.formats import vn_date
from tracking.custody.web.doors import signed_in
from tracking.rollout import policies, steps
from tracking.rollout.commands import acceptances, readiness, reminders, statements, tasks
from tracking.rollout.evidence import progress
from tracking.rollout.evidence.kinds import KINDS
from tracking.rollout.models import Acceptance, Measure, Readiness, Statement, Target, TaskReport
from tracking.rollout.states import REPORTED_TASKS, TaskState
from tracking.rollout.web.acts import forms
from tracking.rollout.web.acts.doing import Doing, Sent, answered, form_of, sheet_of, target_of
from tracking.rollout.web.addresses import Addresses

MONTHS_BACK = 12
PURPOSE = "rollout_document"
_WITHDRAW = "rut"


def _head(target: Target) -> str:
    return f"{target.name} · mục {target.ask.number}: {target.ask.title}"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def acceptance(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponseBase:
    """Accept a unit, or take back the acceptance that stands."""
    actor, target = actor_from(request), target_of(directive, ask, unit)
    steps.require_measure(target, Measure.EVIDENCE)
    policies.require_province(actor, target)
    standing = Acceptance.objects.filter(target=target, state="accepted").select_related("document").first()
    aim, back = steps.aim_of(target), sheet_of(target)
    if standing is not None:
        doing = Doing(
            question="Rút nghiệm thu?",
            act="Rút nghiệm thu",
            done="Đã rút nghiệm thu; tính đến hết hôm nay.",
            back=back,
            back_words=target.name,
            call=lambda sent: acceptances.withdraw_acceptance(actor=actor, aim=aim, reason=sent["reason"]),
            text=_head(target),
            rows=_accepted(standing),
            danger=True,
        )
        return answered(request, doing, form_of(request, forms.ReasonForm))
    unmet = acceptances.missing(target, clock.today())
    doing = Doing(
        question="Nghiệm thu",
        act="Ghi nghiệm thu",
        done=f"Đã ghi nghiệm thu {target.name}.",
        back=back,
        back_words=target.name,
        call=lambda sent: acceptances.accept_target(actor=actor, aim=aim, accepting=_accepting(sent)),
        text=_head(target),
        more={"unmet": [KINDS[key].vi for key in unmet]},
    )
    return answered(request, doing, form_of(request, forms.AcceptForm, forms.today(), lacks=bool(unmet)))


def _accepting(sent: Sent) -> acceptances.Accepting:
    words = sent.get("against_words", "")
    return acceptances.Accepting(sent["number"], sent["signed_on"], sent["document"], words)


def _accepted(standing: Acceptance) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "key": "Văn bản nghiệm thu",
            "value": f"{standing.number}, ngày {vn_date(standing.signed_on)}",
            "href": reverse("rollout:document", args=["nghiem-thu", standing.pk]),
            "link": "Tải tệp",
        }
    ]
    if standing.unmet:
        missing = ", ".join(KINDS[key].vi for key in standing.unmet if key in KINDS)
        rows.append({"key": "Còn thiếu khi nghiệm thu", "value": missing})
        rows.append({"key": "Vì sao vẫn nghiệm thu", "value": standing.against_words})
    return rows


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponseBase:
    """Remind a unit of what is missing."""
    actor, target = actor_from(request), target_of(directive, ask, unit)
    policies.require_province(actor, target)
    seen = progress(clock.today(), directive=target.ask.directive_id, ask=target.ask.number).target(target.code)
    missing = [(each.key, each.name()) for each in (seen.missing if seen else ())]

    def call(sent: Sent) -> None:
        told = reminders.Reminding(target.ask.directive_id, target.ask.number, (target.code,), sent["about"])
        came = reminders.send_reminders(actor=actor, reminding=told)
        if came.sent:
            gone = "Lời nhắc đã nằm trên bàn làm việc của cán bộ một cửa và kiểm soát viên bưu điện."
            messages.success(request, gone)
        else:
            messages.info(request, "Tuần này đã nhắc về việc đó; không gửi thêm lần nữa.")

    doing = Doing(
        question="Nhắc đơn vị",
        act="Gửi lời nhắc",
        done="",
        back=sheet_of(target),
        back_words=target.name,
        call=call,
        text=f"{_head(target)}. Mỗi việc chỉ nhắc một lần trong tuần, dù bấm bao nhiêu lần.",
    )
    choices = [("", "Tất cả phần còn thiếu"), *missing]
    return answered(request, doing, form_of(request, forms.RemindForm, choices=choices))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_many(request: HttpRequest, directive: str, ask: str) -> HttpResponseBase:
    """Remind every unit that lacks something, at once."""
    actor = actor_from(request)
    if not policies.is_province(actor):
        raise NotThere
    seen = progress(clock.today(), directive=directive[:40], ask=ask[:8])
    lacking = [target for target in seen.targets if not target.complete]
    kinds = {each.key: each.name() for target in lacking for each in target.missing}
    about = request.GET.get("minh-chung", "")
    chosen = [each.place.code for each in lacking if not about or about in {one.key for one in each.missing}]

    def call(sent: Sent) -> None:
        told = reminders.Reminding(directive, ask, tuple(sent["codes"]), sent["about"])
        came = reminders.send_reminders(actor=actor, reminding=told)
        before = f"{len(came.before)} nơi đã được nhắc trong tuần này, không gửi thêm." if came.before else ""
        if came.sent:
            gone = f"{len(came.sent)} lời nhắc đã nằm trên bàn làm việc của từng nơi. {before}"
            messages.success(request, gone.strip())
        else:
            messages.info(request, before)

    doing = Doing(
        question="Nhắc nhiều đơn vị",
        act="Gửi lời nhắc",
        done="",
        back=Addresses(directive, ask, clock.today()).board(),
        back_words=f"Mục {seen.head.ask}",
        call=call,
        text="Mỗi việc chỉ nhắc một nơi một lần trong tuần.",
    )
    form = form_of(
        request,
        forms.RemindManyForm,
        {"about": about if about in kinds else "", "codes": chosen},
        choices=[("", "Tất cả phần còn thiếu"), *kinds.items()],
        units=[(each.place.code, f"{each.place.name} (thiếu {len(each.missing)})") for each in lacking],
    )
    return answered(request, doing, form)


@signed_in
@require_POST
def put_away(request: HttpRequest, reminder: UUID) -> HttpResponseBase:
    """Put a reminder away from the desk."""
    reminders.dismiss_reminder(actor=actor_from(request), reminder=reminder)
    messages.success(request, "Đã cất lời nhắc. Lời nhắc vẫn nằm trong sổ.")
    return redirect("home")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponseBase:
    """Declare a commune ready, or take the declaration back."""
    actor, target = actor_from(request), target_of(directive, ask, unit)
    steps.require_measure(target, Measure.READINESS)
    policies.require_may_declare(actor, target)
    standing = Readiness.objects.filter(target=target, state="ready").first()
    aim, back = steps.aim_of(target), sheet_of(target)
    if standing is not None:
        doing = Doing(
            question="Rút khai sẵn sàng?",
            act="Rút khai sẵn sàng",
            done="Đã rút; tính đến hết hôm nay.",
            back=back,
            back_words=target.name,
            call=lambda sent: readiness.withdraw_readiness(actor=actor, aim=aim, reason=sent["reason"]),
            text=_head(target),
            rows=[
                {
                    "key": "Sẵn sàng từ",
                    "value": vn_date(standing.ready_on),
                    "href": reverse("rollout:document", args=["san-sang", standing.pk]),
                    "link": "Tải tệp",
                }
            ],
            danger=True,
        )
        return answered(request, doing, form_of(request, forms.ReasonForm))

    def call(sent: Sent) -> None:
        given = readiness.Declaring(sent["document"], sent["ready_on"], sent["number"])
        readiness.declare_ready(
            actor=actor,
            directive=target.ask.directive_id,
            ask=target.ask.number,
            communes=[readiness.Commune(target.code)],
            declaring=given,
        )

    doing = Doing(
        question="Khai sẵn sàng một cửa điện tử",
        act="Khai sẵn sàng",
        done=f"Đã khai {target.name} sẵn sàng.",
        back=back,
        back_words=target.name,
        call=call,
        text=_head(target),
    )
    return answered(request, doing, form_of(request, forms.ReadyForm, forms.today()))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponseBase:
    """Report a task done, decide about the report, or take it back: what comes next of the three."""
    actor, target = actor_from(request), target_of(directive, ask, unit)
    steps.require_measure(target, Measure.TASK)
    policies.require_may_report_task(actor, target)
    standing = TaskReport.objects.filter(target=target, state__in=REPORTED_TASKS).first()
    aim, back = steps.aim_of(target), sheet_of(target)
    rows: list[dict[str, object]] = []
    if standing is not None:
        address = reverse("rollout:document", args=["nhiem-vu", standing.pk])
        rows = [
            {"key": "Hoàn thành ngày", "value": vn_date(standing.done_on), "href": address, "link": "Tải minh chứng"},
            {"key": "Đã làm gì", "value": standing.words},
            {"key": "Trạng thái", "value": TaskState(standing.state).label},
        ]
        note_read(actor, PURPOSE, standing.pk, ["words"])
    deciding = standing is not None and standing.state == TaskState.DONE_REPORTED and policies.is_province(actor)
    if deciding and request.GET.get("buoc") != _WITHDRAW:

        def decide(sent: Sent) -> None:
            verdict = tasks.Verdict(confirmed=sent["confirmed"] == "yes", words=sent["words"])
            tasks.decide_task(actor=actor, aim=aim, verdict=verdict)

        doing = Doing(
            "Xác nhận nhiệm vụ hoàn thành", "Ghi kết luận", "Đã ghi kết luận.", back, target.name, decide,
            text=_head(target), rows=rows,
        )  # fmt: skip
        return answered(request, doing, form_of(request, forms.VerdictForm))
    if standing is not None:
        doing = Doing(
            "Rút báo cáo hoàn thành?", "Rút báo cáo", "Đã rút; tính đến hết hôm nay.", back, target.name,
            lambda sent: tasks.withdraw_task_report(actor=actor, aim=aim, reason=sent["reason"]),
            text=_head(target), rows=rows, danger=True,
        )  # fmt: skip
        return answered(request, doing, form_of(request, forms.ReasonForm))

    def report(sent: Sent) -> None:
        given = tasks.Done(sent["done_on"], sent["document"], sent["number"], sent["words"])
        tasks.report_task_done(actor=actor, aim=aim, done=given)

    doing = Doing(
        "Báo cáo hoàn thành", "Gửi báo cáo", "Đã báo cáo, chờ tỉnh xác nhận.", back, target.name, report,
        text=_head(target),
    )  # fmt: skip
    return answered(request, doing, form_of(request, forms.DoneForm, forms.today()))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponseBase:
    """State a month: one of the last twelve that are over, named in the address; the last one when none is."""
    actor, target = actor_from(request), target_of(directive, ask, unit)
    steps.require_measure(target, Measure.EVIDENCE)
    policies.require_may_speak(actor, target, statements.STATERS)
    months = _months(clock.today())
    asked = request.GET.get("thang", "")
    month = asked if asked in months else months[0]
    first, last = statements.days_of(month)
    said = {row.month: row for row in Statement.objects.filter(target=target, month__in=months)}
    before = said.get(month)

    def call(sent: Sent) -> None:
        assert isinstance(form, forms.StatementForm)
        stating = statements.Stating(month, sent["eligible"], form.reasons)
        statements.state_month(actor=actor, aim=steps.aim_of(target), stating=stating)

    form = form_of(request, forms.StatementForm, {"eligible": before.eligible, **before.reasons} if before else {})
    doing = Doing(
        question=f"Số liệu tháng {first:%m/%Y}",
        act="Khai số liệu",
        done=f"Đã khai số liệu tháng {first:%m/%Y}.",
        back=sheet_of(target),
        back_words=target.name,
        call=call,
        text=_head(target),
        rows=[{"key": "Sổ đã có", "value": f"{statements.by_post(target, first, last)} hồ sơ qua bưu điện"}],
        template="rollout/acts/statement.html",
        more={
            "months": [(each, f"{each[5:]}/{each[:4]}", each in said, each == month) for each in months],
            "month": month,
            "before": before,
        },
    )
    return answered(request, doing, form)


def _months(today: date) -> list[str]:
    """The last twelve months that are over, the newest first."""
    found, day = [], today.replace(day=1)
    for _ in range(MONTHS_BACK):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(f"{day:%Y-%m}")
    return found


@signed_in
@require_safe
def document(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """The document of an acceptance, a declaration or a report, for those it concerns; reading it is noted."""
    actor = actor_from(request)
    rows: Any = {
        "nghiem-thu": Acceptance.objects.visible_to(actor),
        "san-sang": Readiness.objects.visible_to(actor),
        "nhiem-vu": TaskReport.objects.visible_to(actor),
    }.get(kind)
    found = rows.select_related("document").filter(pk=pk).first() if rows is not None else None
    if found is None:
        raise NotThere
    note_read(actor, PURPOSE, found.pk, ["document"])
    return attachments.respond(found.document)
