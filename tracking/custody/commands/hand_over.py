"""Handing over: the giver's half (draft, propose, withdraw) and the receiver's half (countersign), then differences."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from delegation.dossiers import steps
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import s10, tokens
from postal_services.errors import FieldProblem, Invalid, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger import checkpoints, writer
from postal_services.statements import prepared_cursor
from tracking.custody import consequences, directions, moves, policies, receipts
from tracking.custody.bagging.refusals import InBag
from tracking.custody.halves import Half
from tracking.custody.models import HandOver, HandOverLine, Receipt
from tracking.custody.moves import Held
from tracking.custody.queries import hand_overs as reads
from tracking.custody.queries.routes import Roads
from tracking.custody.refusals import (
    HandOverMoved,
    HeldElsewhere,
    IllegalMove,
    ItemsNotReady,
    ListTooLong,
    NothingToHandOver,
    UnknownCode,
    problem,
)
from tracking.custody.states import Action, HandOverState, ItemState, Verdict

LONGEST_LIST = 500
STREAM_KIND = "office_day"


@dataclass(frozen=True, slots=True)
class CounterSignature:
    """What the receiver found: a verdict by item code, codes that were not on the list, and a note.

    A listed item without a verdict was not found.
    """

    verdicts: Mapping[str, Verdict]
    extra: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Countersigned:
    """The hand-over after the second half, with the receipts of both sides."""

    hand_over: HandOver
    receipts: Mapping[str, Receipt]


@transaction.atomic(durable=True)
def draft_hand_over(
    *, actor: Actor, giver: str, receiver: str, items: Sequence[str], now: datetime | None = None
) -> HandOver:
    """Draw up a list of items from ``giver`` to ``receiver``; nothing changes hands yet."""
    at = now or clock.now()
    offices = Office.objects.in_bulk([giver, receiver])
    policies.require_may_draft(actor, offices.get(giver), offices.get(receiver))
    codes = _codes(items)
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require_ready(codes, helds, offices[giver], offices[receiver])
    stream = _day_stream(giver, at)
    heads.add(writer.lock([stream]))
    number = HandOver.objects.filter(stream_id=stream).count() + 1  # the stream's lock keeps the numbers apart
    hand_over = HandOver(
        code=f"BK-{giver}-{clock.day_of(at):%y%m%d}-{number:04}",
        token=tokens.new_token(),
        stream_id=stream,
        giver=offices[giver],
        receiver=offices[receiver],
        state=HandOverState.DRAFT,
        drafted_by_id=actor.user_id,
        drafted_at=at,
        modified_at=at,
    )
    by_code = {held.code: held for held in helds}
    hand_over.save(force_insert=True)
    HandOverLine.objects.bulk_create(
        HandOverLine(hand_over=hand_over, item_id=by_code[code].id, position=position)
        for position, code in enumerate(codes, start=1)
    )
    entry = Half(hand_over, actor, at, giver).line("", "draft", HandOverState.DRAFT, {"items": codes})
    writer.append(heads, [entry], recorded_at=at)
    return hand_over


@transaction.atomic(durable=True)
def propose_hand_over(*, actor: Actor, code: str, now: datetime | None = None) -> HandOver:
    """The giver's half: every item on the list is offered and hangs in limbo until the receiver countersigns."""
    at = now or clock.now()
    hand_over, lines = _locked(actor, code)
    policies.require_may_give(actor, hand_over)
    _require_state(hand_over, HandOverState.DRAFT)
    codes = [line.item.code for line in lines]
    if not codes:
        raise NothingToHandOver
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require_ready(codes, helds, hand_over.giver, hand_over.receiver)
    heads.add(writer.lock([hand_over.stream_id]))
    half = Half(hand_over, actor, at, hand_over.giver_id)
    written = [half.give(held) for held in helds]
    entry = half.line(HandOverState.DRAFT, "propose", HandOverState.PROPOSED, {"items": codes})
    moves.write(heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    moves.share_cases((held, hand_over.receiver_id) for held in helds)
    hand_over.state = HandOverState.PROPOSED
    hand_over.proposed_by_id = actor.user_id
    hand_over.proposed_at = hand_over.modified_at = at
    hand_over.root = checkpoints.current_root()
    hand_over.save(update_fields=["state", "proposed_by", "proposed_at", "modified_at", "root"])
    return hand_over


@transaction.atomic(durable=True)
def withdraw_hand_over(*, actor: Actor, code: str, now: datetime | None = None) -> HandOver:
    """The giver takes an unanswered list back; the items leave limbo."""
    at = now or clock.now()
    hand_over, lines = _locked(actor, code)
    policies.require_may_give(actor, hand_over)
    _require_state(hand_over, HandOverState.PROPOSED)
    codes = [line.item.code for line in lines]
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=True)
    heads.add(writer.lock([hand_over.stream_id]))
    pending = [held for held in helds if held.holding.offered_in == hand_over.id]
    half = Half(hand_over, actor, at, hand_over.giver_id)
    written = [half.say(held, Action.RETRACT) for held in pending]
    entry = half.line(HandOverState.PROPOSED, "withdraw", HandOverState.DRAFT, {"items": codes})
    moves.write(heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    hand_over.state, hand_over.modified_at = HandOverState.DRAFT, at
    hand_over.save(update_fields=["state", "modified_at"])
    return hand_over


@transaction.atomic(durable=True)
def discard_hand_over(*, actor: Actor, code: str, now: datetime | None = None) -> HandOver:
    """Throw a draft away; its items can be listed again. The line that it was drawn up stays."""
    at = now or clock.now()
    hand_over, _ = _locked(actor, code)
    policies.require_may_give(actor, hand_over)
    _require_state(hand_over, HandOverState.DRAFT)
    heads = writer.lock([hand_over.stream_id])
    half = Half(hand_over, actor, at, hand_over.giver_id)
    entry = half.line(HandOverState.DRAFT, "discard", HandOverState.DISCARDED, {})
    writer.append(heads, [entry], recorded_at=at)
    hand_over.state, hand_over.modified_at = HandOverState.DISCARDED, at
    hand_over.save(update_fields=["state", "modified_at"])
    return hand_over


@transaction.atomic(durable=True)
def countersign_hand_over(
    *, actor: Actor, code: str, signature: CounterSignature, now: datetime | None = None
) -> Countersigned:
    """The receiver's half: custody moves line by line, and both sides get a signed receipt.

    What was not found stays with the giver and is in dispute; it never blocks the rest. One transaction and fewer than
    twenty statements, whatever the length of the list.
    """
    at = now or clock.now()
    hand_over, lines = _locked(actor, code)
    policies.require_may_countersign(actor, hand_over)
    _require_state(hand_over, HandOverState.PROPOSED)
    listed = {line.item.code: line for line in lines}
    extra = _extra(signature, listed)
    heads, helds = moves.lock_items([*listed, *extra], offices=actor.offices, sees_everything=actor.sees_everything)
    heads.add(writer.lock([hand_over.stream_id]))
    by_code = {held.code: held for held in helds}
    passed = reads.passed_on(hand_over, (by_code[code] for code in listed))
    verdicts = _verdicts(hand_over, {code: by_code[code] for code in listed}, signature, passed)
    half = Half(hand_over, actor, at, hand_over.receiver_id)
    signed = ((by_code[code], verdict) for code, verdict in verdicts.items())
    written = [each for held, verdict in signed for each in half.take(held, verdict, passed_on=held.id in passed)]
    roads = Roads(clock.day_of(at))
    taken = [held for item in extra if (held := by_code.get(item)) and _may_come_along(held, hand_over)]
    for held in taken:
        written += half.take(held, Verdict.RECEIVED, listed=False, astray=_came_astray(held, hand_over, roads))
    differs = bool(extra) or any(verdict != Verdict.RECEIVED for verdict in verdicts.values())
    after = HandOverState.DISPUTED if differs else HandOverState.SETTLED
    data = {"verdicts": {item: str(verdict) for item, verdict in verdicts.items()}, **_beyond(extra)}
    entry = half.line(HandOverState.PROPOSED, "countersign", after, data)
    follow, cases = consequences.of(written, actor, now=at)
    moves.write(heads, written, recorded_at=at, also=[*follow, entry])
    moves.save_items(written)
    steps.save(cases)
    moves.share_cases((held, hand_over.receiver_id) for held in taken)
    _save_lines(hand_over, lines, verdicts, taken)
    _save_countersignature(half, after, signature, extra)
    return Countersigned(hand_over, receipts.issue(hand_over, verdicts, extra, at))


@transaction.atomic(durable=True)
def resolve_hand_over(*, actor: Actor, code: str, resolution: str, now: datetime | None = None) -> HandOver:
    """Settle the differences of a disputed hand-over in writing; what is still missing becomes a search."""
    at = now or clock.now()
    hand_over, lines = _locked(actor, code)
    policies.require_may_resolve(actor, hand_over)
    _require_state(hand_over, HandOverState.DISPUTED)
    if not resolution.strip():
        raise Invalid({"resolution": [FieldProblem("required", "Ghi cách giải quyết.", "Say how it was settled.")]})
    codes = [line.item.code for line in lines if line.verdict == Verdict.MISSING]
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=True)
    heads.add(writer.lock([hand_over.stream_id]))
    contested = [held for held in helds if "disputed" in held.holding.marks]
    half = Half(hand_over, actor, at, hand_over.giver_id)
    written = [half.say(held, Action.SETTLE) for held in contested]
    entry = half.line(HandOverState.DISPUTED, "resolve", HandOverState.SETTLED, {"items": codes})
    moves.write(heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    hand_over.state, hand_over.resolution, hand_over.modified_at = HandOverState.SETTLED, resolution.strip(), at
    hand_over.save(update_fields=["state", "resolution", "modified_at"])
    return hand_over


def _codes(items: Sequence[str]) -> list[str]:
    """Item codes in their order, each once; raises Invalid naming what is no code."""
    codes: dict[str, None] = {}
    problems: dict[str, list[FieldProblem]] = {}
    for position, text in enumerate(items):
        try:
            codes[s10.parse(text)] = None
        except Refused as refused:
            problems[f"items[{position}]"] = [problem(refused)]
    if problems:
        raise Invalid(problems)
    if not codes:
        raise NothingToHandOver
    if len(codes) > LONGEST_LIST:
        raise ListTooLong(limit=LONGEST_LIST)
    return list(codes)


def _require_ready(codes: Sequence[str], helds: Sequence[Held], giver: Office, receiver: Office) -> None:
    """Every item must be the giver's to give, this way, and not be offered already."""
    by_code = {held.code: held for held in helds if held.visible}
    problems: dict[str, list[FieldProblem]] = {}
    for code in codes:
        refusal = _why_not(by_code.get(code), giver, receiver)
        if refusal is not None:
            problems[code] = [problem(refusal)]
    if problems:
        raise ItemsNotReady(problems)


def _why_not(held: Held | None, giver: Office, receiver: Office) -> Refused | None:
    if held is None:
        return UnknownCode()
    if held.holding.office != giver.code:
        return HeldElsewhere(holder=held.holding.office)
    if held.holding.bag is not None:
        return InBag()
    if held.holding.offered_at is not None or not directions.can_be_given(held, giver, receiver):
        waiting = held.holding.offered_at is not None
        hint = "Đang chờ ký nhận ở bảng kê khác." if waiting else "Bưu gửi không đi theo hướng này."
        return IllegalMove(action="Bàn giao", state=ItemState(held.holding.state).label, hint=hint)
    return None


def _day_stream(office: str, at: datetime) -> UUID:
    return writer.open_stream(STREAM_KIND, f"{office}/{clock.day_of(at)}", at=at)


def _locked(actor: Actor, code: str) -> tuple[HandOver, list[HandOverLine]]:
    """The hand-over under lock, with its lines; NotThere for anybody it does not concern."""
    found = HandOver.objects.visible_to(actor).filter(code=code.strip().upper())
    hand_over = found.select_related("giver", "receiver").locked().first()
    if hand_over is None:
        raise NotThere
    return hand_over, list(hand_over.lines.select_related("item").order_by("position"))


def _require_state(hand_over: HandOver, state: HandOverState) -> None:
    if hand_over.state != state:
        raise HandOverMoved(state=HandOverState(hand_over.state).label)


def _verdicts(
    hand_over: HandOver, listed: Mapping[str, Held], signature: CounterSignature, passed_on: Container[UUID]
) -> dict[str, Verdict]:
    """A verdict for every line: what the receiver said, what the receiver's scan took over already, else missing."""
    given = {s10.parse(code): verdict for code, verdict in signature.verdicts.items()}
    strangers = sorted(set(given) - set(listed))
    if strangers:
        vi, en = "Không có trong bảng kê; ghi vào mục thừa.", "Not on the list; give it as extra."
        raise Invalid({code: [FieldProblem("not_listed", vi, en)] for code in strangers})
    had = {
        code for code, held in listed.items() if held.holding.office == hand_over.receiver_id or held.id in passed_on
    }
    return {code: given.get(code, Verdict.RECEIVED if code in had else Verdict.MISSING) for code in listed}


def _extra(signature: CounterSignature, listed: Mapping[str, HandOverLine]) -> list[str]:
    """Codes beyond the list, tidied where they are codes, kept as typed where they are not; no more than a list holds.

    Every code that is named is locked, whoever's it is.
    """
    if len(signature.extra) > LONGEST_LIST:
        raise ListTooLong(limit=LONGEST_LIST)
    tidy: dict[str, None] = {}
    for text in signature.extra:
        try:
            code = s10.parse(text)
        except Refused:
            code = text.strip()[:60]
        if code and code not in listed:
            tidy[code] = None
    return list(tidy)


def _beyond(extra: Sequence[str]) -> dict[str, Any]:
    """What the ledger keeps of things beyond the list: codes, and how many had none. Typed words may name people."""
    codes = [text for text in extra if s10.is_code(text)]
    without = len(extra) - len(codes)
    return {"extra": codes, **({"unreadable": without} if without else {})}


def _may_come_along(held: Held, hand_over: HandOver) -> bool:
    """An item beyond the list changes hands only when it was the giver's and goes this way."""
    return (
        held.visible
        and held.holding.office == hand_over.giver_id
        and held.holding.offered_at is None
        and directions.can_be_given(held, hand_over.giver, hand_over.receiver)
        and directions.first_half(held, hand_over.giver, hand_over.receiver) == Action.OFFER
    )


def _came_astray(held: Held, hand_over: HandOver, roads: Roads) -> bool:
    """Whether an item that came along was on its way to somewhere else; no query where it was bound for here."""
    here = hand_over.receiver_id
    if not hand_over.receiver.is_post or not held.holding.bound_for or here in (held.holding.bound_for, held.goal):
        return False
    return not roads.ways.is_on_the_way(here, hand_over.giver_id, held.goal)


def _save_lines(
    hand_over: HandOver, lines: Sequence[HandOverLine], verdicts: Mapping[str, Verdict], taken: Sequence[Held]
) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(
            "UPDATE custody_handoverline l SET verdict = n.verdict"
            " FROM unnest(%b::uuid[], %b::text[]) AS n(id, verdict) WHERE l.id = n.id",
            [[line.id for line in lines], [str(verdicts[line.item.code]) for line in lines]],
        )
    HandOverLine.objects.bulk_create(
        HandOverLine(
            id=uuid7(),
            hand_over=hand_over,
            item_id=held.id,
            position=len(lines) + place,
            verdict=Verdict.RECEIVED,
            listed=False,
        )
        for place, held in enumerate(taken, start=1)
    )


def _save_countersignature(half: Half, state: HandOverState, signature: CounterSignature, extra: Sequence[str]) -> None:
    hand_over = half.hand_over
    hand_over.state = state
    hand_over.countersigned_by_id = half.actor.user_id
    hand_over.countersigned_at = hand_over.modified_at = half.at
    hand_over.extra = list(extra)
    hand_over.note = signature.note.strip()[:2000]
    hand_over.save(update_fields=["state", "countersigned_by", "countersigned_at", "modified_at", "extra", "note"])
