"""What commands at the door and at the counter share: the item under its locks, and what was said about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import Refused
from postal_services.ledger.writer import Heads
from tracking.cash.amounts import Amounts
from tracking.custody import moves
from tracking.custody.models import Item
from tracking.custody.moves import Held
from tracking.custody.refusals import UnknownCode
from tracking.custody.states import ItemState
from tracking.custody.times import Moment
from tracking.rounds import policies, steps
from tracking.rounds.models import Round, Stop, Wish
from tracking.rounds.refusals import HeldForAnother, NotForDelivery, NotOut, OnAnotherRound, StopDone
from tracking.rounds.states import RoundState, StopOutcome


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
        """Whether the item is with a postman of this office, who may have tried it in vain already."""
        with_postman = self.held.holding.state in (ItemState.OUT_FOR_DELIVERY, ItemState.ATTEMPTED)
        return with_postman and self.held.holding.office == self.office

    @property
    def may_have_wish(self) -> bool:
        """Whether a wish may be waiting that this delivery overtakes."""
        return self.stop is None or getattr(self.stop, "has_wish", True)

    def require_first_try(self) -> None:
        """On one way an item fails once; it can still be delivered. Raises StopDone."""
        if self.held.holding.state == ItemState.ATTEMPTED:
            at = self.stop.worked_at if self.stop else self.held.holding.since
            raise StopDone(item=self.held.code, outcome=StopOutcome.FAILED.label, at=steps.said_at(at))


def open_door(actor: Actor, round_code: str, item: str, moment: Moment) -> Door:
    """Lock a round that is out and one item at a door of it.

    An item that was taken out without the list joins it. Raises NotOut for one that nobody took out, unless that is
    reported as a fact; OnAnotherRound; StopDone.
    """
    round_ = steps.locked_round(actor, round_code)
    policies.require_may_work(actor, round_)
    if round_.state != RoundState.CLOSED or not moment.already_happened:
        steps.require_state(round_, RoundState.OUT)
    code = _code(item)
    heads, helds = moves.lock_items([code], offices=actor.offices, sees_everything=actor.sees_everything)
    held = _visible(helds)
    stop = _stops(round_).filter(item=held.id).first()
    door = Door(actor, heads, held, stop.item if stop else _row(held), moment, round_.office_id, round_, stop)
    _require_here(door)
    if held.holding.state == ItemState.DELIVERED:
        raise StopDone(item=code, outcome=StopOutcome.DELIVERED.label, at=steps.said_at(held.holding.since))
    if stop is None:
        elsewhere = steps.open_rounds([held], but=round_)
        if elsewhere:
            raise OnAnotherRound(round=elsewhere[held.id])
    if not door.is_out and not moment.already_happened:
        raise NotOut(item=code, round=round_.code)
    if stop is None:
        last = round_.stops.order_by("-position").values_list("position", flat=True).first() or 0
        door.stop = Stop(round=round_, item=door.item, position=last + 1, is_open=round_.state == RoundState.OUT)
        door.is_new_stop = True
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
    elsewhere = steps.open_rounds([held])
    if elsewhere:
        raise OnAnotherRound(round=elsewhere[held.id])
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
    """Stops with what a delivery has to know, and whether the addressee has wished for something else."""
    waiting = Wish.objects.waiting().filter(item=models.OuterRef("item"))
    return round_.stops.select_related("item__dossier__procedure").annotate(has_wish=models.Exists(waiting))


def _row(held: Held) -> Item:
    """The row of an item that is on no round."""
    return Item.objects.select_related("dossier__procedure").get(pk=held.id)


def _visible(helds: Sequence[Held]) -> Held:
    if not helds or not helds[0].visible:
        raise UnknownCode
    return helds[0]


def _require_here(door: Door) -> None:
    if door.held.leg != "B":
        raise NotForDelivery
    if door.held.holding.office != door.office:
        raise HeldForAnother(holder=door.held.holding.office)
