"""Reconciling one day's state fees between the post, the committee and the treasury, signed by post and committee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.cash import policies, steps
from tracking.cash.amounts import dong
from tracking.cash.models import FigureSide, Reconciliation, ReconciliationFigure, ReconciliationTick
from tracking.cash.queries.reconciliations import agrees, fees, open_days, post_sum
from tracking.cash.refusals import (
    AlreadySigned,
    DaysOpen,
    DifferenceNeedsWords,
    FiguresMissing,
    FiguresMoved,
    NothingToReconcile,
    NotSigned,
    PersonNeeded,
    SignedFigures,
)
from tracking.cash.states import BOTH_SIGNED, HALF_SIGNED, RECONCILIATION, ReconciliationState
from tracking.cash.validation import LARGEST, check_choice, check_document, check_sum, check_words, require

_COLUMN = {
    FigureSide.REMITTED: "remitted",
    FigureSide.COMMITTEE: "committee_sum",
    FigureSide.TREASURY: "treasury",
}
_SIGNED_BY = {"post": ReconciliationState.POST_SIGNED, "agency": ReconciliationState.AGENCY_SIGNED}
DIFFERENCE = "difference"
"""Flag of a line that tells of figures that are not the same."""
_NAMED = 5


@transaction.atomic(durable=True)
def draft_reconciliation(
    *, actor: Actor, post_office: str, committee: str, on: date, now: datetime | None = None
) -> Reconciliation:
    """Draw up the sheet of one post office, committee and day; the one that stands already is given where there is one.

    Raises NotThere for offices of others, NothingToReconcile for a day without fees.
    """
    at = now or clock.now()
    offices = Office.objects.in_bulk([post_office, committee])
    policies.require_may_draft(actor, offices.get(post_office), offices.get(committee))
    if actor.user_id is None:
        raise PersonNeeded
    mine = Reconciliation.objects.filter(post_office=post_office, committee=committee, on=on)
    stream = writer.open_stream(steps.STREAM_KIND, f"{post_office}/{on}", at=at)
    heads = writer.lock([stream])
    found = mine.first()
    if found is not None:
        return found
    if not fees(post_office, committee, on).exists():
        raise NothingToReconcile(
            day=f"{on:%d/%m/%Y}", committee=offices[committee].name, post_office=offices[post_office].name
        )
    row = Reconciliation(
        id=uuid7(),
        code=f"DS-{post_office}-{committee}-{on:%y%m%d}",
        stream_id=stream,
        post_office_id=post_office,
        committee_id=committee,
        on=on,
        state=ReconciliationState.DRAFTED,
        drafted_at=at,
        drafted_by_id=actor.user_id,
        modified_at=at,
    )
    office = post_office if policies.on_post_side(actor, post_office) else committee
    entry = _line(row, actor, "", "draft", {"on": on.isoformat()}, at=at, office=office)
    writer.append(heads, [entry], recorded_at=at)
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A sum that one side states: what the post passed on, what the committee or the treasury has; VND."""

    side: str
    amount: int
    document: str = ""


@transaction.atomic(durable=True)
def state_figure(*, actor: Actor, code: str, figure: Figure, now: datetime | None = None) -> Reconciliation:
    """State a figure; the last one of a side counts, and those before stay.

    The post states what it passed on and by which document, the committee what it and the treasury have. Nobody has
    signed yet; else SignedFigures.
    """
    at = now or clock.now()
    heads, row = _locked(actor, code)
    side = policies.side_of(actor, row)
    require(
        check_choice("side", figure.side, FigureSide.values),
        check_sum("amount", figure.amount, least=_least(row)),
        check_document("document", figure.document.strip(), needed=figure.side != FigureSide.COMMITTEE),
    )
    if (figure.side == FigureSide.REMITTED) != (side == "post"):
        raise NotAllowed
    _require_drafted(row)
    said = FigureSide(figure.side)
    stated = ReconciliationFigure(
        id=uuid7(),
        reconciliation=row,
        side=said,
        amount=figure.amount,
        document=figure.document.strip(),
        by_id=_person(actor),
        stated_at=at,
    )
    data = {
        "side": str(said),
        "amount": figure.amount,
        **({"document": stated.document} if stated.document else {}),
    }
    entry = _line(row, actor, row.state, "state_figure", data, at=at)
    writer.append(heads, [entry], recorded_at=at)
    stated.save(force_insert=True)
    setattr(row, _COLUMN[said], figure.amount)
    _save(row, at)
    return row


@transaction.atomic(durable=True)
def tick_dossiers(*, actor: Actor, code: str, numbers: Sequence[str], now: datetime | None = None) -> Reconciliation:
    """The committee says which of the day's fees it has; earlier ticks give way to these (their line stays).

    The committee's figure becomes their sum. Raises Invalid for a number that is not on the sheet.
    """
    at = now or clock.now()
    heads, row = _locked(actor, code)
    if policies.side_of(actor, row) != "agency":
        raise NotAllowed
    _require_drafted(row)
    listed = {each.number: each for each in fees(row.post_office_id, row.committee_id, row.on)}
    wanted = list(dict.fromkeys(text.strip().upper() for text in numbers))
    strangers = [text[:40] for text in wanted if text not in listed]
    if strangers:
        vi, en = "Không có trong bảng đối soát này.", "Not on this sheet."
        raise Invalid({text: [FieldProblem("not_on_the_sheet", vi, en)] for text in strangers})
    total = sum(listed[text].state_fee for text in wanted)
    if total < _least(row):
        vi, en = "Các khoản hoàn, hủy lớn hơn các khoản thu đã chọn.", "What went back is more than what was ticked."
        raise Invalid({"numbers": [FieldProblem("below_zero", vi, en)]})
    entry = _line(row, actor, row.state, "tick", {"received": wanted, "amount": total}, at=at)
    writer.append(heads, [entry], recorded_at=at)
    row.ticks.all().delete()
    ReconciliationTick.objects.bulk_create(
        ReconciliationTick(id=uuid7(), reconciliation=row, taking=listed[text]) for text in wanted
    )
    row.committee_sum = total
    _save(row, at)
    return row


@transaction.atomic(durable=True)
def sign_reconciliation(*, actor: Actor, code: str, words: str = "", now: datetime | None = None) -> Reconciliation:
    """One side signs the figures as they stand; with the second signature the sheet is settled, or differing.

    Figures that differ need words of one side at least. The first signature fixes what the post took.
    """
    at = now or clock.now()
    heads, row = _locked(actor, code)
    side = policies.side_of(actor, row)
    require(check_words("words", words))
    if row.state == _SIGNED_BY[side] or row.state in BOTH_SIGNED:
        raise AlreadySigned(code=row.code)
    key = (row.post_office_id, row.committee_id, row.on)
    post = post_sum(*key)
    _require_final(row, key, post)
    same = agrees(post, row)
    if not same and not (words.strip() or row.post_words or row.agency_words):
        raise DifferenceNeedsWords
    before = row.state
    if before == ReconciliationState.DRAFTED:
        row.state = _SIGNED_BY[side]
    else:
        row.state = ReconciliationState.SETTLED if same else ReconciliationState.DIFFERING
    row.post = post
    setattr(row, f"{side}_signed_at", at)
    setattr(row, f"{side}_signed_by_id", _person(actor))
    setattr(row, f"{side}_words", words.strip())
    data = {
        "side": side,
        "post": post,
        **{str(name): value for name, column in _COLUMN.items() if (value := getattr(row, column)) is not None},
    }
    entry = _line(row, actor, before, "sign", data, at=at, flags=() if same else (DIFFERENCE,))
    writer.append(heads, [entry], recorded_at=at)
    _save(row, at)
    return row


@transaction.atomic(durable=True)
def reopen_reconciliation(*, actor: Actor, code: str, words: str, now: datetime | None = None) -> Reconciliation:
    """Open a signed sheet again; both signatures stay in the ledger, and both sides sign anew."""
    at = now or clock.now()
    heads, row = _locked(actor, code)
    side = policies.side_of(actor, row)
    require(check_words("words", words, needed=True))
    if row.state not in HALF_SIGNED | BOTH_SIGNED:
        raise NotSigned(code=row.code)
    before, row.state = row.state, ReconciliationState.DRAFTED
    entry = _line(row, actor, before, "reopen", {"side": side}, at=at)
    row.post = row.post_signed_at = row.agency_signed_at = None
    row.post_signed_by_id = row.agency_signed_by_id = None
    row.post_words = row.agency_words = ""
    row.reopen_words = words.strip()  # why it was opened says nothing about a difference that is signed later
    writer.append(heads, [entry], recorded_at=at)
    _save(row, at)
    return row


def _locked(actor: Actor, code: str) -> tuple[writer.Heads, Reconciliation]:
    found = Reconciliation.objects.visible_to(actor).filter(code=code.strip().upper())
    stream = found.values_list("stream_id", flat=True).first()
    if stream is None:
        raise NotThere
    heads = writer.lock([stream])
    return heads, found.select_related("post_office", "committee").locked().get()


def _least(row: Reconciliation) -> int:
    """Zero; on a day on which more went back than came in, no limit but that of a slip of the finger."""
    below_zero = post_sum(row.post_office_id, row.committee_id, row.on) < 0
    return -LARGEST * 100 if below_zero else 0


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise PersonNeeded
    return actor.user_id


def _require_drafted(row: Reconciliation) -> None:
    if row.state != ReconciliationState.DRAFTED:
        raise SignedFigures(code=row.code, state=ReconciliationState(row.state).label)


def _require_final(row: Reconciliation, key: tuple[str, str, date], post: int) -> None:
    """What is signed must be known and must not move any more."""
    if row.committee_sum is None:
        raise FiguresMissing(code=row.code)
    waiting = open_days(*key)
    if waiting:
        named = ", ".join(f"{day.code} ({day.person.full_name or day.person.username})" for day in waiting[:_NAMED])
        raise DaysOpen(count=len(waiting), days=named + (" …" if len(waiting) > _NAMED else ""))
    if row.post is not None and row.post != post:
        raise FiguresMoved(before=dong(row.post), now=dong(post))


def _line(
    row: Reconciliation,
    actor: Actor,
    before: str,
    action: str,
    data: Mapping[str, object],
    *,
    at: datetime,
    office: str = "",
    flags: tuple[str, ...] = (),
) -> writer.Entry:
    """A line about the sheet, by the side that acts."""
    own = office or (row.post_office_id if policies.side_of(actor, row) == "post" else row.committee_id)
    return writer.Entry(
        stream=row.stream_id,
        machine=RECONCILIATION,
        action=action,
        from_state=str(before),
        to_state=str(row.state),
        subject=row.id,
        occurred_at=at,
        office=own,
        counterpart=row.committee_id if own == row.post_office_id else row.post_office_id,
        actor=actor.user_id,
        device=actor.device_id,
        data={"sheet": row.code, **data},
        flags=flags,
    )


def _save(row: Reconciliation, at: datetime) -> None:
    row.modified_at = at
    row.save()
