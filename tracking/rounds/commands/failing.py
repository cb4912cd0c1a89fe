"""A delivery that did not come off: why, and what is done next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.custody import moves
from tracking.custody.reasons import MEASURES, REASONS
from tracking.custody.states import Action, next_state
from tracking.custody.times import moment
from tracking.rounds import days, places, steps
from tracking.rounds.at_door import Door, open_door, save_stop
from tracking.rounds.models import Stop, Wish
from tracking.rounds.places import NewAddress
from tracking.rounds.refusals import AddressNeeded, MeasureUnfit, UnknownReason
from tracking.rounds.states import StopOutcome, WishAnswer, WishKind, WishVia


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item could not be delivered, and the next step; both codes of ``custody.reasons``.

    Without a ``measure`` the first that fits the reason is taken. ``again_on`` is the day agreed for the next attempt,
    ``to`` the new address of somebody who has moved.
    """

    reason: str
    measure: str = ""
    again_on: date | None = None
    to: NewAddress | None = None
    occurred_at: datetime | None = None


@transaction.atomic(durable=True)
def fail_at_door(*, actor: Actor, round_code: str, item: str, failure: Failure, now: datetime | None = None) -> Stop:
    """Write down that an item could not be delivered; gives its stop with the number of the attempt.

    Raises UnknownReason, MeasureUnfit naming the steps that fit, NotOut, StopDone, DayPast, DayOff, AddressNeeded.
    """
    at = now or clock.now()
    if failure.reason not in REASONS:
        raise UnknownReason
    measure = _measure(failure)
    when = moment(said_at=failure.occurred_at, age_ms=None, skew_ms=0, received_at=at)
    door = open_door(actor, round_code, item, when, StopOutcome.FAILED)
    wish = None if door.has_moved_on else _wish(door, failure, measure, at)
    # What was not this postman's to try, by what is known now, fills the history; the item stays with whoever has it.
    to_state = None if door.is_out_of_turn else next_state(door.holding.state, Action.FAIL)
    marks = door.marks_of_note if door.is_out_of_turn else ("never_taken_out",)
    facts: dict[str, Any] = {**door.facts, "reason": failure.reason, "measure": measure}
    if wish is not None:
        facts |= steps.asked(wish)
        facts |= steps.answer_wishes([door.held.id], WishAnswer.REPLACED, at).get(door.held.id, {})
        facts |= {"again_on": str(wish.on)} if wish.on is not None else {}
    # So does a failed attempt with what nobody took out.
    action = Action.FAIL if to_state else Action.NOTE
    extra: dict[str, Any] = {"attempt": door.holding.attempts + bool(to_state)}
    extra |= {} if to_state else {"said": str(Action.FAIL)}
    entry = moves.entry(
        door.held,
        action,
        to_state or door.held.holding.state,
        occurred_at=when.occurred_at,
        office=door.office,
        actor=actor.user_id,
        device=actor.device_id,
        data={**facts, **extra},
        flags=(*(() if to_state else marks), *steps.uncovered([door.held], when.occurred_at).get(door.held.id, ())),
        skew_ms=when.skew_ms,
        confidence=when.confidence,
    )
    written = [moves.move(door.held, entry)]
    moves.write(door.heads, written, recorded_at=at)
    moves.save_items(written)
    if wish is not None:
        wish.save(force_insert=True)
    stop = _stop(door)
    if stop.outcome == StopOutcome.DELIVERED:
        return stop
    stop.outcome, stop.reason, stop.measure = StopOutcome.FAILED, failure.reason, measure
    stop.attempt, stop.again_on = door.held.holding.attempts, wish.on if wish is not None else None
    stop.worked_at, stop.seq = when.occurred_at, written[0].seq
    save_stop(door)
    return stop


def _measure(failure: Failure) -> str:
    fitting = REASONS[failure.reason].measures
    measure = failure.measure or fitting[0]
    if measure not in fitting:
        words = ", ".join(MEASURES[each][0].lower() for each in fitting)
        raise MeasureUnfit(reason=REASONS[failure.reason].vi, measures=words)
    return measure


def _stop(door: Door) -> Stop:
    if door.stop is None:
        raise AssertionError(door.held.code)
    return door.stop


def _wish(door: Door, failure: Failure, measure: str, at: datetime) -> Wish | None:
    """What the addressee said at the door, kept as a wish so that the desk plans by it."""
    today = clock.day_of(door.moment.occurred_at)  # what is told of late was agreed on the day of the visit
    item = door.held.id
    if failure.again_on is not None and measure == "retry":
        on = days.require_open_day(failure.again_on, door.office, today=today)
        return Wish(item_id=item, kind=WishKind.DELIVER_ON, on=on, made_at=at, via=WishVia.COUNTER)
    if failure.to is None or measure != "forward":
        return None
    unit, office = places.delivering(failure.to.unit, today)
    address = failure.to.address.strip()[:300]
    if not address:
        raise AddressNeeded
    forward = WishKind.FORWARD_TO
    return Wish(item_id=item, kind=forward, office=office, unit=unit, address=address, made_at=at, via=WishVia.COUNTER)
