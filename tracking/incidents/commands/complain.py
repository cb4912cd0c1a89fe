"""Complaints: lodged at the counter, by telephone or on the journey page; answered or withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry
from tracking.custody.models import Item
from tracking.incidents import policies, reckoning, steps
from tracking.incidents.kinds import Kind
from tracking.incidents.models import Channel, Complaint, Incident, Outcome, Subject
from tracking.incidents.refusals import ComplaintMoved, ComplaintTooLate
from tracking.incidents.states import COMPLAINT, COMPLAINT_EDGES, ComplaintState, next_state

LONGEST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Complaining:
    """What a citizen complains about; ``item`` is the code of one item of the case, or empty for the whole."""

    subject: str
    words: str
    channel: str = Channel.COUNTER
    item: str = ""
    inter_province: bool = False


@transaction.atomic(durable=True)
def lodge_complaint(*, actor: Actor, dossier: str, complaining: Complaining, now: datetime | None = None) -> Complaint:
    """Take a complaint about a case, named by its code, at the counter or by telephone.

    Raises ComplaintTooLate with the dates when the limitation has passed, NotThere for a case the actor may not see.
    """
    row = Dossier.objects.visible_to(actor).filter(code=dossier.strip()).first()
    return _lodge(actor, policies.require_may_complain(actor, row), complaining, now or clock.now())


@transaction.atomic(durable=True)
def lodge_complaint_from_journey(*, dossier: UUID, complaining: Complaining, now: datetime | None = None) -> Complaint:
    """Take a complaint that a citizen wrote on the page of the case; the caller has checked the page's secret."""
    row = Dossier.objects.filter(pk=dossier).first()
    if row is None:
        raise NotThere
    return _lodge(NOBODY, row, complaining, now or clock.now())


@transaction.atomic(durable=True)
def answer_complaint(*, actor: Actor, code: str, outcome: str, answer: str, now: datetime | None = None) -> Complaint:
    """Write down the answer given to the complainant; the incident of the complaint ends with it."""
    at = now or clock.now()
    heads, complaint, incident = _locked(actor, code)
    policies.require_may_answer(actor, incident)
    entry = _move(complaint, "answer", actor, at)
    problems: dict[str, list[FieldProblem]] = {}
    if outcome not in Outcome.values:
        problems["outcome"] = [FieldProblem("unknown_outcome", "Chọn kết luận.", "Choose the conclusion.")]
    if problem := _bad_words(answer):
        problems["answer"] = [problem]
    if problems:
        raise Invalid(problems)
    complaint.outcome, complaint.answer = outcome, answer.strip()
    complaint.answered_at, complaint.answered_by_id = at, actor.user_id
    closing = steps.close(incident, actor, at, resolution="answered") if incident.is_standing else None
    return _written(heads, complaint, incident, [entry, *([closing] if closing else [])], at)


@transaction.atomic(durable=True)
def withdraw_complaint(*, actor: Actor, code: str, now: datetime | None = None) -> Complaint:
    """The citizen takes the complaint back; its incident ends with it."""
    at = now or clock.now()
    heads, complaint, incident = _locked(actor, code)
    policies.require_may_answer(actor, incident)
    entry = _move(complaint, "withdraw", actor, at)
    closing = steps.close(incident, actor, at, resolution="no_fault") if incident.is_standing else None
    return _written(heads, complaint, incident, [entry, *([closing] if closing else [])], at)


def _lodge(actor: Actor, dossier: Dossier, complaining: Complaining, at: datetime) -> Complaint:
    item = _item(dossier, complaining)
    _require_sound(complaining, item)
    allowed = reckoning.limitation(dossier.pk, at, inter_province=complaining.inter_province)
    if allowed is not None and clock.day_of(at) > allowed.last:
        ended, last = f"{allowed.ended:%d/%m/%Y}", f"{allowed.last:%d/%m/%Y}"
        raise ComplaintTooLate(ended=ended, last=last, basis=allowed.basis)
    office, pk = dossier.post_office_id, uuid7()
    due_at = reckoning.answer_by(at, office, post=True, inter_province=complaining.inter_province)
    matter = steps.Matter(
        kind=str(Kind.COMPLAINT),
        cause=f"{Kind.COMPLAINT}:{pk}",
        office=office,
        since=at,
        case=dossier.pk,
        item=item.pk if item else None,
        item_code=item.code if item else "",
        reason=complaining.subject,
        due_at=due_at,
    )
    incident = steps.open_many([matter], now=at, actor=actor)[0]
    complaint = Complaint(
        id=pk,
        code=incident.code.replace("SC-", "KN-", 1),
        dossier=dossier,
        item=item,
        incident=incident,
        office_id=office,
        channel=complaining.channel,
        subject=complaining.subject,
        inter_province=complaining.inter_province,
        state=ComplaintState.LODGED,
        words=complaining.words.strip(),
        ended_on=allowed.ended if allowed else None,
        possible_to=allowed.last if allowed else None,
        lodged_at=at,
        lodged_by_id=actor.user_id,
        due_at=due_at,
        modified_at=at,
    )
    heads = writer.lock([dossier.pk])
    writer.append(heads, [_line(complaint, "lodge", "", actor, at)], recorded_at=at)
    complaint.save(force_insert=True)
    return complaint


def _item(dossier: Dossier, complaining: Complaining) -> Item | None:
    try:
        code = s10.parse(complaining.item) if complaining.item.strip() else ""
    except Refused:
        return None
    return Item.objects.filter(dossier=dossier, code=code).first() if code else None


def _require_sound(complaining: Complaining, item: Item | None) -> None:
    problems: dict[str, list[FieldProblem]] = {}
    if complaining.subject not in Subject.values:
        vi, en = "Chọn nội dung khiếu nại.", "Choose what is complained about."
        problems["subject"] = [FieldProblem("unknown_subject", vi, en)]
    if complaining.channel not in Channel.values:
        problems["channel"] = [FieldProblem("unknown_channel", "Chọn kênh tiếp nhận.", "Choose the channel.")]
    if complaining.item.strip() and item is None:
        vi, en = "Hồ sơ này không có bưu gửi mang mã đó.", "This case has no item with that code."
        problems["item"] = [FieldProblem("not_of_this_case", vi, en)]
    if problem := _bad_words(complaining.words):
        problems["words"] = [problem]
    if problems:
        raise Invalid(problems)


def _bad_words(words: str) -> FieldProblem | None:
    if not words.strip():
        return FieldProblem("required", "Ghi nội dung.", "Write it down.")
    if len(words) > LONGEST_WORDS:
        return FieldProblem("too_long", f"Ghi tối đa {LONGEST_WORDS} ký tự.", f"At most {LONGEST_WORDS} characters.")
    return None


def _locked(actor: Actor, code: str) -> tuple[writer.Heads, Complaint, Incident]:
    """The complaint and its incident under lock; NotThere for anybody it does not concern."""
    found = Complaint.objects.visible_to(actor).filter(code=code.strip().upper()).first()
    if found is None:
        raise NotThere
    heads, incidents = steps.lock(Incident.objects.filter(pk=found.incident_id))
    complaint = Complaint.objects.filter(pk=found.pk).locked().get()
    complaint.incident = incidents[0]
    return heads, complaint, incidents[0]


def _move(complaint: Complaint, action: str, actor: Actor, at: datetime) -> Entry:
    after = next_state(COMPLAINT_EDGES, complaint.state, action)
    if after is None:
        raise ComplaintMoved(state=ComplaintState(complaint.state).label)
    before, complaint.state, complaint.modified_at = complaint.state, after, at
    return _line(complaint, action, before, actor, at)


def _line(complaint: Complaint, action: str, before: str, actor: Actor, at: datetime) -> Entry:
    return Entry(
        stream=complaint.dossier_id,
        machine=COMPLAINT,
        action=action,
        from_state=before,
        to_state=str(complaint.state),
        subject=complaint.pk,
        occurred_at=at,
        office=complaint.office_id,
        actor=actor.user_id,
        device=actor.device_id,
        data={"complaint": complaint.code, "subject": str(complaint.subject)},
    )


def _written(
    heads: writer.Heads, complaint: Complaint, incident: Incident, entries: list[Entry], at: datetime
) -> Complaint:
    writer.append(heads, entries, recorded_at=at)
    steps.save([incident])
    columns = ["state", "outcome", "answer", "answered_at", "answered_by", "modified_at"]
    complaint.save(update_fields=columns)
    return complaint
