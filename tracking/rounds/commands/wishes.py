"""What citizens ask for while an item is on its way: another day, fetch it at an office, another address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.documents import s10
from postal_services.errors import NotThere, Refused
from tracking.custody import moves
from tracking.custody.models import Leg
from tracking.custody.moves import Held
from tracking.custody.states import FINAL, Action, ItemState
from tracking.rounds import days, places, policies, steps
from tracking.rounds.models import Wish
from tracking.rounds.refusals import AddressNeeded, NoOfficeThere, WishTooLate
from tracking.rounds.states import WishAnswer, WishKind, WishVia

LONGEST_TEXT = 300
_TOO_LATE = FINAL | {ItemState.RETURNING, ItemState.MISSING}


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish: ``on`` for another day, ``office`` to fetch it there, ``unit`` and ``address`` for another place."""

    kind: str
    on: date | None = None
    office: str = ""
    unit: str = ""
    address: str = ""
    note: str = ""


@transaction.atomic(durable=True)
def wish_for_item(
    *, item: str, asked: Asked, via: str = WishVia.JOURNEY, actor: Actor = NOBODY, now: datetime | None = None
) -> Wish:
    """Write down a wish; it replaces one that is still waiting. The door checks that it is the addressee who asks.

    The ledger keeps that something was asked and of which kind, never an address. Raises NotThere for no such item,
    WishTooLate, DayPast, DayTooFar, DayOff naming the next working day, AddressNeeded, NoOfficeThere.
    """
    at = now or clock.now()
    heads, helds = moves.lock_items([_code(item)], offices=actor.offices, sees_everything=True)
    if not helds or helds[0].leg != Leg.B:
        raise NotThere
    held = helds[0]
    if held.holding.state in _TOO_LATE:
        raise WishTooLate(state=ItemState(held.holding.state).label)
    wish = _wish(held, asked, WishVia(via), at)
    data = {"item": held.code, "remark": "wish", "kind": str(wish.kind), "wish": str(wish.id), **steps.asked(wish)}
    if wish.on is not None:
        data["on"] = str(wish.on)
    data |= steps.answer_wishes([held.id], WishAnswer.REPLACED, at).get(held.id, {})
    office = next(iter(actor.offices), None)
    written = moves.move(
        held,
        moves.entry(
            held,
            Action.NOTE,
            held.holding.state,
            occurred_at=at,
            office=office,
            actor=actor.user_id,
            device=actor.device_id,
            data=data,
        ),
    )
    moves.write(heads, [written], recorded_at=at)
    moves.save_items([written])
    wish.save(force_insert=True)
    return wish


@transaction.atomic(durable=True)
def decline_wish(*, actor: Actor, item: str, now: datetime | None = None) -> Wish:
    """The office cannot do what was asked; the wish is answered so.

    Raises NotThere when nothing waits, NotAllowed for a role that does not work at the desk.
    """
    at = now or clock.now()
    heads, helds = moves.lock_items([_code(item)], offices=actor.offices, sees_everything=actor.sees_everything)
    held = next((each for each in helds if each.visible), None)
    wish = Wish.objects.waiting().filter(item=held.id).first() if held is not None else None
    if held is None or wish is None or held.holding.office not in actor.offices:
        raise NotThere
    policies.require_at_desk(actor, held.holding.office)
    told = steps.answer_wishes([held.id], WishAnswer.DECLINED, at).get(held.id, {})
    data = {"item": held.code, "remark": "wish_declined", **told}
    here = held.holding.office
    written = [steps.item_move(actor, here, held, Action.NOTE, held.holding.state, at=at, data=data)]
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
    wish.answered_at, wish.answer = at, WishAnswer.DECLINED
    return wish


def _wish(held: Held, asked: Asked, via: WishVia, at: datetime) -> Wish:
    today = clock.day_of(at)
    wish = Wish(item_id=held.id, kind=WishKind(asked.kind), note=asked.note.strip()[:LONGEST_TEXT], made_at=at, via=via)
    if wish.kind == WishKind.DELIVER_ON:
        if asked.on is None:
            wish.on = days.first_open_day(today + timedelta(days=1), held.holding.destination)
        else:
            last = today + timedelta(days=days.hold_days(today).whole)
            wish.on = days.require_open_day(asked.on, held.holding.destination, today=today, last=last)
    elif wish.kind == WishKind.HOLD_AT:
        office = Office.objects.valid_on(today).post().filter(code=asked.office or held.holding.destination).first()
        if office is None:
            raise NoOfficeThere(place=asked.office)
        wish.office = office
    else:
        wish.unit, wish.office = places.delivering(asked.unit, today)
        wish.address = asked.address.strip()[:LONGEST_TEXT]
        if not wish.address:
            raise AddressNeeded
    return wish


def _code(text: str) -> str:
    try:
        return s10.parse(text)
    except Refused as refused:
        raise NotThere from refused
