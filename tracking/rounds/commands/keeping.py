"""Items at an office: kept for the addressee until a day, sent to a new address, or sent back by one list."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Refused
from tracking.custody import moves
from tracking.custody.holding import Holding
from tracking.custody.models import Leg
from tracking.custody.moves import Held, Move
from tracking.custody.reasons import REASONS, UNCLAIMED
from tracking.custody.refusals import UnknownCode
from tracking.custody.states import Action, ItemState, next_state
from tracking.rounds import days, places, policies, steps
from tracking.rounds.models import Hold, Wish
from tracking.rounds.places import NewAddress
from tracking.rounds.refusals import (
    AddressNeeded,
    HeldForAnother,
    NotForDelivery,
    NotHeldHere,
    NotReadyHere,
    OnAnotherRound,
    StopsNotReady,
    UnknownReason,
    problem,
)
from tracking.rounds.states import WishAnswer, WishKind, WishVia


@transaction.atomic(durable=True)
def hold_items(
    *, actor: Actor, office: str, items: Sequence[str], until: date | None = None, now: datetime | None = None
) -> date:
    """Keep items at the office for their addressees, up to and including a day; gives that day.

    Without ``until`` it is counted from today (parameter ``hold_days``) and moved on to the next working day. An item
    that is held already gets the new day. One transaction, a constant number of statements. Raises DayPast, DayOff
    naming the next working day, StopsNotReady naming each item that cannot be held.
    """
    at = now or clock.now()
    policies.require_at_desk(actor, office)
    today = clock.day_of(at)
    last = days.kept_until(today, office) if until is None else days.require_open_day(until, office, today=today)
    codes = steps.item_codes(items)
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require(codes, helds, lambda held: _why_not_hold(held, office))
    # Whoever wished to fetch it here can; a wish to fetch it at another office still waits.
    met = steps.answer_wishes([held.id for held in helds], WishAnswer.DONE, at, kind=WishKind.HOLD_AT, office=office)
    written = [_hold(actor, office, held, at, {"until": str(last), **met.get(held.id, {})}) for held in helds]
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
    Hold.objects.bulk_create(
        [_row(held, office, last) for held in helds],
        update_conflicts=True,
        unique_fields=["item", "since"],
        update_fields=["until", "reminded_at", "expired_at"],
    )
    return last


@transaction.atomic(durable=True)
def forward_item(
    *, actor: Actor, office: str, item: str, to: NewAddress | None = None, now: datetime | None = None
) -> Wish:
    """Send an item on to a new address; its destination becomes the post office that delivers there.

    Without ``to`` the address is the one that the citizen asked for and nobody has acted on. The address is kept
    sealed with the wish; the ledger names the office only. Raises AddressNeeded, NoOfficeThere, StopsNotReady.
    """
    at = now or clock.now()
    policies.require_at_desk(actor, office)
    codes = steps.item_codes([item])
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require(codes, helds, lambda held: _why_not(held, office, Action.FORWARD))
    held = helds[0]
    wish = _wish_of(held.id) if to is None else _new_wish(held.id, to, at)
    answer = WishAnswer.REPLACED if to is not None else WishAnswer.DONE
    answers = steps.answer_wishes([held.id], answer, at).get(held.id, {"answers": {}})["answers"]
    wish.answered_at, wish.answer = at, WishAnswer.DONE
    goal = str(wish.office_id)
    data = {"item": held.code, "wish": str(wish.id), "answers": {**answers, str(wish.id): str(wish.answer)}}
    data |= steps.asked(wish) if to is not None else {}
    written = [
        steps.item_move(actor, office, held, Action.FORWARD, ItemState.ARRIVED, at=at, data=data, counterpart=goal)
    ]
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
    moves.share_cases([(held, goal)])
    if to is not None:
        wish.save(force_insert=True)
    return wish


@transaction.atomic(durable=True)
def send_items_back(
    *, actor: Actor, office: str, items: Sequence[str], reason: str = UNCLAIMED, now: datetime | None = None
) -> list[str]:
    """Turn items round, home to the agencies that sent them; they leave by a hand-over list afterwards.

    One transaction, a constant number of statements. Raises UnknownReason, StopsNotReady naming each that cannot go
    back.
    """
    at = now or clock.now()
    if reason != UNCLAIMED and reason not in REASONS:
        raise UnknownReason
    policies.require_at_desk(actor, office)
    codes = steps.item_codes(items)
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    _require(codes, helds, lambda held: _why_not(held, office, Action.SEND_BACK))
    unmet = steps.answer_wishes([held.id for held in helds], WishAnswer.DECLINED, at)
    written = [
        steps.item_move(
            actor,
            office,
            held,
            Action.SEND_BACK,
            ItemState.RETURNING,
            at=at,
            data={"item": held.code, "reason": reason, **unmet.get(held.id, {})},
        )
        for held in helds
    ]
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
    return codes


def _why_not(held: Held | None, office: str, action: Action) -> Refused | None:
    """Why ``office`` cannot do ``action`` with the item."""
    if held is None or not held.visible:
        return UnknownCode()
    if held.leg != Leg.B:
        return NotForDelivery()
    if held.holding.office != office:
        return HeldForAnother(holder=held.holding.office)
    return _not_from_here(held.holding, action)


def _not_from_here(holding: Holding, action: Action) -> Refused | None:
    if holding.offered_at is not None or holding.bag is not None:
        return NotReadyHere(state="Chờ ký nhận" if holding.bag is None else "Trong túi")
    if next_state(holding.state, action) is None:
        return NotHeldHere() if action == Action.FORWARD else NotReadyHere(state=ItemState(holding.state).label)
    return None


def _why_not_hold(held: Held | None, office: str) -> Refused | None:
    """An item that is held already can be held longer."""
    why = _why_not(held, office, Action.HOLD)
    if held is None or not isinstance(why, NotReadyHere) or held.holding.offered_at is not None:
        return why
    return None if held.holding.state == ItemState.HELD else why


def _require(codes: Sequence[str], helds: Sequence[Held], why_not: Callable[[Held | None], Refused | None]) -> None:
    """Every item can take the step, and none is on a round that is not over."""
    by_code = {held.code: held for held in helds}
    on_rounds = steps.open_rounds(helds)
    problems: dict[str, list[FieldProblem]] = {}
    for code in codes:
        held = by_code.get(code)
        why = why_not(held)
        if why is None and held is not None and held.id in on_rounds:
            why = OnAnotherRound(round=on_rounds[held.id])
        if why is not None:
            problems[code] = [problem(why)]
    if problems:
        raise StopsNotReady(problems)


def _hold(actor: Actor, office: str, held: Held, at: datetime, facts: dict[str, Any]) -> Move:
    is_held = held.holding.state == ItemState.HELD
    action, remark = (Action.NOTE, {"remark": "held_longer"}) if is_held else (Action.HOLD, {})
    data = {"item": held.code, **remark, **facts}
    return steps.item_move(actor, office, held, action, ItemState.HELD, at=at, data=data)


def _row(held: Held, office: str, last: date) -> Hold:
    since = held.holding.since
    if since is None:
        raise AssertionError(held.code)
    return Hold(item_id=held.id, office_id=office, since=since, until=last)


def _wish_of(item: UUID) -> Wish:
    found = Wish.objects.waiting().filter(item=item, kind=WishKind.FORWARD_TO).first()
    if found is None:
        raise AddressNeeded
    return found


def _new_wish(item: UUID, to: NewAddress, at: datetime) -> Wish:
    """The clerk writes down what the citizen said at the counter or on the telephone."""
    unit, office = places.delivering(to.unit, clock.day_of(at))
    address = to.address.strip()
    if not address:
        raise AddressNeeded
    return Wish(
        item_id=item,
        kind=WishKind.FORWARD_TO,
        office=office,
        unit=unit,
        address=address[:300],
        made_at=at,
        via=WishVia.COUNTER,
    )
