"""The directive's other tasks: their owner reports them done, the province confirms or rejects, either withdraws."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from delegation.establishment.steps import claim, moment_of
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem
from postal_services.ids import uuid7
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry
from tracking.rollout import policies, steps
from tracking.rollout.models import Measure, Target, TaskReport
from tracking.rollout.refusals import NoTaskReport
from tracking.rollout.states import REPORTED_TASKS, TASK, TASK_EDGES, TaskState, next_state
from tracking.rollout.steps import Aim


@dataclass(frozen=True, slots=True)
class Done:
    """What an owner reports: the day it was done, a file, a number and words where there are any."""

    done_on: date
    document: Attachment | None
    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the province says of a report; words are needed where it rejects."""

    confirmed: bool
    words: str = ""


@transaction.atomic(durable=True)
def report_task_done(
    *, actor: Actor, aim: Aim, done: Done, now: datetime | None = None, simulated: bool = False
) -> TaskReport:
    """Report a task done; one that is reported or confirmed already is given as it stands.

    By its owner, or by the province for an owner who has no sign-in here. Raises CodePassedOn for a day on which
    another unit bore the code.
    """
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.TASK)
    policies.require_may_report_task(actor, target)
    problems: dict[str, list[FieldProblem]] = {}
    number = steps.require_number(problems, done.number, needed=False)
    words = steps.require_words(problems, "words", done.words)
    steps.require_document(problems, done.document)
    steps.refuse(problems)
    streams, heads = steps.lock_targets([target], at)
    standing = TaskReport.objects.filter(target=target, state__in=REPORTED_TASKS).first()
    if standing is not None:
        return standing
    assert done.document is not None
    happened, flags = moment_of(done.done_on, at)
    steps.require_bore(target, done.done_on)
    report = TaskReport(
        id=uuid7(),
        target=target,
        state=TaskState.DONE_REPORTED,
        done_on=done.done_on,
        number=number,
        words=words,
        document=done.document,
        reported_at=at,
        reported_by_id=actor.user_id,
        simulated=simulated,
    )
    entry = steps.line(
        TASK,
        "report_done",
        stream=streams[target.pk],
        subject=report.pk,
        before="",
        after=report.state,
        actor=actor,
        at=happened,
        target=target,
        data={"number": number, "document": done.document.sha256, **claim(done.done_on, flags)},
        flags=flags,
        simulated=simulated,
    )
    writer.append(heads, [entry], recorded_at=at)
    report.save(force_insert=True)
    return report


@transaction.atomic(durable=True)
def decide_task(
    *, actor: Actor, aim: Aim, verdict: Verdict, now: datetime | None = None, simulated: bool = False
) -> TaskReport:
    """Confirm that a task is done, or reject the report with words; the same word twice is one."""
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.TASK)
    policies.require_province(actor, target)
    problems: dict[str, list[FieldProblem]] = {}
    asked = {} if verdict.confirmed else {"vi": "Ghi vì sao chưa xác nhận.", "en": "Say why it is not confirmed."}
    words = steps.require_words(problems, "words", verdict.words, **asked)
    steps.refuse(problems)
    action = "confirm" if verdict.confirmed else "reject"
    streams, heads = steps.lock_targets([target], at)
    report = TaskReport.objects.filter(target=target).locked().order_by("-reported_at", "-pk").first()
    if report is None:
        raise NoTaskReport
    after = next_state(TASK_EDGES, TaskState.DONE_REPORTED, action)
    if report.state == after:
        return report
    act = _Act(actor, target, at, streams[target.pk], simulated)
    entry = _move(report, action, act)
    writer.append(heads, [entry], recorded_at=at)
    report.verdict, report.decided_at, report.decided_by_id = words, at, actor.user_id
    report.save(update_fields=["state", "verdict", "decided_at", "decided_by"])
    return report


@transaction.atomic(durable=True)
def withdraw_task_report(
    *, actor: Actor, aim: Aim, reason: str, now: datetime | None = None, simulated: bool = False
) -> TaskReport:
    """Take a report or its confirmation back, with a reason: by its owner, or by the province."""
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.TASK)
    policies.require_may_report_task(actor, target)
    problems: dict[str, list[FieldProblem]] = {}
    words = steps.require_words(problems, "reason", reason, vi="Ghi vì sao rút.", en="Say why.")
    steps.refuse(problems)
    streams, heads = steps.lock_targets([target], at)
    report = TaskReport.objects.filter(target=target, state__in=REPORTED_TASKS).locked().first()
    if report is None:
        raise NoTaskReport
    act = _Act(actor, target, at, streams[target.pk], simulated)
    entry = _move(report, "withdraw", act)
    writer.append(heads, [entry], recorded_at=at)
    report.withdrawn_at, report.reason = at, words
    report.save(update_fields=["state", "withdrawn_at", "reason"])
    return report


@dataclass(frozen=True, slots=True)
class _Act:
    """Who acts on which target when, and in which stream it is written."""

    actor: Actor
    target: Target
    at: datetime
    stream: UUID
    simulated: bool


def _move(report: TaskReport, action: str, act: _Act) -> Entry:
    """Bring a locked report to where ``action`` leads and give its line; raises NoTaskReport when it cannot."""
    after = next_state(TASK_EDGES, report.state, action)
    if after is None:
        raise NoTaskReport
    before, report.state = report.state, after
    return steps.line(
        TASK,
        action,
        stream=act.stream,
        subject=report.pk,
        before=before,
        after=after,
        actor=act.actor,
        at=act.at,
        target=act.target,
        simulated=act.simulated or report.simulated,
    )
