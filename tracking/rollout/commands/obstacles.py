"""Obstacles: a district reports, the province takes, assigns, answers and closes, the district reopens."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from delegation.establishment.refusals import InTheFuture
from delegation.registry.editions import read_once
from delegation.registry.models import Office
from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry, Heads
from tracking.incidents.deadlines import Clockwork, number
from tracking.rollout import policies, steps
from tracking.rollout.evidence import kinds
from tracking.rollout.models import Obstacle, ObstacleKind, Target
from tracking.rollout.refusals import ObstacleMoved, ReopenTooLate
from tracking.rollout.states import OBSTACLE, OBSTACLE_EDGES, ObstacleState, next_state
from tracking.rollout.steps import Aim

MOST_DAYS = 60
"""Working days that an answer may be given at most."""
_LONGEST_AGO = date(2000, 1, 1)
REOPEN_DAYS = 10
"""Working days in which an answer may be disagreed with, where the parameters have no number."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a district reports: a kind, words without personal data, the evidence it keeps from (or none), since when
    (today when not given), and a file.
    """

    kind: str
    words: str
    blocks: str = ""
    since: date | None = None
    document: Attachment | None = None


@transaction.atomic(durable=True)
def report_obstacle(
    *, actor: Actor, aim: Aim, report: Report, now: datetime | None = None, simulated: bool = False
) -> Obstacle:
    """Report what is in the way of a target; the province owes an answer within ``obstacle_answer_days``.

    The same words about the same matter, while it waits for its answer, are one obstacle: it is given again.
    """
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at))
    policies.require_may_speak(actor, target)
    words, since = _sound(report, at)
    streams, heads = steps.lock_targets([target], at)
    twin = _twin(target, report, words)
    if twin is not None:
        return twin
    office = steps.province_office(target, clock.day_of(at))
    due_at = steps.answer_due(office, at)
    obstacle = Obstacle(
        id=uuid7(),
        code=_next_code(target, at),
        target=target,
        kind=report.kind,
        blocks=report.blocks,
        state=ObstacleState.REPORTED,
        words=words,
        document=report.document,
        since=since,
        reported_at=at,
        reported_by_id=actor.user_id,
        office=office,
        due_at=due_at,
        escalate_at=due_at,
        simulated=simulated,
        modified_at=at,
    )
    data = {"since": since.isoformat(), "due": _day(due_at), **_file(report.document)}
    stream = streams[target.pk]
    entry = _line(obstacle, "report", "", actor=actor, at=at, stream=stream, data=data, counterpart=office.code)
    writer.append(heads, [entry], recorded_at=at)
    obstacle.save(force_insert=True)
    return obstacle


@transaction.atomic(durable=True)
def take_obstacle(*, actor: Actor, code: str, now: datetime | None = None, simulated: bool = False) -> Obstacle:
    """Become the one who deals with an obstacle; whoever had it is relieved."""
    at = now or clock.now()
    held = _locked(actor, code, simulated)
    policies.require_may_answer(actor, held.obstacle)
    if held.obstacle.state == ObstacleState.TAKEN and held.obstacle.owner_id == actor.user_id:
        return held.obstacle
    held.move("take", actor, at)
    held.obstacle.owner_id = actor.user_id
    return held.written(at)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers, and within how many working days (``obstacle_answer_days`` when not given)."""

    office: str
    days: int | None = None


@transaction.atomic(durable=True)
def assign_obstacle(
    *, actor: Actor, code: str, assignment: Assignment, now: datetime | None = None, simulated: bool = False
) -> Obstacle:
    """Give an obstacle to an office with a deadline; escalation begins anew."""
    at = now or clock.now()
    held = _locked(actor, code, simulated)
    obstacle = held.obstacle
    policies.require_province(actor, obstacle.target)
    office = _office(assignment, at)
    due_at = steps.answer_due(office, at, assignment.days)
    if obstacle.state == ObstacleState.TAKEN and (obstacle.office_id, obstacle.due_at) == (office.code, due_at):
        return obstacle
    held.move("assign", actor, at, counterpart=office.code, due=_day(due_at))
    obstacle.office = office
    obstacle.owner_id = actor.user_id if office.code in actor.offices else None
    _run_again(obstacle, due_at)
    return held.written(at)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the province says, in words without personal data, and a file."""

    words: str
    document: Attachment | None = None


@transaction.atomic(durable=True)
def answer_obstacle(
    *, actor: Actor, code: str, answer: Answer, now: datetime | None = None, simulated: bool = False
) -> Obstacle:
    """Answer an obstacle; the district may reopen it for ``obstacle_reopen_days`` working days."""
    at = now or clock.now()
    held = _locked(actor, code, simulated)
    obstacle = held.obstacle
    policies.require_may_answer(actor, obstacle)
    problems: dict[str, list[FieldProblem]] = {}
    words = steps.require_words(problems, "words", answer.words, vi="Ghi câu trả lời.", en="Write the answer.")
    steps.refuse(problems)
    if obstacle.state == ObstacleState.ANSWERED and obstacle.answer == words:
        return obstacle
    held.move("answer", actor, at, **_file(answer.document))
    obstacle.answer, obstacle.answer_document = words, answer.document
    obstacle.answered_at, obstacle.answered_by_id, obstacle.escalate_at = at, actor.user_id, None
    return held.written(at)


@transaction.atomic(durable=True)
def close_obstacle(*, actor: Actor, code: str, now: datetime | None = None, simulated: bool = False) -> Obstacle:
    """End an answered obstacle: by the province, or by the district that is content with the answer."""
    at = now or clock.now()
    held = _locked(actor, code, simulated)
    obstacle = held.obstacle
    policies.require_may_close(actor, obstacle)
    if obstacle.state == ObstacleState.CLOSED:
        return obstacle
    held.move("close", actor, at)
    obstacle.closed_at = at
    return held.written(at)


@transaction.atomic(durable=True)
def reopen_obstacle(
    *, actor: Actor, code: str, reason: str, now: datetime | None = None, simulated: bool = False
) -> Obstacle:
    """Say that the answer did not help, with a reason; a new deadline runs.

    Raises ReopenTooLate when ``obstacle_reopen_days`` working days have passed since the answer.
    """
    at = now or clock.now()
    held = _locked(actor, code, simulated)
    obstacle = held.obstacle
    policies.require_may_speak(actor, obstacle.target)
    problems: dict[str, list[FieldProblem]] = {}
    words = steps.require_words(problems, "reason", reason, vi="Ghi vì sao mở lại.", en="Say why it is opened again.")
    steps.refuse(problems)
    if obstacle.state == ObstacleState.REOPENED and obstacle.reason == words:
        return obstacle
    _require_in_time(obstacle, at)
    due_at = steps.answer_due(obstacle.office, at)
    held.move("reopen", actor, at, due=_day(due_at))
    obstacle.reason, obstacle.reopened_at, obstacle.closed_at = words, at, None
    _run_again(obstacle, due_at)
    return held.written(at)


SAVED = (
    "state", "office", "owner", "due_at", "level", "escalated_at", "escalate_at", "answer", "answer_document",
    "answered_at", "answered_by", "reason", "reopened_at", "closed_at", "modified_at",
)  # fmt: skip
"""Columns of an obstacle that acts change."""


@dataclass(slots=True)
class _Held:
    """One obstacle under lock, and the lines to be written about it."""

    obstacle: Obstacle
    heads: Heads
    entries: list[Entry]
    simulated: bool

    def move(self, action: str, actor: Actor, at: datetime, *, counterpart: str | None = None, **data: Any) -> None:
        """Bring it to where ``action`` leads; raises ObstacleMoved when it cannot."""
        obstacle = self.obstacle
        after = next_state(OBSTACLE_EDGES, obstacle.state, action)
        if after is None:
            raise ObstacleMoved(state=ObstacleState(obstacle.state).label)
        before, obstacle.state, obstacle.modified_at = obstacle.state, after, at
        stream = next(iter(self.heads.ends))
        self.entries.append(
            _line(
                obstacle,
                action,
                before,
                actor=actor,
                at=at,
                stream=stream,
                data=data,
                counterpart=counterpart,
                played=self.simulated,
            )
        )

    def written(self, at: datetime) -> Obstacle:
        """The lines and the row, written."""
        writer.append(self.heads, self.entries, recorded_at=at)
        self.obstacle.save(update_fields=SAVED)
        return self.obstacle


def _locked(actor: Actor, code: str, simulated: bool) -> _Held:  # noqa: FBT001
    """The obstacle and its target's stream under lock; NotThere for anybody it does not concern."""
    clean = code.strip().upper()
    if "\x00" in clean:
        raise NotThere
    seen = Obstacle.objects.visible_to(actor).filter(code=clean).select_related("target__ask").first()
    if seen is None:
        raise NotThere
    _, heads = steps.lock_targets([seen.target], seen.reported_at)
    rows = Obstacle.objects.filter(pk=seen.pk).locked()
    obstacle = rows.select_related("target__ask", "target__unit__parent", "target__office", "office").get()
    return _Held(obstacle, heads, [], simulated)


def _line(
    obstacle: Obstacle,
    action: str,
    before: str,
    *,
    actor: Actor,
    at: datetime,
    stream: UUID,
    data: dict[str, Any],
    counterpart: str | None = None,
    played: bool = False,
) -> Entry:
    """A line about an obstacle as it now stands; what is played stays played, whoever acts on it."""
    return steps.line(
        OBSTACLE,
        action,
        stream=stream,
        subject=obstacle.pk,
        before=before,
        after=obstacle.state,
        actor=actor,
        at=at,
        target=obstacle.target,
        data={"obstacle": obstacle.code, "kind": str(obstacle.kind), "blocks": obstacle.blocks, **data},
        counterpart=counterpart,
        simulated=played or obstacle.simulated,
    )


def _sound(report: Report, at: datetime) -> tuple[str, date]:
    """The words and the day of a report; raises Invalid, or InTheFuture."""
    problems: dict[str, list[FieldProblem]] = {}
    if report.kind not in ObstacleKind.values:
        vi, en = "Chọn loại vướng mắc trong danh sách.", "Choose the kind from the list."
        problems["kind"] = [FieldProblem("unknown_kind", vi, en)]
    if report.blocks and report.blocks not in kinds.KEYS:
        vi, en = "Chọn minh chứng trong danh sách, hoặc bỏ trống.", "Choose a kind of evidence, or none."
        problems["blocks"] = [FieldProblem("unknown_evidence", vi, en)]
    words = steps.require_words(
        problems, "words", report.words, vi="Ghi vướng mắc là gì.", en="Say what is in the way."
    )
    since = report.since or clock.day_of(at)
    if since < _LONGEST_AGO:
        vi, en = "Kiểm tra lại ngày.", "Check the day."
        problems["since"] = [FieldProblem("too_early", vi, en)]
    steps.refuse(problems)
    if since > clock.day_of(at):
        raise InTheFuture(day=f"{since:%d/%m/%Y}")
    return words, since


def _twin(target: Target, report: Report, words: str) -> Obstacle | None:
    """A standing obstacle that says the same; read under the target's lock, so that two reports are one."""
    rows = Obstacle.objects.standing().filter(target=target, kind=report.kind, blocks=report.blocks)
    return next((row for row in rows.select_related("target__ask", "office") if row.words == words), None)


def _next_code(target: Target, at: datetime) -> str:
    """The next number of the unit's day. Two asks of one unit have two streams, so the number has a turn of its own."""
    prefix = f"VM-{target.code}-{clock.day_of(at):%y%m%d}-".upper()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [prefix])
    return f"{prefix}{Obstacle.objects.filter(code__startswith=prefix).count() + 1:02}"


def _office(assignment: Assignment, at: datetime) -> Office:
    problems: dict[str, list[FieldProblem]] = {}
    code = assignment.office.strip()
    office = None
    if code and "\x00" not in code:
        office = Office.objects.valid_on(clock.day_of(at)).filter(code=code).first()
    if office is None:
        vi, en = "Chọn nơi trả lời trong danh sách.", "Choose the office that answers."
        problems["office"] = [FieldProblem("unknown_office", vi, en)]
    if assignment.days is not None and not 1 <= assignment.days <= MOST_DAYS:
        vi, en = f"Từ 1 đến {MOST_DAYS} ngày làm việc.", f"From 1 to {MOST_DAYS} working days."
        problems["days"] = [FieldProblem("out_of_range", vi, en)]
    if problems or office is None:
        raise Invalid(problems)
    return office


def _require_in_time(obstacle: Obstacle, at: datetime) -> None:
    if obstacle.is_standing or obstacle.answered_at is None:
        raise ObstacleMoved(state=ObstacleState(obstacle.state).label)
    last, days = reopen_until(obstacle.answered_at, at)
    if at > last:
        raise ReopenTooLate(days=days, last=f"{clock.day_of(last):%d/%m/%Y}")


def reopen_until(answered_at: datetime, at: datetime) -> tuple[datetime, int]:
    """Until when a district may reopen what was answered, and how many working days that are; one query."""
    with read_once():
        days = number(Key.OBSTACLE_REOPEN, REOPEN_DAYS, steps.WORKING_DAYS, clock.day_of(at)).whole
        return Clockwork(at).days_after(answered_at, days, "", post=False), days


def _run_again(obstacle: Obstacle, due_at: datetime) -> None:
    """A new deadline; nobody has been told yet that it is past."""
    obstacle.due_at = obstacle.escalate_at = due_at
    obstacle.level, obstacle.escalated_at = 0, None


def _day(at: datetime) -> str:
    return clock.day_of(at).isoformat()


def _file(document: Attachment | None) -> dict[str, str]:
    return {"document": document.sha256} if document is not None else {}
