"""Acts on bags as the tests do them."""

from collections.abc import Sequence
from typing import Any

from delegation.registry.models import OfficeKind
from postal_services.accounts.actors import Actor, Role
from postal_services.ledger.models import Line
from tests.cast import Cast
from tests.mandates import world
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals, bags
from tracking.custody.commands.bag_openings import BagCount, Opened
from tracking.custody.models import Bag
from tracking.custody.states import BAG, Verdict

_numbers = iter(range(1, 10**9))


def fresh_seal() -> str:
    """A number that stands on no seal yet."""
    return f"GL-{next(_numbers):06}"


def begin(actor: Actor, destination: str = "BC-64", origin: str = "BC-633", goal: str = "") -> Bag:
    """An empty bag."""
    return bags.open_bag(actor=actor, origin=origin, destination=destination, goal=goal)


def sealed(
    actor: Actor, codes: Sequence[str], destination: str = "BC-64", origin: str = "BC-633", goal: str = ""
) -> Bag:
    """A bag with these items, whatever their way, under a seal of its own."""
    bag = begin(actor, destination, origin, goal)
    packed = bags.pack_items(actor=actor, code=bag.code, items=codes, confirmed=True)
    assert not packed.refused, packed.refused
    return bag_seals.seal_bag(actor=actor, code=bag.code, seal=fresh_seal())


def sent(actor: Actor, codes: Sequence[str], destination: str = "BC-64", **changes: Any) -> Bag:
    """A sealed bag on the road."""
    bag = sealed(actor, codes, destination, **changes)
    return bag_journeys.dispatch_bags(actor=actor, codes=[bag.code])[0]


def arrived(cast: Cast, codes: Sequence[str]) -> Bag:
    """A bag of Chư Sê that came to the province with its seal as it was."""
    bag = sent(cast.lan, codes)
    return bag_journeys.arrive_bag(actor=cast.nga, code=bag.code, office="BC-64", seal=bag.seal)[0]


def opened(
    actor: Actor, bag: Bag, found: Sequence[str], extra: Sequence[str] = (), damaged: Sequence[str] = ()
) -> Opened:
    """Somebody counts what is in the bag."""
    verdicts = dict.fromkeys(found, Verdict.RECEIVED) | dict.fromkeys(damaged, Verdict.DAMAGED)
    return bag_openings.open_bag_at(actor=actor, code=bag.code, count=BagCount(verdicts, extra))


def lines(bag: Bag) -> list[Line]:
    """The ledger's lines about a bag, in order."""
    return list(Line.objects.filter(stream_id=bag.stream_id, machine=BAG, subject=bag.id).order_by("seq"))


def said(bag: Bag) -> list[str]:
    """What the ledger says was done with a bag."""
    return [line.action for line in lines(bag)]


def commune_clerk() -> Actor:
    """Who sits in the cultural post office of Ia Tiêm."""
    return world.person("yen", "VX-23947", OfficeKind.COMMUNE_POST, "23947", Role.CLERK)
