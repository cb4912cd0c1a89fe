"""What an act means for a bag: pure rules, without a query and without a write.

As with items, what is happening now can be refused; what already happened is noted even where it does not lead on, with
a flag and a place in the tray.
"""

from dataclasses import dataclass

from postal_services.accounts.actors import Actor
from postal_services.clock import VN
from postal_services.errors import Refused

from .bagging.refusals import (
    BagAct,
    BagArrived,
    BagAtGoal,
    BagCancelled,
    BagElsewhere,
    BagMoved,
    BagOpen,
    BagOpened,
    UnknownBag,
)
from .models import Bag, Outcome
from .refusals import AlreadyDone, NotYourAct
from .rulings import POST_ROLES
from .states import Action, BagState
from .times import Moment

NOTE = "note"
CARRIED_BY = (Action.DISPATCH, Action.ARRIVE)
"""What is done with a bag as a whole."""


@dataclass(frozen=True, slots=True)
class BagReading:
    """One act with everything the rules look at besides the bag; ``towards`` is where a dispatched bag goes now.

    ``seal`` is the number read on arrival (None: nobody looked, empty: the seal was gone); ``astray`` says that the
    office is not one the bag was to come through.
    """

    action: str
    office: str
    office_is_post: bool
    actor: Actor
    moment: Moment
    towards: str = ""
    named: bool = False
    seal: str | None = None
    astray: bool = False


@dataclass(frozen=True, slots=True)
class BagRuling:
    """What becomes of an act: a line to write or none, and what the person is told."""

    outcome: Outcome
    code: str
    refusal: Refused | None = None
    action: str = ""
    flags: tuple[str, ...] = ()


def rule(bag: Bag, reading: BagReading) -> BagRuling:
    """Judge one act on one bag."""
    refusal = _not_theirs(bag, reading)
    if refusal is not None:
        return BagRuling(Outcome.REFUSED, refusal.code, refusal)
    again = _again(bag, reading)
    if again is not None:
        return BagRuling(Outcome.REPLAYED, again.code, again)
    refusal = _why_not(bag, reading)
    if reading.moment.already_happened:
        late = reading.moment.occurred_at < bag.last_occurred_at
        if refusal is not None or late:
            code = refusal.code if refusal is not None else "late"
            return BagRuling(Outcome.FLAGGED, code, refusal, NOTE, (code,))
    if refusal is not None:
        return BagRuling(Outcome.REFUSED, refusal.code, refusal)
    flags = _flags(bag, reading)
    outcome = Outcome.FLAGGED if flags else Outcome.RECORDED
    return BagRuling(outcome, flags[0] if flags else "recorded", None, reading.action, flags)


def visible_to(bag: Bag, actor: Actor) -> bool:
    """Whether one of the actor's offices has to do with the bag."""
    return actor.sees_everything or not actor.offices.isdisjoint(bag.offices)


def _not_theirs(bag: Bag, reading: BagReading) -> Refused | None:
    """Whose act it is; a bag on the road that lies in a post office is there, whoever's it is."""
    strayed = reading.action == Action.ARRIVE and reading.office_is_post and bag.state == BagState.IN_TRANSIT
    if not visible_to(bag, reading.actor) and not strayed:
        return UnknownBag()
    if reading.action not in CARRIED_BY:
        return BagAct(bag=bag.code)
    if not reading.office_is_post or reading.office not in reading.actor.offices_as(*POST_ROLES):
        return NotYourAct(office=reading.office, action=Action(reading.action).label)
    return None


def _again(bag: Bag, reading: BagReading) -> Refused | None:
    """The bag already stands where the act leads, by this office: nothing new was said."""
    if bag.office_id != reading.office:
        return None
    if reading.action == Action.ARRIVE and bag.state in (BagState.ARRIVED, BagState.OPENED):
        return BagArrived(bag=bag.code, holder=bag.office_id)
    on_its_way = bag.state == BagState.IN_TRANSIT and (not reading.named or reading.towards == bag.destination_id)
    if reading.action == Action.DISPATCH and on_its_way:
        at = bag.dispatched_at
        return AlreadyDone(at=f"{at.astimezone(VN):%H:%M %d/%m/%Y}" if at else "")
    return None


_STANDS_IN_THE_WAY = {
    BagState.OPEN: BagOpen,
    BagState.CANCELLED: BagCancelled,
    BagState.OPENED: BagOpened,
}


def _why_not(bag: Bag, reading: BagReading) -> Refused | None:
    """Why the act does not lead on from where the bag stands; None when it does."""
    facts = {"bag": bag.code, "holder": bag.office_id, "state": BagState(bag.state).label}
    ended = _STANDS_IN_THE_WAY.get(BagState(bag.state))
    if ended is not None:
        return ended(**facts)
    arriving, on_the_road = reading.action == Action.ARRIVE, bag.state == BagState.IN_TRANSIT
    if arriving and on_the_road:
        return None
    if bag.office_id != reading.office:
        return BagElsewhere(**facts)
    if arriving or on_the_road:
        return BagMoved(**facts)
    return None if reading.towards and reading.towards != reading.office else BagAtGoal(**facts)


def _flags(bag: Bag, reading: BagReading) -> tuple[str, ...]:
    if reading.action != Action.ARRIVE:
        return ()
    flags = ["mis_sent"] if reading.astray else []
    if reading.seal == "":
        flags.append("seal_opened")
    elif reading.seal is not None and reading.seal != bag.seal:
        flags.append("seal_differs")
    return tuple(flags)
