"""The acts on a mandate. Each locks it, asks the policy, finds the next state and writes one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from delegation.mandates import policies
from delegation.mandates.models import Mandate, MandateProcedure, MandateSpan, MandateTask
from delegation.mandates.refusals import NotYetEffective, NumberTaken, Overlapping, WrongState
from delegation.mandates.states import MACHINE, MandateState, next_state
from delegation.registry.models import Office, Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ledger import writer
from postal_services.ledger.models import Line

STREAM_KIND = "mandate"
SIMULATED = "simulated"
"""Flag of lines about a mandate that exists in a simulation only."""
_EARLIEST = date(2011, 8, 3)
"""The day of QĐ 41/2011/QĐ-TTg: nothing can have been handed to the post on an earlier one."""
_LATEST_YEARS = 20
_LIVE = (MandateState.SIGNED, MandateState.IN_FORCE, MandateState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a committee's officer writes into the draft of a mandate; days are days in Vietnam."""

    number: str
    committee: str
    post_office: str
    effective_from: date
    procedures: tuple[str, ...]
    legal_basis: str
    effective_to: date | None = None
    tasks: tuple[str, ...] = tuple(task.value for task in MandateTask)
    note: str = ""


@transaction.atomic(durable=True)
def draft_mandate(*, actor: Actor, drafting: Drafting, at: datetime | None = None, simulated: bool = False) -> Mandate:
    """Put a new mandate on the committee's desk; ``simulated`` marks one that is made up, and all that follows of it.

    Raises NotThere or NotAllowed (policy), Invalid (fields), NumberTaken.
    """
    now = clock.now()
    policies.require_may_prepare(actor, drafting.committee)
    _lock_committee(drafting.committee)
    _check_fields(drafting, clock.day_of(now))
    _check_number(drafting.committee, drafting.number.strip())
    mandate = Mandate.objects.create(
        number=drafting.number.strip(),
        committee_id=drafting.committee,
        post_office_id=drafting.post_office,
        effective_from=drafting.effective_from,
        effective_to=drafting.effective_to,
        legal_basis=drafting.legal_basis.strip(),
        tasks=sorted(set(drafting.tasks)),
        note=drafting.note.strip(),
        created_at=now,
        modified_at=now,
    )
    MandateProcedure.objects.bulk_create(
        MandateProcedure(mandate=mandate, procedure_id=code, valid_from=drafting.effective_from)
        for code in sorted(set(drafting.procedures))
    )
    writer.open_stream(STREAM_KIND, str(mandate.id), at=now, stream_id=mandate.id)
    moment, flags = _moment(at, now), (SIMULATED,) if simulated else ()
    _append(mandate, actor, "draft", MandateState.DRAFT, before="", at=moment, now=now, flags=flags)
    return mandate


@transaction.atomic(durable=True)
def sign_mandate(*, actor: Actor, mandate: UUID, signed_on: date, at: datetime | None = None) -> Mandate:
    """Record that both sides have signed; from here on the document cannot be changed.

    Raises NotThere or NotAllowed, WrongState (signed already), Invalid (signed in the future, or takes effect before
    it is signed), Overlapping (same committee, post office, procedure and time).
    """
    now = clock.now()
    locked, after = _take(actor, mandate, "sign")
    problems: dict[str, list[FieldProblem]] = {}
    if not _EARLIEST <= signed_on <= clock.day_of(now):
        problems["signed_on"] = [
            FieldProblem(
                "date_out_of_range",
                f"Ngày ký phải từ {_EARLIEST:%d/%m/%Y} đến hôm nay.",
                f"The day of signing must lie between {_EARLIEST:%d/%m/%Y} and today.",
            )
        ]
    elif locked.effective_from < signed_on:
        problems["signed_on"] = [
            FieldProblem(
                "backdated",
                "Văn bản không thể có hiệu lực trước ngày ký. Sửa ngày hiệu lực hoặc ngày ký.",
                "A mandate cannot take effect before it is signed. Change one of the two days.",
            )
        ]
    if problems:
        raise Invalid(problems)
    _check_overlap(locked)
    locked.signed_on = signed_on
    return _move(locked, actor, "sign", after, at=_moment(at, now), now=now, data={"signed_on": signed_on.isoformat()})


@transaction.atomic(durable=True)
def withdraw_mandate(*, actor: Actor, mandate: UUID) -> Mandate:
    """Take back a draft that was never signed; its number is free again."""
    now = clock.now()
    locked, after = _take(actor, mandate, "withdraw")
    return _move(locked, actor, "withdraw", after, at=now, now=now)


@transaction.atomic(durable=True)
def put_in_force(*, actor: Actor, mandate: UUID) -> Mandate:
    """Let a signed mandate cover acts, from the start of the day it names.

    Raises NotYetEffective before that day, WrongState, NotThere or NotAllowed.
    """
    now = clock.now()
    locked, after = _take(actor, mandate, "put_in_force")
    if clock.day_of(now) < locked.effective_from:
        raise NotYetEffective(day=f"{locked.effective_from:%d/%m/%Y}")
    start = datetime.combine(locked.effective_from, time.min, tzinfo=clock.VN)
    MandateSpan.objects.create(mandate=locked, from_at=start)
    return _move(locked, actor, "put_in_force", after, at=start, now=now)


@transaction.atomic(durable=True)
def suspend_mandate(*, actor: Actor, mandate: UUID, at: datetime | None = None) -> Mandate:
    """Stop a mandate for a while, from ``at`` (now when not given); acts after it are not covered."""
    now = clock.now()
    locked, after = _take(actor, mandate, "suspend", control=True)
    moment = _moment(at, now)
    _close_span(locked, moment)
    return _move(locked, actor, "suspend", after, at=moment, now=now)


@transaction.atomic(durable=True)
def resume_mandate(*, actor: Actor, mandate: UUID, at: datetime | None = None) -> Mandate:
    """Let a suspended mandate cover acts again, from ``at`` (now when not given)."""
    now = clock.now()
    locked, after = _take(actor, mandate, "resume", control=True)
    moment = _moment(at, now)
    _require_after_spans(locked, moment)
    MandateSpan.objects.create(mandate=locked, from_at=moment)
    return _move(locked, actor, "resume", after, at=moment, now=now)


@transaction.atomic(durable=True)
def end_mandate(*, actor: Actor, mandate: UUID, at: datetime | None = None) -> Mandate:
    """End a mandate for good at ``at`` (now when not given). What it covered before stays covered.

    Raises Invalid for a moment before the one at which it was suspended: it was in force until then.
    """
    now = clock.now()
    locked, after = _take(actor, mandate, "end", control=True)
    moment = _moment(at, now)
    if locked.state == MandateState.IN_FORCE:
        _close_span(locked, moment)
    else:
        _require_after_spans(locked, moment)
    return _move(locked, actor, "end", after, at=moment, now=now)


def _take(actor: Actor, mandate: UUID, action: str, *, control: bool = False) -> tuple[Mandate, MandateState]:
    """Lock the mandate (and its committee's mandates with it), ask the policy, find the next state."""
    committee = Mandate.objects.visible_to(actor).filter(pk=mandate).values_list("committee", flat=True).first()
    if committee is None:
        raise NotThere
    _lock_committee(committee)
    locked = Mandate.objects.locked().get(pk=mandate)
    if control:
        policies.require_may_control(actor, locked)
    else:
        policies.require_may_sign(actor, locked)
    after = next_state(locked.state, action)
    if after is None:
        raise WrongState(state=MandateState(locked.state).label)
    return locked, after


def _lock_committee(committee: str) -> None:
    """Two mandates of one committee are judged one after the other, or both could pass the check for overlaps."""
    if not Office.objects.select_for_update(no_key=True, of=("self",)).filter(pk=committee).exists():
        raise NotThere


def _moment(at: datetime | None, now: datetime) -> datetime:
    """When the act happened: not in the future."""
    if at is not None and at > now:
        raise Invalid(
            {"at": [FieldProblem("in_the_future", "Thời điểm chưa đến.", "That moment has not come.")]},
        )
    return at or now


def _close_span(mandate: Mandate, moment: datetime) -> None:
    span = mandate.spans.get(to_at=None)
    if moment <= span.from_at:
        raise _out_of_order()
    span.to_at = moment
    span.save(update_fields=["to_at"])


def _require_after_spans(mandate: Mandate, moment: datetime) -> None:
    """Refuse a moment at which a mandate that is suspended now was still in force."""
    last = mandate.spans.order_by("from_at").last()
    if last is not None and last.to_at is not None and moment < last.to_at:
        raise _out_of_order()


def _out_of_order() -> Invalid:
    return Invalid(
        {
            "at": [
                FieldProblem(
                    "out_of_order",
                    "Thời điểm này trước lần thay đổi gần nhất của văn bản.",
                    "That moment is before the mandate's last change.",
                )
            ]
        }
    )


def _move(
    mandate: Mandate,
    actor: Actor,
    action: str,
    after: MandateState,
    *,
    at: datetime,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> Mandate:
    before = mandate.state
    mandate.state = after
    mandate.modified_at = now
    mandate.save(update_fields=["state", "signed_on", "modified_at"])
    flags = (SIMULATED,) if _is_made_up(mandate) else ()
    _append(mandate, actor, action, after, before=before, at=at, now=now, data=data, flags=flags)
    return mandate


def _is_made_up(mandate: Mandate) -> bool:
    """Whether the mandate was drafted for a simulation: its first line says so."""
    first = Line.objects.filter(stream_id=mandate.pk, seq=1).values_list("flags", flat=True)
    return SIMULATED in (first.first() or ())


def _append(
    mandate: Mandate,
    actor: Actor,
    action: str,
    after: MandateState,
    *,
    before: str,
    at: datetime,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    flags: tuple[str, ...] = (),
) -> None:
    entry = writer.Entry(
        stream=mandate.id,
        machine=MACHINE,
        action=action,
        from_state=str(before),
        to_state=after.value,
        subject=mandate.id,
        occurred_at=at,
        office=mandate.committee_id,
        counterpart=mandate.post_office_id,
        actor=actor.user_id,
        device=actor.device_id,
        data=dict(data or {}),
        flags=flags,
    )
    writer.append(writer.lock([mandate.id]), [entry], recorded_at=now)


def _check_number(committee: str, number: str) -> None:
    taken = Mandate.objects.filter(committee=committee, number=number).exclude(state=MandateState.WITHDRAWN)
    if taken.exists():
        raise NumberTaken(number=number)


def _check_fields(drafting: Drafting, today: date) -> None:
    problems: dict[str, list[FieldProblem]] = {}

    def wrong(field: str, code: str, vi: str, en: str) -> None:
        problems.setdefault(field, []).append(FieldProblem(code, vi, en))

    if not drafting.number.strip():
        wrong("number", "required", "Nhập số, ký hiệu của văn bản.", "Enter the number of the document.")
    if not drafting.legal_basis.strip():
        wrong("legal_basis", "required", "Nhập căn cứ pháp lý.", "Enter the legal basis.")
    if not _EARLIEST <= drafting.effective_from <= today.replace(year=today.year + _LATEST_YEARS, day=1):
        wrong("effective_from", "date_out_of_range", "Ngày hiệu lực không hợp lý.", "That day is out of range.")
    if drafting.effective_to is not None and drafting.effective_to < drafting.effective_from:
        wrong("effective_to", "before_start", "Ngày kết thúc trước ngày bắt đầu.", "It ends before it starts.")
    _check_sides(drafting, wrong)
    if not drafting.tasks or set(drafting.tasks) - set(MandateTask.values):
        wrong("tasks", "unknown_task", "Chọn ít nhất một nhiệm vụ trong danh sách.", "Choose tasks from the list.")
    wanted = set(drafting.procedures)
    known = set(Procedure.objects.filter(pk__in=wanted, postal_from__isnull=False).values_list("pk", flat=True))
    if not wanted:
        wrong("procedures", "required", "Chọn ít nhất một thủ tục.", "Choose at least one procedure.")
    if wanted - known:
        wrong(
            "procedures",
            "unknown_procedure",
            f"Không có, hoặc chưa được nhận trả qua bưu điện: {', '.join(sorted(wanted - known))}.",
            f"Unknown, or not open to the post: {', '.join(sorted(wanted - known))}.",
        )
    if problems:
        raise Invalid(problems)


def _check_sides(drafting: Drafting, wrong: Any) -> None:
    """A committee gives, a post office takes."""
    sides = {office.code: office for office in Office.objects.filter(pk__in=[drafting.committee, drafting.post_office])}
    if not sides[drafting.committee].is_agency:
        wrong("committee", "not_an_agency", "Đây không phải cơ quan hành chính.", "This is not an agency.")
    receiver = sides.get(drafting.post_office)
    if receiver is None or not receiver.is_post:
        wrong("post_office", "not_a_post_office", "Chọn một bưu điện trong danh sách.", "Choose a post office.")


def _check_overlap(mandate: Mandate) -> None:
    """Refuse a second mandate over the same committee, post office, procedure and time."""
    procedures: Iterable[str] = mandate.delegated.values_list("procedure", flat=True)
    begins = datetime.combine(mandate.effective_from, time.min, tzinfo=clock.VN)
    standing = Q(mandate__state__in=_LIVE) & (
        Q(mandate__effective_to__isnull=True) | Q(mandate__effective_to__gte=mandate.effective_from)
    )
    if mandate.effective_to is not None:
        standing &= Q(mandate__effective_from__lte=mandate.effective_to)
    was_in_force = Q(mandate__state=MandateState.ENDED, mandate__spans__to_at__gt=begins)
    clash = (
        MandateProcedure.objects.filter(
            mandate__committee=mandate.committee_id,
            mandate__post_office=mandate.post_office_id,
            procedure__in=list(procedures),
        )
        .exclude(mandate=mandate)
        .filter(standing | was_in_force)
        .select_related("mandate")
        .first()
    )
    if clash is not None:
        raise Overlapping(number=clash.mandate.number, procedure=clash.procedure_id)
