"""Taking hold of one bag with everything in it, in the order that all acts on bags keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import NotThere
from postal_services.ledger import writer

from . import bag_rulings, carrying, moves
from .bagging import codes as bag_codes
from .models import Bag
from .moves import Held


@dataclass(frozen=True, slots=True)
class Locked:
    """A bag, its content, and further items that were named, all locked; ``heads`` are the ends of their streams."""

    bag: Bag
    heads: writer.Heads
    helds: list[Held]

    def named(self, read: Mapping[str, str]) -> dict[str, Held]:
        """The items that codes and tokens mean, by the text they were read from; only those the actor may see.

        A link names a case: of its items the one that lies in this bag's office, or rides in the bag, is meant.
        """
        found: dict[str, Held] = {}
        for key, text in read.items():
            meant = [held for held in self.helds if key in (held.code, held.token) and held.visible]
            here = [held for held in meant if self.bag.office_id == held.holding.office]
            if here or meant:
                found[text] = (here or meant)[-1]
        return found


def hold(actor: Actor, code: str, named: Iterable[str] = ()) -> Locked:
    """Lock a bag that the actor may see, its content, and the items that ``named`` codes and tokens mean.

    Four statements, five when something named is foreign. Raises NotThere for anybody the bag does not concern.
    """
    found = carrying.lock([bag_codes.parse(code) or code.strip().upper()[:48]])
    bag = found[0] if found else None
    if bag is None or not bag_rulings.visible_to(bag, actor):
        raise NotThere
    keys = set(named)
    codes = {key for key in keys if s10.is_code(key)}
    heads, helds = moves.lock_items(
        {*codes, *carrying.content_codes([bag])},
        offices=actor.offices,
        sees_everything=actor.sees_everything,
        tokens=keys - codes,
    )
    heads.add(writer.lock([bag.stream_id]))
    return Locked(bag, heads, helds)
