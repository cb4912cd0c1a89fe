"""Steps that the acts share: find the target, lock its stream, put the moment and the line in words of the ledger.

Every function that locks works inside the caller's transaction; the ledger's writer refuses otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from delegation.registry.editions import read_once
from delegation.registry.models import Office, OfficeKind
from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor, Role
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry, Heads
from tracking.incidents.deadlines import Clockwork, is_post, number
from tracking.rollout.models import Measure, Obstacle, Target
from tracking.rollout.models.scoping import LOCAL_KINDS, SPEAKERS
from tracking.rollout.refusals import CodePassedOn, UnitNotThen, WrongMeasure
from tracking.rollout.states import OBSTACLE, SIMULATED, STREAM_KIND

LONGEST_WORDS = 4000
"""Characters of what somebody writes about an act."""
LONGEST_NUMBER = 60
ANSWER_DAYS = 5
"""Working days for an answer where the parameters have no number."""
ESCALATION_DAYS = 2
"""Working days between the levels that are told, where the parameters have no number."""
WORKING_DAYS = "ngày làm việc"
HIGHEST_LEVEL = 2
"""1: the office of the provincial committee; 2: the leaders of the province."""
_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Aim:
    """Which target is meant: directive, item and the code of the unit or office, as in addresses."""

    directive: str
    ask: str
    code: str

    @property
    def stream(self) -> str:
        """The code of the target's stream in the ledger."""
        return f"{self.directive}/{self.ask}/{self.code}"


def aim_of(target: Target) -> Aim:
    """How a target (with its ask) is named."""
    return Aim(target.ask.directive_id, target.ask.number, target.code)


def find_targets(directive: str, ask: str, codes: Iterable[str], day: date) -> dict[str, Target]:
    """The targets of an ask that bear ``codes`` on ``day``, by code; one query."""
    rows = Target.objects.valid_on(day).filter(
        ask__directive=directive[:_LONGEST_CODE], ask__number=ask[:_LONGEST_CODE], code__in=set(codes)
    )
    return {target.code: target for target in rows.select_related("ask", "unit__parent__parent", "office")}


def find_target(aim: Aim, day: date, measure: Measure | None = None) -> Target:
    """The target that bears the code on ``day``.

    Raises:
        NotThere: nobody of the code was ever asked.
        UnitNotThen: the code is asked on other days only.
        WrongMeasure: the ask is measured in another way than ``measure``.
    """
    if "\x00" in aim.stream:
        raise NotThere
    target = find_targets(aim.directive, aim.ask, [aim.code], day).get(aim.code)
    if target is None:
        raise unknown(aim, day)
    if measure is not None:
        require_measure(target, measure)
    return target


def is_asked(target: Target, day: date) -> bool:
    """Whether a target was asked on ``day``."""
    return target.valid_from <= day and (target.valid_to is None or day < target.valid_to)


def require_bore(target: Target, day: date) -> None:
    """Raises CodePassedOn where an act about a target would count for another unit.

    Lines of a target's stream count for whoever bore the code on their day. Before a code was given to anybody, they
    count for the first that bore it; so that is the only day outside its own on which a target may be meant.
    """
    if is_asked(target, day):
        return
    alike = Target.objects.filter(ask=target.ask_id, code=target.code).exclude(pk=target.pk)
    if day >= target.valid_from or alike.filter(valid_from__lt=target.valid_from).exists():
        raise CodePassedOn(code=target.code, name=target.name, day=f"{day:%d/%m/%Y}")


def require_measure(target: Target, measure: Measure) -> None:
    """Raises WrongMeasure where the ask of a target is measured in another way."""
    if target.ask.measure != measure:
        raise WrongMeasure(ask=target.ask.number)


def unknown(aim: Aim, day: date) -> NotThere | UnitNotThen:
    """Why a code is not asked on ``day``: never at all, or not then."""
    ever = Target.objects.filter(ask__directive=aim.directive, ask__number=aim.ask, code=aim.code)
    other = ever.select_related("unit", "office").order_by("-valid_from").first()
    return NotThere() if other is None else UnitNotThen(name=other.name, day=f"{day:%d/%m/%Y}")


def lock_targets(targets: Sequence[Target], at: datetime) -> tuple[dict[UUID, UUID], Heads]:
    """Open the streams of some targets and lock them; gives the stream by target. Three statements at most."""
    codes = {target.pk: aim_of(target).stream for target in targets}
    opened = writer.open_streams(STREAM_KIND, dict.fromkeys(codes.values()), at=at)
    heads = writer.lock(opened.values())
    return {pk: opened[code] for pk, code in codes.items()}, heads


def line(
    machine: str,
    action: str,
    *,
    stream: UUID,
    subject: UUID,
    before: str,
    after: str,
    actor: Actor,
    at: datetime,
    target: Target,
    data: Mapping[str, Any] | None = None,
    flags: tuple[str, ...] = (),
    counterpart: str | None = None,
    simulated: bool = False,
) -> Entry:
    """A line about an act on a target; played acts carry their flag."""
    return Entry(
        stream=stream,
        machine=machine,
        action=action,
        from_state=before,
        to_state=str(after),
        subject=subject,
        occurred_at=at,
        office=acting_office(actor, target),
        counterpart=counterpart,
        actor=actor.user_id,
        device=actor.device_id,
        data=dict(data or {}),
        flags=(*flags, SIMULATED) if simulated else flags,
    )


def acting_office(actor: Actor, target: Target) -> str | None:
    """For which of their offices the actor acts: the one that is asked, one in the unit, else the province's."""
    unit = target.unit
    places = {unit.code, unit.district.code if unit.district else ""} if unit is not None else set()
    theirs = [post for post in actor.appointments if post.role in (*SPEAKERS, Role.PROVINCE)]
    for post in theirs:
        if post.office == target.office_id:
            return post.office
    for post in theirs:
        if post.office_kind in LOCAL_KINDS and post.unit in places:
            return post.office
    return theirs[0].office if theirs else None


def province_office(target: Target, day: date) -> Office:
    """The office of the province that answers for a target; NotThere where the registry has none."""
    offices = Office.objects.valid_on(day).filter(kind=OfficeKind.PROVINCE).order_by("code")
    province = target.unit.province if target.unit is not None else None
    wanted = offices.filter(Q(unit=province) | Q(unit__code=province.code)) if province is not None else offices
    found = wanted.first()
    if found is None:
        raise NotThere
    return found


def due(office: Office, days: int, work: Clockwork) -> datetime:
    """The close of the ``days``-th working day of an office from now."""
    return work.days_after(work.now, days, office.code, post=is_post(office.kind))


def answer_due(office: Office, at: datetime, days: int | None = None) -> datetime:
    """Until when an office owes an answer: ``days`` working days, or ``obstacle_answer_days``; one query."""
    with read_once():
        allowed = days or number(Key.OBSTACLE_ANSWER, ANSWER_DAYS, WORKING_DAYS, clock.day_of(at)).whole
        return due(office, allowed, Clockwork(at))


def escalate(ids: Sequence[UUID], work: Clockwork) -> int:
    """Tell the next level of some obstacles past their deadline; gives how many. Six statements however many."""
    now = work.now
    rows = Obstacle.objects.filter(pk__in=ids)
    targets = {row.target_id: row.target for row in rows.select_related("target__ask")}
    streams, heads = lock_targets(list(targets.values()), now)
    wait = number(Key.OBSTACLE_ESCALATION, ESCALATION_DAYS, WORKING_DAYS).whole
    told, entries = [], []
    for obstacle in rows.locked().select_related("office", "target__unit__parent"):
        if not obstacle.is_standing or obstacle.escalate_at is None or obstacle.escalate_at > now:
            continue
        obstacle.level += 1
        obstacle.escalated_at = obstacle.modified_at = now
        obstacle.escalate_at = due(obstacle.office, wait, work) if obstacle.level < HIGHEST_LEVEL else None
        told.append(obstacle)
        entries.append(
            line(
                OBSTACLE,
                "escalate",
                stream=streams[obstacle.target_id],
                subject=obstacle.pk,
                before=obstacle.state,
                after=obstacle.state,
                actor=NOBODY,
                at=now,
                target=obstacle.target,
                data={
                    "obstacle": obstacle.code,
                    "kind": str(obstacle.kind),
                    "blocks": obstacle.blocks,
                    "level": obstacle.level,
                },
                counterpart=obstacle.office_id,
                simulated=obstacle.simulated,
            )
        )
    writer.append(heads, entries, recorded_at=now)
    Obstacle.objects.bulk_update(told, ["level", "escalated_at", "escalate_at", "modified_at"])
    return len(told)


def require_words(
    problems: dict[str, list[FieldProblem]], field: str, words: str, *, vi: str = "", en: str = ""
) -> str:
    """The words without the spaces around them; notes a problem where they are too long, or missing though asked for
    (``vi`` and ``en`` then say what to write).
    """
    kept = words.strip()
    if vi and not kept:
        problems[field] = [FieldProblem("required", vi, en)]
    if len(kept) > LONGEST_WORDS:
        vi, en = f"Ghi tối đa {LONGEST_WORDS} ký tự.", f"At most {LONGEST_WORDS} characters."
        problems[field] = [FieldProblem("too_long", vi, en)]
    if "\x00" in kept:
        problems[field] = [FieldProblem("unreadable", "Có ký tự không đọc được.", "There is an unreadable character.")]
    return kept


def require_document(problems: dict[str, list[FieldProblem]], document: Attachment | None) -> None:
    """Notes a problem where a document is missing."""
    if document is None:
        problem = FieldProblem("required", "Đính kèm tệp văn bản.", "Attach the document.")
        problems["document"] = [problem]


def require_number(problems: dict[str, list[FieldProblem]], number: str, *, needed: bool) -> str:
    """The number of a document, checked."""
    kept = number.strip()
    if needed and not kept:
        problems["number"] = [FieldProblem("required", "Ghi số văn bản.", "Give the number of the document.")]
    if len(kept) > LONGEST_NUMBER or "\x00" in kept:
        vi, en = f"Số văn bản tối đa {LONGEST_NUMBER} ký tự.", f"A number has at most {LONGEST_NUMBER} characters."
        problems["number"] = [FieldProblem("too_long", vi, en)]
    return kept


def refuse(problems: dict[str, list[FieldProblem]]) -> None:
    """Raises Invalid where there are problems."""
    if problems:
        raise Invalid(problems)
