"""Compensation: proposed from a loss, damage or complaint, decided by the supervisor, paid against a document."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ledger import writer
from postal_services.ledger.writer import Heads
from tracking.incidents import policies, steps
from tracking.incidents.kinds import Kind
from tracking.incidents.models import Compensation, Incident
from tracking.incidents.refusals import (
    AboveLimit,
    CompensationExists,
    CompensationMoved,
    NothingToCompensate,
    ReissueWithoutEvidence,
)
from tracking.incidents.states import COMPENSATION_EDGES, CompensationState, next_state

MOST = 1_000_000_000
"""VND; more than any paper costs to issue again, so that a slip of the keyboard is caught."""
LONGEST_NUMBER = 60
LONGEST_WORDS = 2000
COMPENSATED = frozenset(
    {Kind.MISSING, Kind.DAMAGED, Kind.OPENED_SEAL, Kind.SEAL_DIFFERS, Kind.WRONG_CONTENT, Kind.STALE, Kind.COMPLAINT}
)
"""Kinds of incident in which somebody may have lost something."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the supervisor decides: an amount in VND with the number of the decision, or none with the reason."""

    approve: bool
    number: str
    amount: int = 0
    basis: str = ""


@transaction.atomic(durable=True)
def propose_compensation(
    *, actor: Actor, incident: str, reissue_cost: int = 0, evidence: str = "", now: datetime | None = None
) -> Compensation:
    """Open a compensation case from an incident of loss or damage or a complaint.

    ``reissue_cost`` in VND needs the number of a document. Raises NothingToCompensate for other kinds and
    CompensationExists when the item has a case already.
    """
    at = now or clock.now()
    heads, found = steps.lock(Incident.objects.visible_to(actor).filter(code=incident.strip().upper()))
    if not found:
        raise NotThere
    about = found[0]
    policies.require_may_work(actor, about)
    if about.kind not in COMPENSATED or about.dossier_id is None:
        raise NothingToCompensate(kind=Kind(about.kind).label)
    _require_amount("reissue_cost", reissue_cost)
    number = _number("evidence", evidence)
    if reissue_cost and not number:
        raise ReissueWithoutEvidence
    rows = Compensation.objects.exclude(state=CompensationState.REJECTED)
    same = rows.filter(item=about.item_id) if about.item_id else rows.filter(incident=about)
    existing = same.first()
    if existing is not None:
        raise CompensationExists(compensation=existing.code)
    dossier = Dossier.objects.get(pk=about.dossier_id)
    case, entry = steps.propose(about, dossier, actor, at, reissue_cost=reissue_cost, evidence=number)
    writer.append(heads, [entry], recorded_at=at)
    case.save(force_insert=True)
    return case


@transaction.atomic(durable=True)
def decide_compensation(*, actor: Actor, code: str, decision: Decision, now: datetime | None = None) -> Compensation:
    """The supervisor approves an amount, or none; above the reckoned limit only with the basis in words."""
    at = now or clock.now()
    heads, case = _locked(actor, code)
    policies.require_may_decide(actor, case.incident)
    action = "approve" if decision.approve else "reject"
    before = _move(case, action)
    basis = decision.basis.strip()
    if len(basis) > LONGEST_WORDS:
        raise Invalid({"basis": [FieldProblem("too_long", "Căn cứ quá dài.", "The basis is too long.")]})
    case.decision_number = _number("number", decision.number, needed=True)
    if decision.approve:
        _require_amount("amount", decision.amount, least=1)
        if decision.amount > case.limit and not basis:
            raise AboveLimit(amount=_vnd(decision.amount), limit=_vnd(case.limit))
        case.amount = decision.amount
    elif not basis:
        vi, en = "Ghi lý do không bồi thường.", "Say why there is no compensation."
        raise Invalid({"basis": [FieldProblem("required", vi, en)]})
    case.above_basis, case.decided_at, case.decided_by_id = basis, at, actor.user_id
    facts = {"amount": case.amount} if case.amount is not None else {}
    entry = steps.compensation_line(case, action, before, actor, at, **facts)
    return _written(heads, case, entry, at)


@transaction.atomic(durable=True)
def pay_compensation(*, actor: Actor, code: str, number: str, now: datetime | None = None) -> Compensation:
    """Note that an approved amount was paid, by the number of the payment document."""
    at = now or clock.now()
    heads, case = _locked(actor, code)
    policies.require_may_answer(actor, case.incident)
    before = _move(case, "pay")
    case.payment_number = _number("number", number, needed=True)
    case.paid_at, case.paid_by_id = at, actor.user_id
    entry = steps.compensation_line(case, "pay", before, actor, at, amount=case.amount)
    return _written(heads, case, entry, at)


def _locked(actor: Actor, code: str) -> tuple[Heads, Compensation]:
    """The case under lock; NotThere for anybody it does not concern."""
    found = Compensation.objects.visible_to(actor).filter(code=code.strip().upper()).first()
    if found is None:
        raise NotThere
    heads = writer.lock([found.dossier_id])
    return heads, Compensation.objects.filter(pk=found.pk).select_related("incident__office").locked().get()


def _move(case: Compensation, action: str) -> str:
    after = next_state(COMPENSATION_EDGES, case.state, action)
    if after is None:
        raise CompensationMoved(state=CompensationState(case.state).label)
    before, case.state = case.state, after
    return before


def _written(heads: Heads, case: Compensation, entry: writer.Entry, at: datetime) -> Compensation:
    case.modified_at = at
    writer.append(heads, [entry], recorded_at=at)
    case.save()
    return case


def _require_amount(field: str, amount: int, least: int = 0) -> None:
    if not least <= amount <= MOST:
        vi, en = f"Số tiền từ {least} đến {_vnd(MOST)}.", f"An amount from {least} to {_vnd(MOST)}."
        raise Invalid({field: [FieldProblem("amount_out_of_range", vi, en)]})


def _number(field: str, text: str, *, needed: bool = False) -> str:
    number = " ".join(text.split())
    if needed and not number:
        raise Invalid({field: [FieldProblem("required", "Ghi số văn bản.", "Give the number of the document.")]})
    if len(number) > LONGEST_NUMBER:
        raise Invalid({field: [FieldProblem("too_long", "Số văn bản quá dài.", "The number is too long.")]})
    return number


def _vnd(amount: int) -> str:
    return f"{amount:,} ₫".replace(",", ".")
