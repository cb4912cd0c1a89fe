"""Opening a bag: what is in it is counted against the manifest; for every difference somebody answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, Refused
from postal_services.ids import uuid7
from tracking.custody import bag_locks, carrying, moves, policies
from tracking.custody.bag_locks import Locked
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.bagging.refusals import BagFull, BagMoved
from tracking.custody.carrying import MOST_ITEMS, Act
from tracking.custody.models import Bag, BagItem, Found
from tracking.custody.moves import Held, Move
from tracking.custody.states import Action, BagState, ItemState, Verdict

_LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class BagCount:
    """What was found in a bag: verdicts by item code, what lay in it besides, the seal's number as read, and a note.

    An item of the manifest without a verdict was not found. ``seal`` None: read when the bag arrived, or not at all;
    empty: there was no seal.
    """

    verdicts: Mapping[str, Verdict]
    extra: Sequence[str] = ()
    seal: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The bag after it was counted: codes by what became of them."""

    bag: Bag
    received: Sequence[str]
    damaged: Sequence[str]
    missing: Sequence[str]
    taken_over: Sequence[str]
    unknown: Sequence[str]


@transaction.atomic(durable=True)
def open_bag_at(*, actor: Actor, code: str, count: BagCount, now: datetime | None = None) -> Opened:
    """Open a bag where it arrived: what was found is out of it, what was not is its packer's again and in dispute.

    What lay in it beyond the manifest is taken over and marked. One transaction, fewer than twenty statements.
    """
    at = now or clock.now()
    extra = _extra(count)
    named = {text for text in extra if s10.is_code(text)}
    locked = bag_locks.hold(actor, code, named)
    bag = locked.bag
    policies.require_may_bag(actor, bag.office_id)
    if bag.state != BagState.ARRIVED:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)
    riding = carrying.content(bag, locked.helds)
    verdicts = _verdicts(count, riding)
    packers = dict(BagItem.objects.filter(bag=bag, left_at__isnull=True).values_list("item", "packed_by"))
    act = Act(bag, actor, at, bag.office_id)
    flags = _seal_flags(bag, count)
    written: list[Move] = []
    for held in riding:
        written += _counted(act, held, verdicts[held.code], packers.get(held.id), flags)
    taken, unknown = _beyond(locked, extra, {held.code for held in riding})
    for held in taken:
        written += carrying.take_over(act, held)
    opened = _sorted(bag, riding, verdicts, taken, unknown)
    entry = act.line("open", BagState.OPENED, _data(opened), *flags, *_difference(opened), counterpart=bag.origin_id)
    moves.write(locked.heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    moves.share_cases((held, bag.office_id) for held in taken)
    carrying.come_out(bag, {held.id: Found(verdicts[held.code].value) for held in riding}, at)
    _add_lines(bag, taken, len(riding), at)
    bag.extra, bag.note = list(extra), count.note.strip()[:_LONGEST_WORDS]
    bag.opened_by_id, bag.opened_at = actor.user_id, at
    carrying.save([bag], now=at)
    return opened


@transaction.atomic(durable=True)
def resolve_bag(*, actor: Actor, code: str, resolution: str, now: datetime | None = None) -> Bag:
    """Say in writing how the differences of an opened bag were settled; the office that packed it does."""
    at = now or clock.now()
    words = resolution.strip()[:_LONGEST_WORDS]
    if not words:
        raise Invalid({"resolution": [FieldProblem("required", "Ghi cách giải quyết.", "Say how it was settled.")]})
    code = bag_codes.parse(code) or code
    missing = BagItem.objects.filter(bag__code=code, found=Found.MISSING).values_list("item__code", flat=True)
    locked = bag_locks.hold(actor, code, list(missing))
    bag = locked.bag
    policies.require_may_bag(actor, bag.origin_id)
    if bag.state != BagState.OPENED:
        raise BagMoved(bag=bag.code, state=BagState(bag.state).label)
    act = Act(bag, actor, at, bag.origin_id)
    disputed = [held for held in locked.helds if "disputed" in held.holding.marks]
    written = [act.say(held, Action.SETTLE) for held in disputed]
    entry = act.line("resolve", BagState.OPENED, {"items": [held.code for held in disputed]})
    moves.write(locked.heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    bag.resolution = words
    carrying.save([bag], now=at)
    return bag


def _extra(count: BagCount) -> list[str]:
    """Codes beyond the manifest, tidied where they are codes, kept as typed where they are not."""
    tidy: dict[str, None] = {}
    for text in count.extra:
        try:
            tidy[s10.parse(text)] = None
        except Refused:
            if plain := text.strip()[:60]:
                tidy[plain] = None
    if len(tidy) > MOST_ITEMS:
        raise BagFull(limit=MOST_ITEMS)
    return list(tidy)


def _verdicts(count: BagCount, riding: Sequence[Held]) -> dict[str, Verdict]:
    given = {s10.parse(code): verdict for code, verdict in count.verdicts.items()}
    strangers = sorted(set(given) - {held.code for held in riding})
    if strangers:
        vi, en = "Không có trong túi theo bảng kê; ghi vào mục thừa.", "Not on the manifest; give it as extra."
        raise Invalid({code: [FieldProblem("not_listed", vi, en)] for code in strangers})
    return {held.code: given.get(held.code, Verdict.MISSING) for held in riding}


def _counted(act: Act, held: Held, verdict: Verdict, packer: UUID | None, flags: Sequence[str]) -> list[Move]:
    """The lines about one item of the manifest."""
    if verdict == Verdict.MISSING:
        return carrying.give_back(act, held, packer)
    written = [act.say(held, Action.UNPACK, *flags)]
    if verdict == Verdict.DAMAGED:
        written.append(act.say(held, Action.DAMAGE, "damaged"))
    return written


def _seal_flags(bag: Bag, count: BagCount) -> tuple[str, ...]:
    """What the seal says, where it is looked at only now."""
    if count.seal is None:
        return ()
    number = carrying.seal_number(count.seal) if count.seal.strip() else ""
    bag.seal_read = number
    if not number:
        return ("seal_opened",)
    return () if number == bag.seal else ("seal_differs",)


def _beyond(locked: Locked, extra: Sequence[str], listed: set[str]) -> tuple[list[Held], list[str]]:
    """Of what lay in the bag besides, the items this office can take over, and the rest.

    What belongs to offices that neither this one nor the packer has to do with stays theirs until they say more.
    """
    by_code = {held.code: held for held in locked.helds if held.code not in listed}
    taken, unknown = [], []
    for text in extra:
        held = by_code.get(text)
        known = held is not None and (held.visible or held.holding.office == locked.bag.origin_id)
        if held is not None and known and held.holding.state not in _NOWHERE:
            taken.append(held)
        elif text not in listed:
            unknown.append(text)
    return taken, unknown


_NOWHERE = frozenset(
    {ItemState.DELIVERED, ItemState.RETURNED, ItemState.HANDED_IN, ItemState.LOST, ItemState.CANCELLED}
)


def _sorted(
    bag: Bag, riding: Sequence[Held], verdicts: Mapping[str, Verdict], taken: Sequence[Held], unknown: Sequence[str]
) -> Opened:
    by = {verdict: [held.code for held in riding if verdicts[held.code] == verdict] for verdict in Verdict}
    return Opened(
        bag=bag,
        received=by[Verdict.RECEIVED],
        damaged=by[Verdict.DAMAGED],
        missing=by[Verdict.MISSING],
        taken_over=[held.code for held in taken],
        unknown=unknown,
    )


def _data(opened: Opened) -> dict[str, Any]:
    """What the ledger keeps of the count: codes, and how many things had none. Typed words may name people."""
    codes = [text for text in opened.unknown if s10.is_code(text)]
    return {
        "received": list(opened.received),
        "damaged": list(opened.damaged),
        "missing": list(opened.missing),
        "extra": [*opened.taken_over, *codes],
        "unreadable": len(opened.unknown) - len(codes),
    }


def _difference(opened: Opened) -> tuple[str, ...]:
    short = ("short",) if opened.missing else ()
    over = ("over",) if opened.taken_over or opened.unknown else ()
    return (*short, *over)


def _add_lines(bag: Bag, taken: Sequence[Held], listed: int, at: datetime) -> None:
    """Note what was taken over besides the manifest."""
    lines = [
        BagItem(id=uuid7(), bag=bag, item_id=held.id, position=place, packed_at=at, left_at=at, found=Found.RECEIVED)
        for place, held in enumerate(taken, start=listed + 1)
    ]
    for line in lines:
        line.listed = False
    BagItem.objects.bulk_create(lines, ignore_conflicts=True)
