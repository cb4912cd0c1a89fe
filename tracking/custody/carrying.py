"""What an act on a bag means for what is in it: the lines about the bag and about each item, and the rows after them.

A bag's row is locked before the cases of its content, and the cases before the day of the office: every act on bags
takes them in this order, so that two of them wait for each other and never for good.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from postal_services.accounts.actors import Actor
from postal_services.ledger.writer import Entry
from postal_services.statements import prepared_cursor

from . import moves
from .bagging.refusals import SealNeeded
from .models import Bag, BagItem, Found
from .moves import Held, Move
from .routes import Ways
from .states import BAG, Action, BagState, ItemState, next_state

MOST_ITEMS: Final = 500
"""Items that one bag takes."""
MARKS: Final = frozenset({"mis_sent", "seal_differs", "seal_opened", "resealed", "short", "over"})
"""Flags that stay with a bag for people to see."""
_SEAL: Final = re.compile(r"[0-9A-Z][0-9A-Z\-./]{0,29}")
_SAVED = (
    "destination",
    "office",
    "offices",
    "state",
    "seal",
    "seal_read",
    "marks",
    "extra",
    "note",
    "resolution",
    "root",
    "sealed_by",
    "sealed_at",
    "dispatched_at",
    "arrived_at",
    "opened_by",
    "opened_at",
    "last_occurred_at",
    "modified_at",
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a bag: by whom, where, when, and by which scan."""

    bag: Bag
    actor: Actor
    at: datetime
    office: str
    scan: UUID | None = None
    skew_ms: int = 0
    confidence: str = "exact"

    def line(
        self, action: str, after: str, data: Mapping[str, Any], *flags: str, counterpart: str | None = None
    ) -> Entry:
        """A line about the bag; its row already stands as it will afterwards."""
        bag = self.bag
        before, bag.state = bag.state, str(after)
        bag.last_occurred_at = max(self.at, bag.last_occurred_at)
        bag.marks = sorted(MARKS.intersection(flags).union(bag.marks))
        said = {"scan": str(self.scan)} if self.scan else {}
        return Entry(
            stream=bag.stream_id,
            machine=BAG,
            action=str(action),
            from_state=before if action != "begin" else "",
            to_state=str(after),
            subject=bag.id,
            office=self.office,
            counterpart=counterpart,
            data={"bag": bag.code, **said, **data},
            flags=tuple(flags),
            **self._facts(),
        )

    def say(self, held: Held, action: Action, *flags: str, counterpart: str | None = None, **data: str) -> Move:
        """A line about an item of the bag that does not move it."""
        facts = {"item": held.code, "bag": str(self.bag.id), "bag_code": self.bag.code, **data}
        return self._write(held, action, held.holding.state, facts, flags, counterpart)

    def carry(self, held: Held, action: Action, *flags: str, counterpart: str | None = None) -> Move | None:
        """A line that moves an item inside the bag; None where it stands in the way of that."""
        after = next_state(held.holding.state, action)
        if after is None:
            return None
        facts = {"item": held.code, "bag": str(self.bag.id), "bag_code": self.bag.code}
        return self._write(held, action, after, facts, flags, counterpart)

    def shift(self, held: Held, action: Action, after: str, *flags: str, counterpart: str | None = None) -> Move:
        """A line that moves an item that came with the bag but rides in it no longer, or never did by the books."""
        facts = {"item": held.code, "from_bag": str(self.bag.id), "bag_code": self.bag.code}
        return self._write(held, action, after, facts, flags, counterpart)

    def _write(  # noqa: PLR0917 (the one place where an act on a bag becomes a line about an item)
        self,
        held: Held,
        action: Action,
        after: str,
        facts: Mapping[str, str],
        flags: Sequence[str],
        counterpart: str | None,
    ) -> Move:
        data = {**facts, "scan": str(self.scan)} if self.scan else dict(facts)
        entry = moves.entry(
            held,
            action,
            after,
            office=self.office,
            counterpart=counterpart,
            data=data,
            flags=tuple(flags),
            occurred_at=self.at,
            actor=self.actor.user_id,
            device=self.actor.device_id,
            skew_ms=self.skew_ms,
            confidence=self.confidence,
        )
        return moves.move(held, entry)

    def _facts(self) -> dict[str, Any]:
        return {
            "occurred_at": self.at,
            "actor": self.actor.user_id,
            "device": self.actor.device_id,
            "skew_ms": self.skew_ms,
            "confidence": self.confidence,
        }


def seal_number(text: str) -> str:
    """A seal's number as it is kept: capitals, no spaces; raises SealNeeded for anything else."""
    number = "".join(text.split()).upper()
    if not _SEAL.fullmatch(number):
        raise SealNeeded
    return number


def lock(codes: Iterable[str] = (), tokens: Iterable[str] = ()) -> list[Bag]:
    """Lock the bags named by code or token, whoever's they are, in the order of their keys; one statement."""
    named = Q(code__in=sorted(set(codes))) | Q(token__in=sorted(set(tokens)))
    return list(Bag.objects.filter(named).locked())


def content_codes(bags: Iterable[Bag]) -> list[str]:
    """Item codes of what rides in the bags; one statement, none without bags."""
    ids = [bag.id for bag in bags]
    if not ids:
        return []
    return list(BagItem.objects.filter(bag__in=ids, left_at__isnull=True).values_list("item__code", flat=True))


def content(bag: Bag, helds: Iterable[Held]) -> list[Held]:
    """Of the locked items, those that ride in the bag."""
    return [held for held in helds if held.holding.bag == bag.id]


def dispatch(act: Act, riding: Sequence[Held], to: str) -> tuple[Entry, list[Move]]:
    """The bag leaves for ``to`` with everything in it; what cannot leave is split out with a flag."""
    bag, written, left = act.bag, list[Move](), list[str]()
    for held in riding:
        move = act.carry(held, Action.DISPATCH, counterpart=to)
        if move is None:
            move = act.say(held, Action.UNPACK, "left_bag")
            left.append(held.code)
        written.append(move)
    gone = [held.code for held in riding if held.code not in left]
    entry = act.line("dispatch", BagState.IN_TRANSIT, {"items": gone, "left": left}, counterpart=to)
    bag.destination_id, bag.dispatched_at = to, act.at
    bag.office_id = act.office
    concern(bag, to)
    return entry, written


def arrive(
    act: Act, riding: Sequence[Held], flags: Sequence[str], *, seal: str | None, ways: Ways | None = None
) -> tuple[Entry, list[Move]]:
    """The bag is in ``act.office`` with everything in it, and the office answers for it.

    ``flags`` are those of the bag; an item that comes this way all the same is not mis-sent with it.
    """
    bag, sender = act.bag, act.bag.office_id
    written = []
    for held in riding:
        own = [flag for flag in flags if flag != "mis_sent" or _is_astray(act, held, sender, ways)]
        move = act.carry(held, Action.ARRIVE, *own, counterpart=sender)
        written.append(move or act.say(held, Action.UNPACK, "left_bag"))
    data: dict[str, Any] = {"items": [held.code for held in riding]}
    if seal is not None:
        data["seal_read"] = seal
        bag.seal_read = seal
    entry = act.line("arrive", BagState.ARRIVED, data, *flags, counterpart=sender)
    bag.office_id, bag.arrived_at = act.office, act.at
    concern(bag, act.office)
    return entry, written


def note(act: Act, said: str, flags: Sequence[str]) -> Entry:
    """A line that something happened that does not lead on from where the bag stands."""
    return act.line("note", act.bag.state, {"said": said}, *flags)


def towards(bag: Bag, named: str, ways: Ways) -> str:
    """Where a bag that leaves goes: where somebody says, else on from where it arrived, else as it was packed for."""
    if named:
        return named
    if bag.state == BagState.ARRIVED:
        return ways.next_office(bag.office_id, bag.goal_id) or ""
    return bag.destination_id


def is_astray(bag: Bag, office: str, ways: Ways) -> bool:
    """Whether ``office`` is none that the bag was to come through."""
    if office in (bag.destination_id, bag.goal_id, bag.office_id):
        return False
    return not ways.is_on_the_way(office, bag.office_id, bag.goal_id)


def _is_astray(act: Act, held: Held, sender: str, ways: Ways | None) -> bool:
    return ways is None or not ways.is_on_the_way(act.office, sender, held.goal)


def take_over(act: Act, held: Held) -> list[Move]:
    """An item that lay in the bag without being on its manifest: it is here, so it is this office's from now on."""
    before = held.holding
    if before.office == act.office and before.state not in (ItemState.IN_TRANSIT, ItemState.RETURNING):
        return [act.say(held, Action.NOTE, "not_listed")]
    written = []
    after = next_state(before.state, Action.ARRIVE)
    if after is None:
        on_the_road = next_state(before.state, Action.DISPATCH)
        if on_the_road is None:
            return [act.shift(held, Action.NOTE, before.state, "not_listed", "disputed")]
        written.append(act.shift(held, Action.DISPATCH, on_the_road, "one_sided", counterpart=act.office))
        after = ItemState.ARRIVED
    written.append(act.shift(held, Action.ARRIVE, after, "not_listed", counterpart=before.office))
    return written


def give_back(act: Act, held: Held, packer: UUID | None) -> list[Move]:
    """An item that was not in the bag never came with it: whoever packed it answers for it again, in dispute."""
    written = []
    if held.holding.state == ItemState.ARRIVED:
        written.append(act.shift(held, Action.CORRECT, ItemState.IN_TRANSIT))
    data = {"packer": str(packer)} if packer else {}
    flags = ("not_in_bag", "disputed")
    written.append(act.say(held, Action.CONTEST, *flags, counterpart=act.bag.origin_id, **data))
    return written


def concern(bag: Bag, *offices: str) -> None:
    """Let offices see the bag from now on."""
    bag.offices = sorted({*bag.offices, *offices})


def save(bags: Iterable[Bag], *, now: datetime) -> None:
    """Bring the rows of changed bags up to their lines; one statement."""
    changed = list(bags)
    for bag in changed:
        bag.modified_at = now
    if changed:
        Bag.objects.bulk_update(changed, _SAVED)


def come_out(bag: Bag, found: Mapping[UUID, Found], at: datetime) -> None:
    """Note what became of items that came out of a bag; one statement, none without items."""
    if not found:
        return
    with prepared_cursor() as cursor:
        cursor.execute(
            "UPDATE custody_bagitem l SET left_at = %s, found = n.found FROM unnest(%b::uuid[], %b::text[])"
            " AS n(item, found) WHERE l.bag_id = %s AND l.item_id = n.item AND l.left_at IS NULL",
            [at, list(found), [str(each) for each in found.values()], bag.id],
        )
