"""What commands at the door and at the counter share: the item under its locks, and what was said about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import Refused
from postal_services.ledger.writer import Heads
from tracking.cash.amounts import Amounts
from tracking.custody import moves
from tracking.custody.holding import Holding
from tracking.custody.models import Item
from tracking.custody.moves import Held
from tracking.custody.refusals import UnknownCode
from tracking.custody.states import FINAL, ItemState
from tracking.custody.times import Moment
from tracking.rounds import policies, steps
from tracking.rounds.models import Round, Stop, Wish
from tracking.rounds.refusals import (
    HeldForAnother,
    NotForDelivery,
    NotOut,
    OnAnotherRound,
    OutWithAnother,
    StopDone,
)
from tracking.rounds.states import RoundState, StopOutcome

OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True, slots=True)
class CollectedPaper:
    """One line of the old papers that the citizen gives back: its name and number, its kind, how many."""

    name: str
    kind: str = "original"
    count: int = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """What happened when an item was handed over.

    ``proof`` is as the scan API takes it. ``paid`` is the money in three columns, None for exactly what is owed;
    ``amount_reason`` says why another sum was taken. ``collected`` are the old papers, ``not_collected`` why none.
    ``occurred_at`` is given when it is reported later: then it is a fact and is recorded whatever the rules say.
    """

    proof: dict[str, Any] | str | None = None
    paid: Amounts | None = None
    method: str = "cash"
    amount_reason: str = ""
    collected: Sequence[CollectedPaper] = ()
    not_collected: str = ""
    occurred_at: datetime | None = None


@dataclass(slots=True)
class Door:
    """One item at a door of a round, or at the counter where ``round`` is None; locked."""

    actor: Actor
    heads: Heads
    held: Held
    item: Item
    moment: Moment
    office: str
    round: Round | None = None
    stop: Stop | None = None
    is_new_stop: bool = False
    elsewhere: str = ""
    """Code of another round that is not over and has the item."""
    facts: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = {"item": self.held.code}
        if self.round is not None:
            self.facts |= {"round": str(self.round.id), "bd13": self.round.code}

    @property
    def is_late(self) -> bool:
        """Whether what is reported happened before the latest that is known of the item."""
        latest = self.held.holding.last_occurred_at
        return latest is not None and self.moment.occurred_at < latest

    @property
    def is_out(self) -> bool:
        """Whether the item is with this round's postman, who may have tried it in vain already.

        The round's postman counts, not the actor: the desk may record what he did.
        """
        return self.is_on_its_way and self._is_here and self.carrier == self._postman

    @property
    def is_on_its_way(self) -> bool:
        """Whether somebody has taken the item out of an office."""
        return self.holding.state in (ItemState.OUT_FOR_DELIVERY, ItemState.ATTEMPTED)

    @property
    def carrier(self) -> UUID | None:
        """Who carries an item that is on its way."""
        holding = self.holding
        if holding.state == ItemState.OUT_FOR_DELIVERY:
            return holding.person
        # After an attempt in vain the row names who recorded it; who carries is who had taken the item out.
        if holding.undo is not None:
            return UUID(holding.undo[2]) if holding.undo[2] else None
        recorded_here = self.stop is not None and self.stop.outcome == StopOutcome.FAILED
        return self._postman if recorded_here else holding.person

    @property
    def has_moved_on(self) -> bool:
        """Whether the item is another office's by now, or its way has ended: what is told of it moves it no more."""
        return not self._is_here or self.holding.state in FINAL

    @property
    def is_out_of_turn(self) -> bool:
        """Whether, by what is known, the item was not this postman's to deliver."""
        with_another = self.round is not None and self.is_on_its_way and not self.is_out
        return self.has_moved_on or bool(self.elsewhere) or with_another

    @property
    def marks_of_note(self) -> tuple[str, ...]:
        """The flags of a line that fills the history without moving the item."""
        return (OUT_OF_ORDER, "late") if self.is_late else (OUT_OF_ORDER,)

    @property
    def holding(self) -> Holding:
        """Where the item stands."""
        return self.held.holding

    @property
    def _postman(self) -> UUID | None:
        return self.round.postman_id if self.round is not None else None

    @property
    def may_have_wish(self) -> bool:
        """Whether a wish may be waiting that this delivery overtakes."""
        return self.stop is None or getattr(self.stop, "has_wish", True)

    def require_untold(self, outcome: StopOutcome) -> None:
        """What was told before is not recorded again. Raises StopDone.

        On one way an item fails once; it can still be delivered.
        """
        state, live = self.holding.state, not self.moment.already_happened
        if state == ItemState.DELIVERED and (live or (outcome == StopOutcome.DELIVERED and self._is_here)):
            self._refuse_again(StopOutcome.DELIVERED, self.holding.since)
        if outcome == StopOutcome.FAILED and state == ItemState.ATTEMPTED and (live or self.is_out):
            self._refuse_again(outcome, self.stop.worked_at if self.stop else self.holding.since)
        if live or self.stop is None or self.stop.outcome != outcome:
            return
        # A second failure on the same round may be another visit, unless it is told with the same time.
        if outcome == StopOutcome.DELIVERED or self.stop.worked_at == self.moment.occurred_at:
            self._refuse_again(outcome, self.stop.worked_at)

    @property
    def _is_here(self) -> bool:
        return self.holding.office == self.office

    def _refuse_again(self, outcome: StopOutcome, at: datetime | None) -> None:
        raise StopDone(item=self.held.code, outcome=outcome.label, at=steps.said_at(at))


def open_door(actor: Actor, round_code: str, item: str, moment: Moment, outcome: StopOutcome) -> Door:
    """Lock a round that is out and one item at a door of it, of which ``outcome`` is told.

    An item that was taken out without the list joins it. What already happened is a fact: it is let through wherever
    the round and the item stand by now. Raises NotOut for an item that nobody took out, OutWithAnother,
    OnAnotherRound, HeldForAnother, RoundMoved; StopDone, NotForDelivery even for a fact.
    """
    live = not moment.already_happened
    round_ = steps.locked_round(actor, round_code)
    policies.require_may_work(actor, round_)
    if live:
        steps.require_state(round_, RoundState.OUT)
    code = _code(item)
    heads, helds = moves.lock_items([code], offices=actor.offices, sees_everything=actor.sees_everything)
    held = _visible(helds)
    stop = _stops(round_).filter(item=held.id).first()
    door = Door(actor, heads, held, stop.item if stop else _row(held), moment, round_.office_id, round_, stop)
    _require_here(door)
    door.require_untold(outcome)
    if stop is None:
        door.elsewhere = steps.open_rounds([held], but=round_).get(held.id, "")
    else:
        door.elsewhere = getattr(stop, "elsewhere", None) or ""
    if live:
        _require_out(door, round_)
    if stop is None:
        last = round_.stops.order_by("-position").values_list("position", flat=True).first() or 0
        joins = round_.state == RoundState.OUT and not door.is_out_of_turn
        door.stop = Stop(round=round_, item=door.item, position=last + 1, is_open=joins)
        door.is_new_stop = True
        door.facts |= {"position": last + 1, "joins": joins}
    return door


def open_counter(actor: Actor, item: str, moment: Moment) -> Door:
    """Lock one item that lies at the office where somebody comes to fetch it; raises NotOut when it is on a round."""
    code = _code(item)
    heads, helds = moves.lock_items([code], offices=actor.offices, sees_everything=actor.sees_everything)
    held = _visible(helds)
    policies.require_at_desk(actor, held.holding.office)
    door = Door(actor, heads, held, _row(held), moment, held.holding.office)
    _require_here(door)
    if held.holding.state in (ItemState.DELIVERED, ItemState.RETURNED):
        raise StopDone(item=code, outcome=ItemState(held.holding.state).label, at=steps.said_at(held.holding.since))
    door.elsewhere = steps.open_rounds([held]).get(held.id, "")
    if door.elsewhere and not moment.already_happened:
        raise OnAnotherRound(round=door.elsewhere)
    return door


def save_stop(door: Door) -> None:
    """Keep the stop of the item; one statement, none at the counter."""
    if door.stop is None:
        return
    if door.is_new_stop:
        door.stop.save(force_insert=True)
    else:
        steps.save_stops([door.stop])


def _code(item: str) -> str:
    try:
        return s10.parse(item)
    except Refused as refused:
        raise UnknownCode from refused


def _stops(round_: Round) -> models.QuerySet[Stop]:
    """Stops with what a delivery has to know: a wish that waits, and another round that has the item."""
    waiting = Wish.objects.waiting().filter(item=models.OuterRef("item"))
    others = Stop.objects.filter(item=models.OuterRef("item"), is_open=True).exclude(round=round_)
    return round_.stops.select_related("item__dossier__procedure").annotate(
        has_wish=models.Exists(waiting), elsewhere=models.Subquery(others.values("round__code")[:1])
    )


def _row(held: Held) -> Item:
    """The row of an item that is on no round."""
    return Item.objects.select_related("dossier__procedure").get(pk=held.id)


def _visible(helds: Sequence[Held]) -> Held:
    if not helds or not helds[0].visible:
        raise UnknownCode
    return helds[0]


def _require_here(door: Door) -> None:
    """Only results go to citizens, and what happens now happens with an item that is here."""
    if door.held.leg != "B":
        raise NotForDelivery
    if door.holding.office != door.office and not door.moment.already_happened:
        raise HeldForAnother(holder=door.holding.office)


def _require_out(door: Door, round_: Round) -> None:
    """What happens now happens with an item that this round's postman carries."""
    if door.elsewhere:
        raise OnAnotherRound(round=door.elsewhere)
    if not door.is_on_its_way:
        raise NotOut(item=door.held.code, round=round_.code)
    if not door.is_out:
        raise OutWithAnother(item=door.held.code, round=round_.code)
