"""One-time codes by which a citizen shows the postman to have come to the right person."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.errors import NotThere
from postal_services.ledger.writer import Entry
from tracking.custody import moves
from tracking.custody.models import DeliveryCode, Leg
from tracking.custody.moves import Held
from tracking.custody.proofs import CODE_DIGITS, code_key
from tracking.custody.refusals import NoCodeNow, TooManyCodes
from tracking.custody.states import Action, ItemState

MOST_A_DAY = 5
"""Codes given for one item in a day; every new one ends the one before it."""
_WAITED_FOR = frozenset({ItemState.OUT_FOR_DELIVERY, ItemState.HELD})


@dataclass(frozen=True, slots=True)
class Issued:
    """A code as the citizen reads it, and until when it is good; nothing else ever shows it again."""

    code: str
    item: str
    expires_at: datetime


@transaction.atomic(durable=True)
def issue_delivery_code(*, token: str, actor: Actor = NOBODY, now: datetime | None = None) -> Issued:
    """Give the result of a case, by its token as stored, a new code of six digits, good until the end of the day.

    The door has asked for the second factor. The ledger keeps that a code was issued, never the code. Raises NotThere
    for no such case, NoCodeNow while nobody is about to deliver, TooManyCodes.
    """
    at = now or clock.now()
    heads, helds = moves.lock_items((), offices=frozenset(), sees_everything=True, tokens=[token])
    results = [held for held in helds if held.leg == Leg.B]
    if not results:
        raise NotThere
    held = next((each for each in results if each.holding.state in _WAITED_FOR), None)
    if held is None:
        raise NoCodeNow
    midnight = datetime.combine(clock.day_of(at), time.min, clock.VN)
    if DeliveryCode.objects.filter(item=held.id, issued_at__gte=midnight).count() >= MOST_A_DAY:
        raise TooManyCodes(limit=MOST_A_DAY)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row = DeliveryCode(
        item_id=held.id, key=code_key(held.id, code), issued_at=at, expires_at=midnight + timedelta(days=1)
    )
    written = moves.move(held, _note(held, actor, at))
    moves.write(heads, [written], recorded_at=at)
    moves.save_items([written])
    row.save(force_insert=True)
    return Issued(code, held.code, row.expires_at)


def _note(held: Held, actor: Actor, at: datetime) -> Entry:
    """The line that says a code was issued, with nothing of the code in it."""
    return moves.entry(
        held,
        Action.NOTE,
        held.holding.state,
        occurred_at=at,
        office=None,
        actor=actor.user_id,
        device=actor.device_id,
        data={"item": held.code, "remark": "delivery_code"},
    )
