"""Scans of bags in a batch: a scan of a bag is a scan of what is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from postal_services.accounts.actors import Actor
from postal_services.ledger.writer import Entry

from . import bag_rulings, carrying
from .bag_rulings import NOTE, BagReading, BagRuling
from .bagging.refusals import UnknownBag
from .carrying import Act
from .models import Bag, Outcome
from .moves import Held, Move
from .queries.routes import Roads
from .readings import Read
from .states import Action


@dataclass(frozen=True, slots=True)
class BagNow:
    """A bag as it stands; ``items`` is how many ride in it."""

    code: str
    state: str
    office: str
    items: int


@dataclass(slots=True)
class BagScans:
    """The locked bags of a batch while it is being decided, and the lines to be written about them."""

    actor: Actor
    roads: Roads
    bags: Sequence[Bag] = ()
    helds: Sequence[Held] = ()
    entries: list[Entry] = field(default_factory=list)
    changed: dict[UUID, Bag] = field(default_factory=dict)

    def find(self, read: Read) -> Bag | None:
        """The bag a scan names, whoever's it is."""
        return next((bag for bag in self.bags if read.bag in (bag.code, bag.token)), None)

    def take(self, read: Read) -> tuple[BagRuling, list[Move]]:
        """Decide one scan; gives what becomes of it and the lines about what is in the bag."""
        bag = self.find(read)
        if bag is None:
            return BagRuling(Outcome.REFUSED, UnknownBag.code, UnknownBag()), []
        ways = self.roads.ways
        towards = carrying.towards(bag, read.scan.to, ways)
        reading = BagReading(
            action=read.scan.action,
            office=read.office,
            office_is_post=read.office_is_post,
            actor=self.actor,
            moment=read.moment,
            towards=towards,
            named=bool(read.scan.to),
            seal=None if read.scan.seal is None else "".join(read.scan.seal.split()).upper(),
            astray=carrying.is_astray(bag, read.office, ways),
        )
        ruling = bag_rulings.rule(bag, reading)
        return ruling, self._carry_out(bag, reading, ruling, read) if ruling.action else []

    def now(self, read: Read) -> BagNow | None:
        """The bag as it stands, for those it concerns."""
        bag = self.find(read)
        if bag is None or not bag_rulings.visible_to(bag, self.actor):
            return None
        return BagNow(bag.code, bag.state, bag.office_id, len(carrying.content(bag, self.helds)))

    def onward(self, read: Read) -> str:
        """Where a bag that came to the wrong office goes from here."""
        bag = self.find(read)
        return "" if bag is None else self.roads.ways.next_office(read.office, bag.goal_id) or ""

    def _carry_out(self, bag: Bag, reading: BagReading, ruling: BagRuling, read: Read) -> list[Move]:
        moment = read.moment
        act = Act(bag, self.actor, moment.occurred_at, read.office, read.scan.id, moment.skew_ms, moment.confidence)
        riding = carrying.content(bag, self.helds)
        written: list[Move] = []
        if ruling.action == NOTE:
            entry = carrying.note(act, reading.action, ruling.flags)
        elif ruling.action == Action.DISPATCH:
            entry, written = carrying.dispatch(act, riding, reading.towards)
        else:
            entry, written = carrying.arrive(act, riding, ruling.flags, seal=reading.seal, ways=self.roads.ways)
        self.entries.append(entry)
        self.changed[bag.id] = bag
        return written


def named(readings: Iterable[Read]) -> set[str]:
    """Codes and tokens of the bags that scans name."""
    return {each.bag for each in readings if each.bag}
