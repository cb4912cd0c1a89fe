"""Packing: a bag is begun, filled and emptied item by item, or given up while it is empty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import s10, tokens
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.custody import bag_locks, carrying, moves, policies
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.bagging.refusals import (
    AlreadyPacked,
    BagFull,
    BagMoved,
    BagNotEmpty,
    InOtherBag,
    NothingToPack,
    NotInBag,
    NotReadyForBag,
    NoWay,
    OtherWay,
    TooManyBags,
)
from tracking.custody.carrying import MOST_ITEMS, Act
from tracking.custody.models import Bag, BagItem
from tracking.custody.moves import Held, Move
from tracking.custody.queries import routes
from tracking.custody.refusals import HeldElsewhere, UnknownCode
from tracking.custody.routes import Ways
from tracking.custody.states import PACKABLE, Action, BagState, ItemState

STREAM_KIND = "office_day"


@dataclass(frozen=True, slots=True)
class Packed:
    """The bag after packing or unpacking: what went in (or out), and why the rest did not, by what was read."""

    bag: Bag
    done: Sequence[str]
    refused: Mapping[str, Refused] = field(default_factory=dict)


@transaction.atomic(durable=True)
def open_bag(*, actor: Actor, origin: str, destination: str = "", goal: str = "", now: datetime | None = None) -> Bag:
    """Begin a bag at ``origin`` for the next station; from the ``goal`` alone the route table names the station."""
    at = now or clock.now()
    policies.require_may_bag(actor, origin)
    station = destination or (routes.ways(clock.day_of(at)).next_office(origin, goal) or "" if goal else "")
    offices = Office.objects.valid_on(clock.day_of(at)).post().in_bulk([origin, station, goal or station])
    if {station, goal or station} - set(offices) or origin in (station, goal):
        raise NoWay(origin=origin, destination=(destination or goal)[:24])
    stream = writer.open_stream(STREAM_KIND, f"{origin}/{clock.day_of(at)}", at=at)
    heads = writer.lock([stream])
    number = Bag.objects.filter(stream_id=stream).count() + 1  # the stream's lock keeps the numbers apart
    if number > bag_codes.LAST_NUMBER:
        raise TooManyBags(office=origin, limit=bag_codes.LAST_NUMBER)
    bag = Bag(
        code=bag_codes.compose(origin, clock.day_of(at), number),
        token=tokens.new_token(),
        stream_id=stream,
        origin=offices[origin],
        destination=offices[station],
        goal=offices[goal or station],
        office=offices[origin],
        offices=sorted({origin, station, goal or station}),
        state=BagState.OPEN,
        begun_by_id=actor.user_id,
        begun_at=at,
        last_occurred_at=at,
        modified_at=at,
    )
    entry = Act(bag, actor, at, origin).line("begin", BagState.OPEN, {"goal": bag.goal_id}, counterpart=station)
    bag.save(force_insert=True)
    writer.append(heads, [entry], recorded_at=at)
    return bag


@transaction.atomic(durable=True)
def pack_items(
    *, actor: Actor, code: str, items: Sequence[str], confirmed: bool = False, now: datetime | None = None
) -> Packed:
    """Put items into an open bag; each that cannot go in is told why, and the rest goes in.

    ``items`` are codes as read; ``confirmed`` says that items for another way go in all the same.
    """
    at = now or clock.now()
    read, refused = _read(items)
    locked = bag_locks.hold(actor, code, read)
    bag = locked.bag
    policies.require_may_bag(actor, bag.office_id)
    if bag.state != BagState.OPEN:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)
    riding = carrying.content(bag, locked.helds)
    wanted = locked.named(read)
    refused |= {text: UnknownCode() for text in read.values() if text not in wanted}
    ways = routes.ways(clock.day_of(at))
    other = _other_bags(wanted.values(), bag)
    going: list[Held] = []
    for text, held in wanted.items():
        why = _why_not(held, bag, ways, other, confirmed=confirmed)
        if why is None:
            going.append(held)
        else:
            refused[text] = why
    if len(riding) + len(going) > MOST_ITEMS:
        raise BagFull(limit=MOST_ITEMS)
    if going:
        act = Act(bag, actor, at, bag.office_id)
        written = [act.say(held, Action.PACK, *_apart(held, bag, ways)) for held in going]
        _keep(locked.heads, act, "pack", written, at)
        _put_in(bag, going, actor, at, len(riding))
    return Packed(bag, [held.code for held in going], refused)


@transaction.atomic(durable=True)
def unpack_items(*, actor: Actor, code: str, items: Sequence[str], now: datetime | None = None) -> Packed:
    """Take items out of an open bag again; the ledger keeps that they were in it."""
    at = now or clock.now()
    read, refused = _read(items)
    locked = bag_locks.hold(actor, code, read)
    bag = locked.bag
    policies.require_may_bag(actor, bag.office_id)
    if bag.state != BagState.OPEN:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)
    wanted = locked.named(read)
    leaving = [held for held in wanted.values() if held.holding.bag == bag.id]
    there = {held.code for held in leaving}
    refused |= {
        text: NotInBag(bag=bag.code) for text in read.values() if text not in wanted or wanted[text].code not in there
    }
    if leaving:
        act = Act(bag, actor, at, bag.office_id)
        written = [act.say(held, Action.UNPACK) for held in leaving]
        _keep(locked.heads, act, "unpack", written, at)
        BagItem.objects.filter(bag=bag, item__in=[held.id for held in leaving]).delete()
    return Packed(bag, [held.code for held in leaving], refused)


@transaction.atomic(durable=True)
def cancel_bag(*, actor: Actor, code: str, now: datetime | None = None) -> Bag:
    """Give an empty bag up; its number is not used again."""
    at = now or clock.now()
    locked = bag_locks.hold(actor, code)
    bag = locked.bag
    policies.require_may_bag(actor, bag.office_id)
    if bag.state != BagState.OPEN:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)
    riding = carrying.content(bag, locked.helds)
    if riding:
        raise BagNotEmpty(bag=bag.code, count=len(riding))
    entry = Act(bag, actor, at, bag.office_id).line("cancel", BagState.CANCELLED, {})
    writer.append(locked.heads, [entry], recorded_at=at)
    carrying.save([bag], now=at)
    return bag


def _read(items: Sequence[str]) -> tuple[dict[str, str], dict[str, Refused]]:
    """What was read, by the code or token in it; and what has neither."""
    read: dict[str, str] = {}
    refused: dict[str, Refused] = {}
    for text in items:
        try:
            read.setdefault(s10.parse(text), text)
        except Refused as refusal:
            token = tokens.find_token(text)
            if token:
                read.setdefault(token, text)
            else:
                refused[text[:60]] = refusal
    if not read and not refused:
        raise NothingToPack
    if len(read) > MOST_ITEMS:
        raise BagFull(limit=MOST_ITEMS)
    return read, refused


def _why_not(held: Held, bag: Bag, ways: Ways, other: Mapping[UUID, str], *, confirmed: bool) -> Refused | None:
    """Why an item does not go into the bag; None when it does."""
    holding = held.holding
    if holding.bag == bag.id:
        return AlreadyPacked()
    if holding.bag is not None:
        return InOtherBag(bag=other.get(holding.bag, ""))
    if holding.office != bag.office_id:
        return HeldElsewhere(holder=holding.office)
    if holding.offered_at is not None or holding.state not in PACKABLE:
        on_list = holding.offered_at is not None
        hint = "Đang chờ ký nhận ở bảng kê; rút bảng kê trước." if on_list else "Ghi bước còn thiếu trước."
        return NotReadyForBag(state=ItemState(holding.state).label, hint=hint)
    if _apart(held, bag, ways) and not confirmed:
        station = ways.next_office(bag.office_id, held.goal)
        return OtherWay(next=station or held.goal, destination=bag.destination_id)
    return None


def _apart(held: Held, bag: Bag, ways: Ways) -> tuple[str, ...]:
    """The flag of an item whose way does not lead through the bag's next station."""
    station = ways.next_office(bag.office_id, held.goal)
    return () if station == bag.destination_id or held.goal == bag.goal_id else ("other_way",)


def _other_bags(helds: Iterable[Held], bag: Bag) -> dict[UUID, str]:
    """Codes of the other bags that items ride in; one query, none when there are none."""
    ids = {other for held in helds if (other := held.holding.bag) is not None and other != bag.id}
    return dict(Bag.objects.filter(pk__in=ids).values_list("pk", "code")) if ids else {}


def _keep(heads: writer.Heads, act: Act, action: str, written: Sequence[Move], at: datetime) -> None:
    """Write the lines about the items and the one about the bag, and bring the rows up to them."""
    entry = act.line(action, BagState.OPEN, {"items": [each.held.code for each in written]})
    moves.write(heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    carrying.save([act.bag], now=at)


def _put_in(bag: Bag, going: Sequence[Held], actor: Actor, at: datetime, before: int) -> None:
    BagItem.objects.bulk_create(
        [
            BagItem(id=uuid7(), bag=bag, item_id=held.id, position=place, packed_by=actor.user_id, packed_at=at)
            for place, held in enumerate(going, start=before + 1)
        ],
        update_conflicts=True,
        unique_fields=["bag", "item"],
        update_fields=["position", "packed_by", "packed_at", "left_at", "found"],
    )
