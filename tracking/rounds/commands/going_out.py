"""Taking a round out: the postman leaves with what is there; what has moved meanwhile is named and stays behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Refused
from postal_services.ledger import checkpoints, writer
from tracking.cash import queries as cash
from tracking.custody import moves
from tracking.custody.moves import Held, Move
from tracking.custody.states import Action
from tracking.rounds import policies, steps
from tracking.rounds.models import Round, Stop
from tracking.rounds.refusals import RoundEmpty, RoundTooLong, StopsNotReady, problem
from tracking.rounds.states import RoundState, StopOutcome, WishAnswer, WishKind
from tracking.rounds.steps import Act


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The round on its way, and the items that were left behind, each with why."""

    round: Round
    left_behind: Mapping[str, Refused]


@transaction.atomic(durable=True)
def take_out_round(*, actor: Actor, code: str, now: datetime | None = None) -> TakenOut:
    """Take a drawn-up round out: from now on its postman answers for every item on it.

    Items that moved since the list was drawn up are split out and named; the rest goes. What the citizens owe is kept
    on the stops as it stands now. One transaction and fewer than twenty statements, whatever the length of the list.
    Items of which was told meanwhile that they have been delivered are passed over. Raises RoundAlreadyOut for a second
    time, StopsNotReady when nothing on the list can go, RoundEmpty when nothing is left of it.
    """
    at = now or clock.now()
    round_ = steps.locked_round(actor, code)
    policies.require_may_work(actor, round_)
    steps.require_state(round_, RoundState.DRAFT)
    stops = {stop.item_id: stop for stop in round_.stops.filter(is_open=True).select_related("item")}
    if not stops:
        raise RoundEmpty
    codes = [stop.item.code for stop in stops.values()]
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    heads.add(writer.lock([round_.stream_id]))
    left = {held.code: why for held in helds if (why := steps.why_not(held, round_.office_id)) is not None}
    going = [held for held in helds if held.code not in left]
    if not going:
        raise StopsNotReady({item: [problem(why)] for item, why in left.items()})
    act = Act(round_, actor, at)
    written = _go(act, going, stops)
    for held in helds:
        if held.code in left:
            _stay(stops[held.id], left[held.code], at)
    round_.root = checkpoints.current_root()
    data = {
        "items": [held.code for held in going],
        "left": {item: why.code for item, why in left.items()},
        "root": round_.root,
    }
    entry = act.line(RoundState.DRAFT, "take_out", RoundState.OUT, postman=str(round_.postman_id), **data)
    moves.write(heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    for each in written:
        stops[each.held.id].seq = each.seq
    steps.save_stops(list(stops.values()))
    round_.state, round_.taken_out_at, round_.modified_at = RoundState.OUT, at, at
    round_.save(update_fields=["state", "taken_out_at", "modified_at", "root"])
    return TakenOut(round_, left)


@transaction.atomic(durable=True)
def add_to_round(*, actor: Actor, code: str, items: Sequence[str], now: datetime | None = None) -> Round:
    """Put items on a round that is already out; they are taken out by the same act.

    Raises StopsNotReady naming every item that cannot go; nothing is written then.
    """
    at = now or clock.now()
    round_ = steps.locked_round(actor, code)
    policies.require_may_work(actor, round_)
    steps.require_state(round_, RoundState.OUT)
    codes = steps.item_codes(items)
    known = {stop.item_id: stop for stop in round_.stops.all()}
    if len(known) + len(codes) > steps.LONGEST_ROUND:
        raise RoundTooLong(limit=steps.LONGEST_ROUND)
    heads, helds = moves.lock_items(codes, offices=actor.offices, sees_everything=actor.sees_everything)
    heads.add(writer.lock([round_.stream_id]))
    _require_can_go(codes, helds, round_, steps.open_rounds(helds))
    last = max((stop.position for stop in known.values()), default=0)
    place = {item: last + number for number, item in enumerate(codes, start=1)}
    back = {held.id: known[held.id] for held in helds if held.id in known}
    new = {held.id: Stop(round=round_, item_id=held.id, position=place[held.code]) for held in helds} | back
    act = Act(round_, actor, at)
    written = _go(act, helds, new)
    entry = act.line(RoundState.OUT, "add", RoundState.OUT, items=codes)
    moves.write(heads, written, recorded_at=at, also=[entry])
    moves.save_items(written)
    for each in written:
        new[each.held.id].seq = each.seq
    Stop.objects.bulk_create(stop for item, stop in new.items() if item not in known)
    steps.save_stops(list(back.values()))
    round_.modified_at = at
    round_.save(update_fields=["modified_at"])
    return round_


def _go(act: Act, going: Sequence[Held], stops: Mapping[UUID, Stop]) -> list[Move]:
    """Write that items leave, and keep on their stops what is owed for them.

    A wish for a day is met when the item goes out on that day or after it.
    """
    owed = cash.outstanding([held.case for held in going])
    marks = steps.uncovered(going, act.at)
    met = steps.answer_wishes(
        [held.id for held in going],
        WishAnswer.DONE,
        act.at,
        kind=WishKind.DELIVER_ON,
        by=clock.day_of(act.at),
    )
    written: list[Move] = []
    for held in going:
        stop, dues = stops[held.id], owed.get(held.case)
        if dues is not None:
            stop.state_fee, stop.postal, stop.transfer = dues.columns
        stop.outcome, stop.reason, stop.measure, stop.worked_at, stop.is_open = "", "", "", None, True
        stop.attempt = held.holding.attempts + 1
        facts = {"attempt": stop.attempt, "owed": dues.as_data() if dues is not None else {}, **met.get(held.id, {})}
        keeper = str(act.round.postman_id)
        written.append(act.move(held, Action.TAKE_OUT, flags=marks.get(held.id, ()), keeper=keeper, **facts))
    return written


def _stay(stop: Stop, why: Refused, at: datetime) -> None:
    stop.outcome, stop.reason, stop.worked_at, stop.is_open = StopOutcome.SPLIT, why.code, at, False


def _require_can_go(codes: Sequence[str], helds: Sequence[Held], round_: Round, taken: Mapping[object, str]) -> None:
    by_code = {held.code: held for held in helds}
    problems: dict[str, list[FieldProblem]] = {}
    for code in codes:
        held = by_code.get(code)
        why = steps.why_not(held, round_.office_id, taken.get(held.id, "") if held else "")
        if why is not None:
            problems[code] = [problem(why)]
    if problems:
        raise StopsNotReady(problems)
