"""A bag on the road: it leaves with everything in it, and arrives with everything in it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, NotAllowed, NotThere, Refused
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry
from tracking.custody import bag_rulings, carrying, moves, policies
from tracking.custody.bag_rulings import BagReading, BagRuling
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.bagging.refusals import BagsNotReady, NothingToPack, UnknownBag
from tracking.custody.carrying import Act
from tracking.custody.models import Bag, Outcome
from tracking.custody.moves import Move
from tracking.custody.queries import routes
from tracking.custody.refusals import UnknownOffice, problem
from tracking.custody.states import Action
from tracking.custody.times import Moment


@transaction.atomic(durable=True)
def dispatch_bags(*, actor: Actor, codes: Sequence[str], to: str = "", now: datetime | None = None) -> list[Bag]:
    """Send sealed bags on, all or none: to ``to``, else each to its next station by the route table.

    Everything in them leaves with them and stays this office's until they arrive. Raises BagsNotReady naming each bag
    that cannot leave.
    """
    at = now or clock.now()
    if to and not Office.objects.valid_on(clock.day_of(at)).post().filter(code=to).exists():
        raise UnknownOffice(office=to[:24])
    bags = _locked(actor, codes)
    if not bags:
        raise NothingToPack
    heads, helds = moves.lock_items(carrying.content_codes(bags), offices=actor.offices, sees_everything=True)
    heads.add(writer.lock({bag.stream_id for bag in bags}))
    ways = routes.ways(clock.day_of(at))
    written: list[Move] = []
    entries: list[Entry] = []
    problems = {}
    for bag in bags:
        towards = carrying.towards(bag, to, ways)
        ruling = bag_rulings.rule(bag, _reading(actor, Action.DISPATCH, bag.office_id, at, towards, named=bool(to)))
        if ruling.outcome != Outcome.RECORDED:
            problems[bag.code] = [_problem(ruling)]
            continue
        act = Act(bag, actor, at, bag.office_id)
        entry, gone = carrying.dispatch(act, carrying.content(bag, helds), towards)
        entries.append(entry)
        written += gone
    if problems:
        raise BagsNotReady(problems)
    moves.write(heads, written, recorded_at=at, also=entries)
    moves.save_items(written)
    moves.share_cases((each.held, station) for each in written if (station := each.entry.counterpart))
    carrying.save(bags, now=at)
    return bags


@transaction.atomic(durable=True)
def arrive_bag(
    *, actor: Actor, code: str, office: str, seal: str | None = None, now: datetime | None = None
) -> tuple[Bag, BagRuling]:
    """Take a bag in at ``office`` with everything in it; it is opened and counted later.

    ``seal`` is the number read on it (None: not looked at, empty: there was none); one that differs is recorded and
    marked. A bag that was not to come here is recorded as mis-sent. Raises the reason where it cannot arrive.
    """
    at = now or clock.now()
    policies.require_may_bag(actor, office)
    bags = carrying.lock([bag_codes.parse(code) or code.strip().upper()[:48]])
    if not bags:
        raise UnknownBag
    bag = bags[0]
    heads, helds = moves.lock_items(carrying.content_codes(bags), offices=actor.offices, sees_everything=True)
    heads.add(writer.lock([bag.stream_id]))
    ways = routes.ways(clock.day_of(at))
    read = carrying.seal_number(seal) if seal else seal
    astray = carrying.is_astray(bag, office, ways)
    ruling = bag_rulings.rule(bag, _reading(actor, Action.ARRIVE, office, at, seal=read, astray=astray))
    if ruling.outcome == Outcome.REFUSED and ruling.refusal is not None:
        raise ruling.refusal
    if ruling.action:
        act = Act(bag, actor, at, office)
        entry, written = carrying.arrive(act, carrying.content(bag, helds), ruling.flags, seal=read, ways=ways)
        moves.write(heads, written, recorded_at=at, also=[entry])
        moves.save_items(written)
        moves.share_cases((each.held, office) for each in written)
        carrying.save([bag], now=at)
    return bag, ruling


def _locked(actor: Actor, codes: Sequence[str]) -> list[Bag]:
    """The bags under lock; NotThere when one of them is not the actor's to see."""
    wanted = {bag_codes.parse(code) or code.strip().upper()[:48] for code in codes}
    bags = carrying.lock(wanted)
    if len(bags) < len(wanted) or not all(bag_rulings.visible_to(bag, actor) for bag in bags):
        raise NotThere
    if not all(policies.may_bag(actor, bag.office_id) for bag in bags):
        raise NotAllowed
    return bags


def _reading(
    actor: Actor,
    action: str,
    office: str,
    at: datetime,
    towards: str = "",
    *,
    named: bool = False,
    seal: str | None = None,
    astray: bool = False,
) -> BagReading:
    """An act that is done here and now, on a page or by a call."""
    moment = Moment(at, 0, "exact", already_happened=False)
    return BagReading(
        action, office, office_is_post=True, actor=actor, moment=moment, towards=towards, named=named, seal=seal,
        astray=astray,
    )  # fmt: skip


def _problem(ruling: BagRuling) -> FieldProblem:
    return problem(ruling.refusal or Refused())
