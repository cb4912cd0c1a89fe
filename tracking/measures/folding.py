"""One case's lines folded into its facts and into what it adds to the figures of each day; pure.

Lines are folded in the order in which things happened, ``(occurred_at, seq)``. An amount is dated by the line that
caused it, or by the appointment that passed while the agency's clock ran. So the fold over the lines that had happened
by the end of a day gives exactly the amounts of the days up to it, and a correction is an amount of its own day.

What a device says happened before its case or item was there counts with the line that began it. Where lines that
happened later were written earlier, the line written last says how things stand, as everywhere in the house.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from delegation.dossiers.models import Channel
from delegation.dossiers.states import CLOSED, PAUSING, DossierState
from delegation.dossiers.states import MACHINE as DOSSIER
from postal_services.clock import day_of
from tracking.custody.states import ITEM, PAPERS_HOME, Action, ItemState
from tracking.incidents.states import INCIDENT, STANDING
from tracking.journey.states import RATING, SATISFIED_FROM

from .facts import Amounts, Clockwork, Facts, Folded, Told
from .keys import MEANINGS, Key

MACHINES: tuple[str, ...] = (DOSSIER, ITEM, RATING, INCIDENT)
"""Machines whose lines on the stream of a case are folded."""
SIMULATED = "simulated"
"""Flag of lines that the simulation wrote."""
ONE_DAY_MINUTES = 480
"""Eight working hours are one working day."""


def fold(lines: Iterable[Told], clockwork: Clockwork, until: datetime | None = None) -> Folded | None:
    """The case that ``lines`` (of one stream, in any order) tell of; None where they begin no case.

    ``until`` says up to when appointments may have passed; without it the appointment of a case that is still open
    counts as passed on its day, which :attr:`Facts.late_from` lets a reader take off until then.
    """
    told = list(lines)
    first = next((line for line in told if line.machine == DOSSIER and not line.from_state), None)
    if first is None:
        return None
    case = _Case(first, clockwork)
    for at, _, line in _in_order(told, first.occurred_at):
        _TAKE[line.machine](case, at, line)
    case.end(until)
    return Folded(case.facts, case.amounts, case.stays, max(line.seq for line in told))


def _in_order(lines: Sequence[Told], born: datetime) -> list[tuple[datetime, int, Told]]:
    """Lines with the moment they count at; lines about something that has not begun are left out."""
    begun = {line.subject: line.occurred_at for line in lines if not line.from_state}
    ordered = [
        (max(line.occurred_at, begun[line.subject], born), line.seq, line) for line in lines if line.subject in begun
    ]
    ordered.sort()
    return ordered


def _number(key: Key) -> int:
    return MEANINGS[key].number


_LODGED, _LODGED_SIMULATED, _HANDED_OVER = map(_number, (Key.LODGED, Key.LODGED_SIMULATED, Key.HANDED_OVER))
_FINISHED, _ON_TIME, _LATE = map(_number, (Key.FINISHED, Key.FINISHED_ON_TIME, Key.LATE_OPEN))
_DELIVERED, _IN_TIME, _AT_ONCE = map(_number, (Key.DELIVERED, Key.DELIVERED_IN_TIME, Key.DELIVERED_FIRST))
_RETURNED, _LIMBO = _number(Key.RETURNED), _number(Key.LIMBO_OPEN)
_OPENED, _OPEN = _number(Key.INCIDENTS_OPENED), _number(Key.INCIDENTS_OPEN)
_RATED, _SCORES, _SATISFIED = map(_number, (Key.RATED, Key.SCORE_SUM, Key.SATISFIED))

_STARTING = frozenset({"lodge", "register", "receive"})
_APPOINTING = frozenset({"lodge", "receive", "resume", "reappoint"})
_RUNNING = frozenset(int(state) for state in DossierState) - {
    *(int(state) for state in CLOSED),
    *(int(state) for state in PAUSING),
}
_PAUSING = frozenset(int(state) for state in PAUSING)
_TAKEN_BY_LIST = frozenset({Action.ACCEPT.value, Action.HAND_IN.value, Action.HAND_BACK.value})
_TAKES = _TAKEN_BY_LIST | {Action.ARRIVE.value, Action.FIND.value}
"""Acts by which an office takes an item over."""
_MOVES = _TAKES | {
    each.value
    for each in (
        Action.DISPATCH,
        Action.TAKE_OUT,
        Action.HOLD,
        Action.SEND_BACK,
        Action.FORWARD,
        Action.DELIVER,
        Action.DECLARE_LOST,
        Action.CANCEL,
        Action.FAIL,
    )
}
"""Acts that answer whatever was offered."""
_LIMBO_ACTS = _MOVES | {Action.OFFER.value, Action.RETRACT.value, Action.CONTEST.value}
_ENDS = frozenset(
    each.value
    for each in (ItemState.DELIVERED, ItemState.RETURNED, ItemState.HANDED_IN, ItemState.LOST, ItemState.CANCELLED)
)


class _Item:
    """One item while its case is folded."""

    __slots__ = (
        "accepted_at",
        "before",
        "fails",
        "given",
        "home",
        "in_limbo",
        "leg",
        "limbo_seq",
        "office",
        "office_seq",
        "since",
        "state",
        "state_seq",
    )

    def __init__(self, leg: str) -> None:
        self.leg = leg
        self.home = False
        self.state = ""
        self.state_seq = self.limbo_seq = self.office_seq = 0
        self.in_limbo = False
        self.accepted_at: datetime | None = None
        self.fails = 0
        self.given: tuple[int, ...] = ()
        self.office = self.before = ""
        self.since: datetime | None = None


class _Case:
    """A case while its lines are taken one by one."""

    def __init__(self, first: Told, clockwork: Clockwork) -> None:
        said = first.said
        days = said.get("working_days")
        self.clockwork = clockwork
        self.facts = Facts(
            committee=said["committee"],
            post_office=said["post_office"],
            procedure=said["procedure"],
            service=said["service"],
            simulated=said.get("channel") == Channel.SIMULATION or SIMULATED in first.flags,
            state=0,
            lodged_at=first.occurred_at,
            regulated_days=clockwork.regulated_days(said["procedure"]) if days is None else int(days),
        )
        self.amounts: Amounts = {}
        self.stays: list[tuple[str, str, int]] = []
        self.items: dict[UUID, _Item] = {}
        self.incidents: dict[UUID, tuple[int, bool]] = {}
        self.pauses: list[tuple[datetime, datetime]] = []
        self.paused_at: datetime | None = None
        self.state_seq = self.due_seq = self.score_seq = 0
        self.late = False

    def add(self, at: datetime, number: int, amount: int = 1) -> None:
        """Count ``amount`` on the day of ``at``."""
        key = (day_of(at), number)
        self.amounts[key] = self.amounts.get(key, 0) + amount

    # The agency's clock.

    def take_dossier(self, at: datetime, line: Told) -> None:
        """Where the case stands, until when it is promised, and whether it became late meanwhile."""
        facts = self.facts
        self._let_pass(at)
        if not line.from_state:
            self.add(at, _LODGED)
            if facts.simulated:
                self.add(at, _LODGED_SIMULATED)
        if line.action in _APPOINTING and line.seq > self.due_seq:
            due = line.said.get("due_at")
            if due is not None:
                facts.due_at, self.due_seq = datetime.fromisoformat(due), line.seq
        if line.action in _STARTING:
            facts.received_at = at
        if line.seq > self.state_seq:
            self._turn(at, int(line.to_state))
            self.state_seq = line.seq
        if line.action == "finish" and facts.finished_at is None:
            self._finish(at)
        late = self._is_running() and facts.due_at is not None and facts.due_at < at
        if late != self.late:
            self.add(at, _LATE, 1 if late else -1)
            self.late, facts.late_from = late, at if late else None

    def _is_running(self) -> bool:
        return self.facts.state in _RUNNING

    def _let_pass(self, until: datetime | None) -> None:
        """The appointment passes while the agency's clock runs."""
        due = self.facts.due_at
        if self.late or due is None or not self._is_running() or not (until is None or due < until):
            return
        self.add(due, _LATE)
        self.late, self.facts.late_from = True, due

    def _turn(self, at: datetime, state: int) -> None:
        if state in _PAUSING and self.paused_at is None:
            self.paused_at = at
        elif state not in _PAUSING and self.paused_at is not None:
            self.pauses.append((self.paused_at, at))
            self.paused_at = None
        self.facts.state = state

    def _finish(self, at: datetime) -> None:
        facts, ask = self.facts, self.clockwork
        facts.finished_at, facts.on_time = at, facts.due_at is None or at <= facts.due_at
        self.add(at, _FINISHED)
        if facts.on_time:
            self.add(at, _ON_TIME)
        office, received = facts.committee, facts.received_at or facts.lodged_at
        # As the rules count days: the day as whose receipt it counts is not one of them.
        begins = ask.clock_starts(received, office)
        stood = sum(ask.worked_minutes(max(low, begins), high, office) for low, high in self.pauses)
        facts.actual_minutes = max(ask.worked_minutes(begins, at, office) - stood, 0)
        facts.actual_days = round(facts.actual_minutes * 100 / ONE_DAY_MINUTES)
        if facts.due_at is not None:
            waited = sum(ask.working_days(low, high, office) for low, high in self.pauses)
            facts.committed_days = ask.promised_days(received, facts.due_at, office) - waited

    def end(self, until: datetime | None) -> None:
        """Let time pass up to the end of what is folded."""
        self._let_pass(until)

    # Items.

    def take_item(self, at: datetime, line: Told) -> None:
        """What happened to an item: who has it, whether it hangs between two hands, whether it arrived."""
        if not line.from_state:
            self.items[line.subject] = _Item(str(line.said.get("leg", "")))
        item, action = self.items[line.subject], line.action
        item.home = item.home or PAPERS_HOME in line.flags
        if action in _LIMBO_ACTS and line.seq > item.limbo_seq:
            self._hang(item, at, line)
        if action in _TAKEN_BY_LIST and self.facts.handed_over_at is None:
            self._hand_over(at, line)
        if action == Action.ACCEPT and item.accepted_at is None:
            item.accepted_at = at
        if action == Action.FAIL:
            item.fails += 1
        elif action == Action.CORRECT and line.from_state == ItemState.ATTEMPTED:
            item.fails -= 1
        if line.from_state != line.to_state and line.seq > item.state_seq:
            self._move(item, at, line.to_state)
            item.state_seq = line.seq
        if line.seq > item.office_seq:
            self._stay(item, at, line)

    def _hang(self, item: _Item, at: datetime, line: Told) -> None:
        item.limbo_seq = line.seq
        offered = line.action == Action.OFFER or (line.action == Action.DISPATCH and "hand_over" in line.said)
        if offered != item.in_limbo:
            self.add(at, _LIMBO, 1 if offered else -1)
            item.in_limbo = offered

    def _hand_over(self, at: datetime, line: Told) -> None:
        """The first list between the committee and the post that took an item over."""
        facts = self.facts
        listed = line.said.get("hand_over")
        if listed is not None and facts.committee in (line.office, line.counterpart):
            facts.handed_over_at, facts.handed_over_in, facts.handed_over_seq = at, UUID(listed), line.seq
            self.add(at, _HANDED_OVER)

    def _move(self, item: _Item, at: datetime, state: str) -> None:
        before, item.state = item.state, state
        if before == ItemState.DELIVERED:
            for number in item.given:
                self.add(at, number, -1)
            if item.given:
                self.facts.delivered_at = self.facts.delivered_in_time = None
            item.given = ()
        elif before == ItemState.RETURNED:
            self.add(at, _RETURNED, -1)
            self.facts.returned_at = None
        if state == ItemState.DELIVERED and item.leg == "B" and not item.home:
            self._deliver(item, at)
        elif state == ItemState.RETURNED:
            self.add(at, _RETURNED)
            self.facts.returned_at = at

    def _deliver(self, item: _Item, at: datetime) -> None:
        in_time = item.accepted_at is None or self.clockwork.in_transit_time(item.accepted_at, at)
        item.given = (_DELIVERED, *((_IN_TIME,) if in_time else ()), *(() if item.fails > 0 else (_AT_ONCE,)))
        for number in item.given:
            self.add(at, number)
        self.facts.delivered_at, self.facts.delivered_in_time = at, in_time

    def _stay(self, item: _Item, at: datetime, line: Told) -> None:
        """How long each office has had the item."""
        office = item.office
        if line.to_state in _ENDS and line.from_state != line.to_state:
            office = ""
        elif line.action in _TAKES or not line.from_state:
            office = line.office or ""
        elif line.action == Action.CONTEST and "bag" in line.said:
            office = line.counterpart or office
        elif line.action == Action.CORRECT:
            office = item.before
        if office == item.office:
            return
        if item.office and item.since is not None:
            minutes = self.clockwork.worked_minutes(item.since, at, item.office)
            self.stays.append((item.office, day_of(at).isoformat(), minutes))
        item.before, item.office, item.since, item.office_seq = item.office, office, at, line.seq

    # Incidents and the citizen's answer.

    def take_incident(self, at: datetime, line: Told) -> None:
        """An incident about the case: whether somebody still has to do something."""
        seq, stood = self.incidents.get(line.subject, (0, False))
        if not line.from_state:
            self.add(at, _OPENED)
        if line.seq < seq:
            return
        stands = line.to_state in STANDING
        self.incidents[line.subject] = line.seq, stands
        if stands != stood:
            self.add(at, _OPEN, 1 if stands else -1)

    def take_rating(self, at: datetime, line: Told) -> None:
        """What the citizen said, or says now."""
        if line.seq < self.score_seq:
            return
        self.score_seq = line.seq
        before, score = self.facts.score, int(line.said["score"])
        if before is None:
            self.add(at, _RATED)
        self.add(at, _SCORES, score - (before or 0))
        satisfied = (score >= SATISFIED_FROM) - ((before or 0) >= SATISFIED_FROM)
        if satisfied:
            self.add(at, _SATISFIED, satisfied)
        self.facts.score = score


_TAKE: Mapping[str, Callable[[_Case, datetime, Told], None]] = {
    DOSSIER: _Case.take_dossier,
    ITEM: _Case.take_item,
    INCIDENT: _Case.take_incident,
    RATING: _Case.take_rating,
}


def incident_amounts(line: Told) -> list[tuple[int, int]]:
    """What a line about an incident without a case adds by itself: number of the key and amount."""
    opened = [(_OPENED, 1)] if not line.from_state else []
    stands = (line.to_state in STANDING) - (line.from_state in STANDING)
    return [*opened, (_OPEN, stands)] if stands else opened
