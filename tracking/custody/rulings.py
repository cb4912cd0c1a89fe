"""What a scan means for an item: the rules of custody as pure functions, without a query and without a write.

What is happening now can be refused. What already happened is a fact: it is recorded even where the rules say no, with
a flag and a place in the tray, so that a person looks at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from delegation.mandates.refusals import NotMandated
from postal_services.accounts.actors import Actor, Role
from postal_services.clock import VN
from postal_services.errors import Refused

from .bagging.refusals import InBag
from .models import Leg, Outcome
from .moves import Held
from .reasons import REASONS
from .refusals import (
    AlreadyDone,
    HeldElsewhere,
    IllegalMove,
    NothingToCorrect,
    NotYourAct,
    ReasonNeeded,
)
from .states import FINAL, TARGETS, Action, ItemState, actions_from, can_be_taken_back, forced_state, next_state
from .times import Moment

POST_ROLES = (Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)
AGENCY_ROLES = (Role.OFFICER, Role.SUPERVISOR)
CORRECT_WITHIN = timedelta(minutes=15)

AT_POST = frozenset(
    {
        Action.ACCEPT,
        Action.DISPATCH,
        Action.ARRIVE,
        Action.TAKE_OUT,
        Action.DELIVER,
        Action.FAIL,
        Action.HOLD,
        Action.FORWARD,
        Action.SEND_BACK,
    }
)
ON_EITHER_SIDE = frozenset(
    {
        Action.HAND_IN,
        Action.HAND_BACK,
        Action.REPORT_MISSING,
        Action.FIND,
        Action.DAMAGE,
        Action.OPEN_SEAL,
        Action.CORRECT,
    }
)
SCANNABLE = AT_POST | ON_EITHER_SIDE
"""The acts that a device may send (the contract's list)."""

_TAKES_OVER = frozenset({Action.ACCEPT, Action.ARRIVE, Action.HAND_IN, Action.HAND_BACK, Action.FIND})
_SAYS_ONLY = frozenset({Action.DAMAGE, Action.OPEN_SEAL})
_GIVES = frozenset({Action.HAND_IN, Action.HAND_BACK})
_BEGINNINGS = frozenset({ItemState.REGISTERED, ItemState.ACCEPTED})
_ENDS = frozenset({Action.DELIVER, Action.HAND_IN, Action.HAND_BACK})
_NO_WORRY = frozenset({"one_sided", "late", "proof_weak", "relation_unknown"})
"""Flags that no person has to look at."""
_ROUND = frozenset({Action.DISPATCH, Action.ARRIVE, Action.FORWARD})


@dataclass(frozen=True, slots=True)
class Reading:
    """One scan with everything the rules look at besides the item."""

    action: str
    office: str
    office_is_post: bool
    actor: Actor
    moment: Moment
    reason: str = ""
    measure: str = ""
    has_proof: bool = False
    proof_refusal: Refused | None = None
    proof_flags: tuple[str, ...] = ()
    towards: str = ""
    uncovered: NotMandated | None = None
    astray: bool = False
    onward: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a scan: a line to write (``action`` and ``to_state``) or none, and what the person is told."""

    outcome: Outcome
    code: str
    refusal: Refused | None = None
    action: str = ""
    to_state: str = ""
    flags: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def rule(held: Held, reading: Reading) -> Ruling:
    """Judge one reading of one visible item."""
    refusal = _not_theirs(reading)
    if refusal:
        return _refused(refusal)
    if _already(held, reading):
        since = held.holding.since
        return Ruling(
            Outcome.REPLAYED,
            AlreadyDone.code,
            AlreadyDone(at=f"{since.astimezone(VN):%H:%M %d/%m/%Y}" if since else ""),
        )
    if reading.action == Action.CORRECT:
        return _correct(held, reading)
    if reading.action in _SAYS_ONLY:
        mark = "damaged" if reading.action == Action.DAMAGE else "seal_opened"
        return _recorded(reading, held.holding.state, flags=(mark,))
    if reading.action in _GIVES and reading.office_is_post and held.holding.office == reading.office:
        return _given(held, reading)
    return _moved(held, reading)


def _not_theirs(reading: Reading) -> Refused | None:
    """Whether the person's posts in that office include the act."""
    roles = POST_ROLES if reading.office_is_post else AGENCY_ROLES
    wrong_side = reading.action in AT_POST and not reading.office_is_post
    if wrong_side or reading.office not in reading.actor.offices_as(*roles):
        return NotYourAct(office=reading.office, action=Action(reading.action).label)
    return None


def _already(held: Held, reading: Reading) -> bool:
    """The item already stands where the act leads, by this office: nothing new was said."""
    holding, action = held.holding, reading.action
    if action in _SAYS_ONLY:
        return ("damaged" if action == Action.DAMAGE else "seal_opened") in holding.marks
    if action == Action.REPORT_MISSING:
        return holding.state == ItemState.MISSING
    if holding.office != reading.office:
        return False
    if action in _ROUND:
        return _round_done(held, reading)
    offered = action in _GIVES and reading.office_is_post and holding.offered_at is not None
    found = action == Action.FIND and holding.state == holding.before_missing
    moved = holding.state in TARGETS.get(action, ()) and next_state(holding.state, action) is None
    return offered or found or moved


def _round_done(held: Held, reading: Reading) -> bool:
    """The acts that can follow themselves: done when the item is bound for there already, or has arrived here."""
    holding, action = held.holding, reading.action
    there = reading.towards in ("", holding.bound_for)
    if action == Action.DISPATCH:
        return there and bool(holding.bound_for) and holding.state in (ItemState.IN_TRANSIT, ItemState.RETURNING)
    if action == Action.FORWARD:
        forwarded = holding.undo is not None and holding.undo[0] in (ItemState.ARRIVED, ItemState.HELD)
        return there and forwarded and holding.state == ItemState.ARRIVED
    return holding.state == ItemState.ARRIVED or (holding.state == ItemState.RETURNING and not holding.bound_for)


def _moved(held: Held, reading: Reading) -> Ruling:
    """An act that moves the item, when it can; else what is left of it."""
    holding, action = held.holding, reading.action
    to_state = _found(held) if action == Action.FIND else next_state(holding.state, action)
    if not to_state or _wrong_leg(held, action):
        return _out_of_order(held, reading)
    if holding.office != reading.office and not _may_take(held, reading):
        elsewhere = HeldElsewhere(holder=holding.office)
        return _noted(held, reading, elsewhere) if reading.moment.already_happened else _refused(elsewhere)
    if _overtaken(held, reading):
        return _noted(held, reading, _illegal_refusal(held, reading))
    if not reading.moment.already_happened and (refusal := _lacking(reading)):
        return _refused(refusal)
    flags = _flags_of_move(held, reading)
    worries = [flag for flag in flags if flag not in _NO_WORRY]
    outcome = Outcome.FLAGGED if worries else Outcome.RECORDED
    facts = {"next": reading.onward} if reading.astray and reading.onward else {}
    return Ruling(outcome, worries[0] if worries else "recorded", None, action, to_state, tuple(flags), facts)


def _lacking(reading: Reading) -> Refused | None:
    """What an act that happens now still needs: a mandate to take over, a reason to fail, a proof that holds."""
    if reading.action == Action.ACCEPT:
        return reading.uncovered
    if reading.action == Action.FAIL and not reading.reason:
        return ReasonNeeded()
    return reading.proof_refusal if reading.action == Action.DELIVER else None


def _overtaken(held: Held, reading: Reading) -> bool:
    """The item came to where it stands after the act: it fills the history, unless it ended the item's way.

    Nothing is overtaken where an item begins: registering and accepting are often written down after it has left.
    """
    if held.holding.state in _BEGINNINGS or reading.action in _ENDS:
        return False
    return _came_later(held, reading)


def _came_later(held: Held, reading: Reading) -> bool:
    """The last move is later than what the device reports now."""
    since = held.holding.since
    return since is not None and reading.moment.already_happened and reading.moment.occurred_at < since


def _found(held: Held) -> str | None:
    """Back to where it was, for an item that is being searched for."""
    return held.holding.before_missing if held.holding.state == ItemState.MISSING else None


def _wrong_leg(held: Held, action: str) -> bool:
    """A result is never handed in to the agency that made it; it is handed back."""
    return action == Action.HAND_IN and held.leg == Leg.B


def _may_take(held: Held, reading: Reading) -> bool:
    """Taking over from another office: by the side the item is meant for."""
    holding, action = held.holding, reading.action
    if action == Action.ACCEPT:
        return reading.office_is_post
    if action == Action.ARRIVE:
        return holding.state in (ItemState.IN_TRANSIT, ItemState.RETURNING)
    if action in (Action.HAND_IN, Action.HAND_BACK):
        return reading.office == held.committee
    return action == Action.FIND


def _flags_of_move(held: Held, reading: Reading) -> list[str]:
    flags = ["mis_sent"] if reading.astray else []
    if held.holding.bag is not None:
        flags.append("left_bag")
    if reading.uncovered:
        flags.append("uncovered")
    takes = reading.action in _TAKES_OVER and held.holding.office != reading.office
    if takes and reading.action != Action.ARRIVE and not held.holding.offered_at:
        flags.append("one_sided")
    if reading.action == Action.DELIVER and not reading.has_proof:
        flags.append("proof_missing")
    flags += reading.proof_flags
    if reading.action == Action.FAIL and reading.reason not in REASONS:
        flags.append("reason_unknown" if reading.reason else "reason_missing")
    if _is_late(held, reading):
        flags.append("late")
    return flags


def _given(held: Held, reading: Reading) -> Ruling:
    """The giver's half of a hand-in: the agency still has to countersign, so the item hangs in limbo."""
    if held.holding.state in FINAL or _wrong_leg(held, reading.action):
        return _out_of_order(held, reading)
    if not reading.moment.already_happened:
        if held.holding.bag is not None:
            return _refused(InBag())
        if next_state(held.holding.state, reading.action) is None:
            return _illegal(held, reading)
    return Ruling(
        Outcome.FLAGGED,
        "awaiting_countersignature",
        None,
        Action.OFFER,
        held.holding.state,
        facts={"to": held.committee},
    )


def _out_of_order(held: Held, reading: Reading) -> Ruling:
    """The act does not lead on from where the item stands."""
    if not reading.moment.already_happened and not _is_late(held, reading):
        return _illegal(held, reading)
    forced = forced_state(held.holding.state, reading.action)
    mine = held.holding.office == reading.office or _may_take(held, reading)
    if forced and mine and not _is_late(held, reading) and not _wrong_leg(held, reading.action):
        return Ruling(Outcome.FLAGGED, "forced", None, reading.action, forced, _flags_of_force(held, reading))
    return _noted(held, reading, _illegal_refusal(held, reading))


def _flags_of_force(held: Held, reading: Reading) -> tuple[str, ...]:
    """``forced``, and whether an item was delivered that nobody had taken out of the office."""
    indoors = held.holding.state in (ItemState.ACCEPTED, ItemState.ARRIVED)
    never_out = ("never_taken_out",) if indoors and reading.action == Action.DELIVER else ()
    return ("forced", *never_out, *reading.proof_flags)


def _noted(held: Held, reading: Reading, why: Refused) -> Ruling:
    """A fact that fills the history without moving the item; two offices claiming it are in dispute."""
    claims = reading.action in (Action.ACCEPT, Action.ARRIVE) and held.holding.office != reading.office
    disputed = claims and held.holding.state not in FINAL and not _is_late(held, reading)
    late = _is_late(held, reading)
    code = "disputed" if disputed else ("late" if late else "out_of_order")
    flags = (code, "late") if disputed and late else (code,)
    return Ruling(Outcome.FLAGGED, code, why, Action.NOTE, held.holding.state, flags, {"said": reading.action})


def _correct(held: Held, reading: Reading) -> Ruling:
    """Take the last move back: its own office, within a quarter of an hour, or a supervisor's post there.

    What was offered or packed since is taken back first; a find and a hand-over by list are no slips of a scanner.
    """
    holding = held.holding
    last = holding.undo if holding.offered_at is None and holding.bag is None else None
    supervisor = reading.office in reading.actor.offices_as(Role.SUPERVISOR)
    fresh = holding.since is not None and reading.moment.occurred_at - holding.since <= CORRECT_WITHIN
    if not last or not can_be_taken_back(holding.state, last[0]) or _came_later(held, reading):
        return _refused(NothingToCorrect())
    if holding.office != reading.office or not (fresh or supervisor):
        return _refused(NothingToCorrect())
    return _recorded(reading, last[0])


def _is_late(held: Held, reading: Reading) -> bool:
    latest = held.holding.last_occurred_at
    return latest is not None and reading.moment.occurred_at < latest


def _recorded(reading: Reading, to_state: str, flags: tuple[str, ...] = ()) -> Ruling:
    return Ruling(Outcome.RECORDED, "recorded", None, reading.action, to_state, flags)


def _refused(refusal: Refused) -> Ruling:
    return Ruling(Outcome.REFUSED, refusal.code, refusal)


def _illegal(held: Held, reading: Reading) -> Ruling:
    return _refused(_illegal_refusal(held, reading))


def _illegal_refusal(held: Held, reading: Reading) -> IllegalMove:
    possible = sorted(Action(action).label for action in actions_from(held.holding.state))
    hint = f"Có thể: {', '.join(possible)}." if possible else "Bưu gửi đã kết thúc hành trình."
    return IllegalMove(action=Action(reading.action).label, state=ItemState(held.holding.state).label, hint=hint)
