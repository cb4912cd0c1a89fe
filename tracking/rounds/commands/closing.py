"""Bringing a round home: every item is accounted for, the money is counted, and each item goes where it has to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid
from postal_services.ledger import writer
from tracking.cash.models import Method, Place, Taking
from tracking.custody import moves
from tracking.custody.moves import Held, Move
from tracking.custody.reasons import MEASURES, UNTRIED
from tracking.custody.states import Action, ItemState
from tracking.rounds import days, policies, steps
from tracking.rounds.models import Hold, Round, Stop
from tracking.rounds.refusals import CountNeeded, UntriedNeedsReason
from tracking.rounds.states import RoundState, StopOutcome
from tracking.rounds.steps import Act

BROUGHT_HOME = "brought_home"


@dataclass(frozen=True, slots=True)
class Homecoming:
    """What the desk finds when a postman comes back.

    ``cash_counted`` is in đồng; ``untried`` gives the reason for each item that was not at its door; ``measures``
    overrides the next step that was chosen at the door; ``hold_until`` is the last day for what is now held.
    """

    cash_counted: int | None
    untried: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    hold_until: date | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The round at its end; ``to_send_back`` are items tried as often as is usual, for which sending back is due."""

    round: Round
    to_send_back: Sequence[str]


@transaction.atomic(durable=True)
def close_round(*, actor: Actor, code: str, homecoming: Homecoming, now: datetime | None = None) -> Closed:
    """Take a postman's round back at the desk.

    What was not tried arrives with its reason; what failed arrives and is kept, sent back or left for the next round;
    papers collected at doors pass from the postman to the desk; the counted money stands beside what was taken. One
    transaction and fewer than twenty statements. Raises UntriedNeedsReason naming the items, CountNeeded,
    RoundAlreadyClosed.
    """
    at = now or clock.now()
    round_ = steps.locked_round(actor, code)
    policies.require_may_work(actor, round_)
    steps.require_state(round_, RoundState.OUT)
    if homecoming.cash_counted is None or homecoming.cash_counted < 0:
        raise CountNeeded
    until = _until(round_, homecoming, at)
    stops = {stop.item_id: stop for stop in round_.stops.select_related("item", "collected")}
    codes = [stop.item.code for stop in stops.values()]
    papers = [stop.collected.code for stop in stops.values() if stop.collected is not None]
    heads, helds = moves.lock_items([*codes, *papers], offices=actor.offices, sees_everything=actor.sees_everything)
    heads.add(writer.lock([round_.stream_id]))
    desk = _Desk(Act(round_, actor, at), homecoming, until)
    desk.require_reasons([held for held in helds if held.id in stops], stops)
    for held in helds:
        if held.id in stops:
            desk.take(held, stops[held.id])
        else:
            desk.keep(held)
    round_.cash_expected = _expected(round_, list(stops.values()))
    round_.cash_counted = homecoming.cash_counted
    entry = desk.act.line(RoundState.OUT, "close", RoundState.CLOSED, **desk.facts(stops))
    if round_.cash_counted != round_.cash_expected:
        entry = replace(entry, flags=("amount_differs",))
    moves.write(heads, desk.written, recorded_at=at, also=[entry])
    moves.save_items(desk.written)
    for each in desk.written:
        if each.held.id in stops:
            stops[each.held.id].seq = each.seq
    steps.save_stops(list(stops.values()))
    Hold.objects.bulk_create(desk.holds)
    round_.state, round_.closed_at, round_.closed_by_id, round_.modified_at = (
        RoundState.CLOSED,
        at,
        actor.user_id,
        at,
    )
    round_.save(update_fields=["state", "closed_at", "closed_by", "cash_expected", "cash_counted", "modified_at"])
    return Closed(round_, desk.worn_out)


@dataclass(slots=True)
class _Desk:
    """The desk at work on one round: what it writes, keeps, and would rather send back."""

    act: Act
    homecoming: Homecoming
    until: date
    written: list[Move] = field(default_factory=list)
    ends: dict[str, dict[str, str]] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    worn_out: list[str] = field(default_factory=list)

    def require_reasons(self, helds: Sequence[Held], stops: Mapping[UUID, Stop]) -> None:
        """Every item that is still with the postman needs a reason from the list."""
        wrong = [measure for measure in self.homecoming.measures.values() if measure not in MEASURES]
        if wrong:
            problem = FieldProblem("unknown_measure", "Chọn bước tiếp theo trong danh mục.", "Choose a listed step.")
            raise Invalid({"measures": [problem]})
        without = [
            held.code
            for held in helds
            if stops[held.id].is_open
            and held.holding.state == ItemState.OUT_FOR_DELIVERY
            and self._is_ours(held)
            and self.homecoming.untried.get(held.code) not in UNTRIED
        ]
        if without:
            raise UntriedNeedsReason(without)

    def take(self, held: Held, stop: Stop) -> None:
        """Settle one item of the round by where it stands now."""
        if not stop.is_open:
            return
        state = held.holding.state
        stop.is_open = False
        stop.worked_at = stop.worked_at or self.act.at
        if not self._is_ours(held):
            self._end(held, stop, stop.outcome or StopOutcome.SPLIT, stop.reason or state)
        elif state == ItemState.OUT_FOR_DELIVERY:
            stop.outcome, stop.reason = StopOutcome.UNTRIED, self.homecoming.untried[held.code]
            self.written.append(self.act.move(held, Action.ARRIVE, reason=stop.reason, untried=True))
        elif state == ItemState.ATTEMPTED:
            self._bring_back(held, stop)
        elif state == ItemState.DELIVERED:
            self._end(held, stop, StopOutcome.DELIVERED, stop.reason)
        elif not stop.outcome:
            # Something else happened to it on the way (reported missing, taken over elsewhere): its own lines say what.
            self._end(held, stop, StopOutcome.SPLIT, state)

    def _end(self, held: Held, stop: Stop, outcome: str, reason: str) -> None:
        """An end of which the item has no line on this round; the line of the round says it."""
        if (stop.outcome, stop.reason) != (outcome, reason):
            stop.outcome, stop.reason = outcome, reason
            self.ends[held.code] = {"outcome": str(outcome), "reason": str(reason)}

    def _is_ours(self, held: Held) -> bool:
        """Whether an item is still this round's: what went on by scans of its own is with another office or postman."""
        round_, holding = self.act.round, held.holding
        if holding.office != round_.office_id:
            return False
        return holding.state != ItemState.OUT_FOR_DELIVERY or holding.person == round_.postman_id

    def keep(self, held: Held) -> None:
        """Papers collected at a door pass from the postman to whoever takes the round back."""
        if held.holding.state == ItemState.ACCEPTED and held.holding.office == self.act.round.office_id:
            keeper = str(self.act.actor.user_id)
            state = held.holding.state
            self.written.append(self.act.write(held, Action.NOTE, state, remark=BROUGHT_HOME, keeper=keeper))

    def facts(self, stops: Mapping[UUID, Stop]) -> dict[str, object]:
        """What the ledger keeps of the round's end: how many of each outcome, and the money."""
        outcomes = [str(stop.outcome) for stop in stops.values()]
        counts = {name: outcomes.count(name) for name in sorted(set(outcomes))}
        return {
            "outcomes": counts,
            "expected": self.act.round.cash_expected,
            "counted": self.act.round.cash_counted,
            "ends": self.ends,
        }

    def _bring_back(self, held: Held, stop: Stop) -> None:
        """What was tried in vain comes back, and is kept, sent home, or waits for the next round or an answer."""
        measure = self.homecoming.measures.get(held.code) or stop.measure or "retry"
        stop.outcome, stop.measure = StopOutcome.FAILED, measure
        self.written.append(self.act.move(held, Action.ARRIVE, measure=measure))
        if measure == "hold":
            self.written.append(self.act.move(held, Action.HOLD, until=str(self.until)))
            self.holds.append(Hold(item_id=held.id, office_id=held.holding.office, since=self.act.at, until=self.until))
        elif measure == "send_back":
            self.written.append(self.act.move(held, Action.SEND_BACK, reason=stop.reason))
        elif held.holding.attempts >= days.attempts(clock.day_of(self.act.at)).whole:
            self.worn_out.append(held.code)


def _expected(round_: Round, stops: Sequence[Stop]) -> int:
    """Cash in đồng that was taken at doors since the round left, less what was taken back since; one statement."""
    at_doors = Taking.objects.filter(
        dossier__in=[stop.item.dossier_id for stop in stops],
        item_code__in=[stop.item.code for stop in stops],
        office=round_.office_id,
        method=Method.CASH,
        place=Place.DOOR,
        recorded_at__gte=round_.taken_out_at,
    )
    total = at_doors.aggregate(total=Sum(F("state_fee") + F("postal") + F("transfer")))["total"]
    return max(0, total or 0)


def _until(round_: Round, homecoming: Homecoming, at: datetime) -> date:
    """The last day for what is held now; one that is given must be a day on which the office works."""
    today = clock.day_of(at)
    if homecoming.hold_until is None:
        return days.kept_until(today, round_.office_id)
    return days.require_open_day(homecoming.hold_until, round_.office_id, today=today)
