"""Putting money right: each correction is a line of its own, and what it corrects stays."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from delegation.dossiers import steps as cases
from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.cash import numbers, policies, steps
from tracking.cash.amounts import Amounts, told
from tracking.cash.models import CashDay, ChargeCorrection, Kind, Method, Place, Taking
from tracking.cash.queries import accounts
from tracking.cash.reasons import CorrectReason, RefundReason, ReverseReason
from tracking.cash.refusals import (
    AlreadyReversed,
    ChargesSame,
    DayMoved,
    NotATaking,
    NothingTaken,
    NotYourTaking,
    PersonNeeded,
    RefundExceeds,
    ReversalExceeds,
)
from tracking.cash.states import CHARGE, ChargeState, DayState, TakingState
from tracking.cash.steps import Prepared
from tracking.cash.validation import check_amounts, check_choice, check_document, check_words, require

_ENGLISH = {Kind.REVERSAL: "reversal", Kind.REFUND: "refund"}


@transaction.atomic(durable=True)
def reverse_taking(*, actor: Actor, number: str, reason: str, words: str = "", now: datetime | None = None) -> Taking:
    """Take a taking back by a row and a line of its own; both stay. Gives the reversal.

    While the day it was booked on is open the reversal is booked there too, by who took it or who is in charge; after
    that only who is in charge of the office reverses, on their own day of today.
    """
    at = now or clock.now()
    person = _person(actor)
    require(check_choice("reason", reason, ReverseReason.values), check_words("words", words))
    taking = (
        Taking.objects.visible_to(actor).filter(number=number).select_related("office", "cash_day", "dossier").first()
    )
    if taking is None:
        raise NotThere
    if taking.kind != Kind.TAKE:
        kind = Kind(taking.kind)
        raise NotATaking(number=number, kind=kind.label.lower(), kind_en=_ENGLISH[kind])
    heads = writer.lock([taking.dossier_id])
    day_open = taking.cash_day.state == DayState.OPEN
    policies.require_may_reverse(actor, taking, day_open=day_open)
    if Taking.objects.filter(reverses=taking).exists():
        raise AlreadyReversed(number=number)
    left = accounts([taking.dossier_id])[taking.dossier_id].paid - taking.amounts
    if min(left.columns) < 0:
        raise ReversalExceeds(number=number, dossier=taking.dossier.code)
    day, opened = _day_of_reversal(taking, person, heads, day_open=day_open, now=at)
    row = _back(taking, day, -taking.amounts, kind=Kind.REVERSAL, by=person, now=at)
    row.reverses, row.reason, row.words = taking, reason, words.strip()
    line = steps.line_of(row, TakingState.TAKEN, "reverse", TakingState.REVERSED, subject=taking.id, actor=actor)
    return _written(heads, row, line, day, opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money that goes back: three columns (positive), how, and why."""

    amounts: Amounts
    reason: str
    total: int | None = None
    method: str = Method.CASH
    office: str = ""
    bank_reference: str = ""
    words: str = ""


@transaction.atomic(durable=True)
def refund_money(*, actor: Actor, dossier: str, refund: Refund, now: datetime | None = None) -> Taking:
    """Give back what was paid above what is owed, after a correction of the charges or the end of the case.

    By who is in charge of the office, or by who took money for this dossier on a day of theirs that is still open.
    Raises RefundExceeds for more than that.
    """
    at = now or clock.now()
    person = _person(actor)
    office = policies.require_may_take(actor, refund.office)
    require(
        check_amounts(refund.amounts, total=refund.total),
        check_choice("method", refund.method, Method.values),
        check_choice("reason", refund.reason, RefundReason.values),
        check_document("bank_reference", refund.bank_reference.strip()),
        check_words("words", refund.words),
    )
    if not refund.amounts:
        raise NothingTaken
    heads, found = cases.lock_cases(Dossier.objects.visible_to(actor).filter(code=dossier))
    if not found:
        raise NotThere
    case = found[0]
    if not policies.in_charge(actor, office.code) and not _took_today(person, case.id, office.code):
        raise NotYourTaking(office=office.name)
    most = accounts([case.id])[case.id].overpaid
    if (refund.amounts - most).above_zero:
        raise RefundExceeds(dossier=case.code, **told(most))
    day, opened = steps.day_for(person, office.code, clock.day_of(at), heads, now=at)
    model = Taking(
        dossier_id=case.id,
        committee_id=case.committee_id,
        post_office_id=case.post_office_id,
        place=Place.COUNTER if office.is_post else Place.AGENCY,
        method=refund.method,
        bank_reference=refund.bank_reference.strip(),
    )
    row = _back(model, day, -refund.amounts, kind=Kind.REFUND, by=person, now=at)
    row.reason, row.words = refund.reason, refund.words.strip()
    line = steps.line_of(row, "", "refund", TakingState.REFUNDED, subject=row.id, actor=actor)
    return _written(heads, row, line, day, opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharges:
    """What a dossier owes from now on, in three columns, and on what ground."""

    charges: Amounts
    reason: str
    document: str = ""
    words: str = ""


@transaction.atomic(durable=True)
def correct_charges(*, actor: Actor, dossier: str, new: NewCharges, now: datetime | None = None) -> ChargeCorrection:
    """Correct what a dossier owes; the figures of its lodging stay, and the difference is a row and a line.

    The committee's desk corrects all three columns, the post's supervisor the two of the post.
    """
    at = now or clock.now()
    person = _person(actor)
    require(
        check_amounts(new.charges),
        check_choice("reason", new.reason, CorrectReason.values),
        check_document("document", new.document.strip(), needed=new.reason == CorrectReason.AGENCY_DECIDED),
        check_words("words", new.words),
    )
    heads, found = cases.lock_cases(Dossier.objects.visible_to(actor).filter(code=dossier))
    if not found:
        raise NotThere
    case = found[0]
    change = new.charges - accounts([case.id])[case.id].charges
    office = policies.require_may_correct(actor, case, fee=change.state_fee != 0)
    if not change:
        raise ChargesSame
    row = ChargeCorrection(
        id=uuid7(),
        dossier_id=case.id,
        **change.as_data(),
        reason=new.reason,
        document=new.document.strip(),
        words=new.words.strip(),
        office_id=office,
        by_id=person,
        recorded_at=at,
    )
    entry = writer.Entry(
        stream=case.id,
        machine=CHARGE,
        action="correct",
        from_state="",
        to_state=ChargeState.CORRECTED,
        subject=row.id,
        occurred_at=at,
        office=office,
        actor=actor.user_id,
        device=actor.device_id,
        data={
            **change.as_data(),
            "reason": row.reason,
            **({"document": row.document} if row.document else {}),
        },
    )
    writer.append(heads, [entry], recorded_at=at)
    row.save(force_insert=True)
    return row


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise PersonNeeded
    if not actor.is_any(policies.MONEY_ROLES):
        raise NotAllowed
    return actor.user_id


def _took_today(person: UUID, dossier: UUID, office: str) -> bool:
    mine = Taking.objects.filter(dossier=dossier, office=office, by=person, kind=Kind.TAKE)
    return mine.filter(cash_day__person=person, cash_day__state=DayState.OPEN).exists()


def _day_of_reversal(
    taking: Taking, person: UUID, heads: writer.Heads, *, day_open: bool, now: datetime
) -> tuple[CashDay, tuple[writer.Entry, ...]]:
    """The taking's own day while it is open, else a day of who reverses.

    A day that is not open never becomes so again, so it needs no lock; one that was closed in this very moment is
    refused, because what the policy allowed was decided by its being open.
    """
    if not day_open:
        return steps.day_for(person, taking.office_id, clock.day_of(now), heads, now=now)
    day = CashDay.objects.filter(pk=taking.cash_day_id).locked().get()
    if day.state != DayState.OPEN:
        raise DayMoved(day=day.code, state=DayState(day.state).label)
    return day, ()


def _back(like: Taking, day: CashDay, amounts: Amounts, *, kind: Kind, by: UUID, now: datetime) -> Taking:
    """A row of money going back, booked on ``day``, for the same dossier and in the same way as ``like``."""
    return Taking(
        id=uuid7(),
        number=numbers.allocate(day.office_id, clock.day_of(now), 1)[0],
        kind=kind,
        dossier_id=like.dossier_id,
        item_code=like.item_code,
        committee_id=like.committee_id,
        post_office_id=like.post_office_id,
        office_id=day.office_id,
        cash_day=day,
        on=day.on,
        **amounts.as_data(),
        method=like.method,
        place=like.place,
        bank_reference=like.bank_reference,
        by_id=by,
        taken_at=now,
        recorded_at=now,
    )


def _written(
    heads: writer.Heads, row: Taking, line: writer.Entry, day: CashDay, opened: tuple[writer.Entry, ...]
) -> Taking:
    writer.append(heads, [*opened, line], recorded_at=row.recorded_at)
    steps.save(Prepared(takings=(row,), days=(day,) if opened else ()))
    return row
