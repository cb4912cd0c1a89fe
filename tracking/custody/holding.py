"""Who holds an item, as a pure function of its lines.

Commands use :func:`after` to know the new row, rebuilding uses it to check the rows: the same function both times, so
that the state of an item can never be anything but what the ledger says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from .states import PAPERS_HOME, Action


class Written(Protocol):
    """What :func:`after` reads of a line; ledger entries and stored lines both have it."""

    @property
    def action(self) -> str: ...
    @property
    def to_state(self) -> str: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def office(self) -> str | None: ...
    @property
    def counterpart(self) -> str | None: ...
    @property
    def actor(self) -> UUID | None: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def flags(self) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """One item's state: what it is in, who answers for it since when, and what is pending."""

    state: str = ""
    office: str = ""
    person: UUID | None = None
    since: datetime | None = None
    last_occurred_at: datetime | None = None
    bound_for: str = ""
    destination: str = ""
    bag: UUID | None = None
    offered_in: UUID | None = None
    offered_at: datetime | None = None
    attempts: int = 0
    marks: tuple[str, ...] = ()
    before_missing: str = ""
    undo: tuple[str, str, str, str, int, str] | None = None
    """State, office, person, since (ISO), attempts and destination before the last move: where ``correct`` leads."""


MARKS = frozenset(
    {"damaged", "seal_opened", "seal_differs", "disputed", "forced", "one_sided", "uncovered", "mis_sent"}
) | {PAPERS_HOME}
"""Flags of lines that stay with the item for people to see."""


_NOTHING: frozenset[str] = frozenset()
_ANSWERS: dict[str, frozenset[str]] = {
    Action.SETTLE: frozenset({"disputed"}),
    **dict.fromkeys((Action.DISPATCH, Action.ARRIVE), frozenset({"mis_sent"})),
}
"""Marks that an act takes off again: a settled dispute, and having gone astray once the item goes on its way."""


def after(holding: Holding, line: Written) -> Holding:
    """The holding once ``line`` is written."""
    changes: dict[str, Any] = {
        "state": line.to_state,
        "marks": _marks(holding.marks, line),
        "last_occurred_at": max(line.occurred_at, holding.last_occurred_at or line.occurred_at),
    }
    step = _STEPS.get(line.action)
    if step is not None:
        changes |= step(holding, line)
    return replace(holding, **changes)


def after_all(lines: Iterable[Written]) -> Holding:
    """The holding that ``lines``, in their order, lead to."""
    holding = Holding()
    for line in lines:
        holding = after(holding, line)
    return holding


def _marks(marks: tuple[str, ...], line: Written) -> tuple[str, ...]:
    added = MARKS.intersection(line.flags)
    gone = _ANSWERS.get(line.action, _NOTHING)
    if not added and gone.isdisjoint(marks):
        return marks
    return tuple(sorted(added.union(set(marks) - gone)))


Changes = dict[str, Any]
"""Fields of a holding that a line changes, besides its state, marks and latest moment."""


def _registered(_before: Holding, line: Written) -> Changes:
    return {
        "office": line.office or "",
        "since": line.occurred_at,
        "bound_for": line.counterpart or "",
        "destination": line.data["destination"],
    }


def _taken(before: Holding, line: Written) -> Changes:
    taken = {"office": line.office or "", "person": _keeper(line), "since": line.occurred_at, "bound_for": ""}
    return {**_moved(before, line), **taken}


def _handled(before: Holding, line: Written) -> Changes:
    changes = {**_moved(before, line), "person": _keeper(line), "since": line.occurred_at}
    if line.counterpart or line.action == Action.SEND_BACK:
        changes["bound_for"] = line.counterpart or ""
    if line.action == Action.DISPATCH and "hand_over" in line.data:
        changes |= {"offered_in": UUID(line.data["hand_over"]), "offered_at": line.occurred_at}
    return changes


def _ended(before: Holding, line: Written) -> Changes:
    return {**_moved(before, line), "person": line.actor, "since": line.occurred_at}


def _failed(before: Holding, line: Written) -> Changes:
    return {**_ended(before, line), "attempts": before.attempts + 1}


def _offered(_before: Holding, line: Written) -> Changes:
    offered_in = UUID(line.data["hand_over"]) if "hand_over" in line.data else None
    return {"offered_in": offered_in, "offered_at": line.occurred_at}


def _answered(_before: Holding, _line: Written) -> Changes:
    return {"offered_in": None, "offered_at": None}


def _contested(before: Holding, line: Written) -> Changes:
    """Missing from a list, an item stays the giver's; missing from a bag, it is the packer's again."""
    if "bag" not in line.data:
        return _answered(before, line)
    packer = line.data.get("packer")
    return {
        "offered_in": None,
        "offered_at": None,
        "bag": None,
        "office": line.counterpart or before.office,
        "person": UUID(packer) if packer else None,
        "since": line.occurred_at,
        "undo": None,
    }


def _forwarded(before: Holding, line: Written) -> Changes:
    return {**_handled(before, line), "destination": line.counterpart or before.destination}


def _missed(before: Holding, _line: Written) -> Changes:
    return {"before_missing": before.state, "bag": None}


def _packed(_before: Holding, line: Written) -> Changes:
    return {"bag": UUID(line.data["bag"])}


def _unpacked(_before: Holding, _line: Written) -> Changes:
    return {"bag": None}


def _undone(before: Holding, _line: Written) -> Changes:
    if before.undo is None:
        return {}
    _, office, person, since, attempts, destination = before.undo
    return {
        "office": office,
        "person": UUID(person) if person else None,
        "since": datetime.fromisoformat(since) if since else None,
        "attempts": attempts,
        "destination": destination,
        "undo": None,
    }


def _noted(_before: Holding, line: Written) -> Changes:
    """A remark changes nothing, unless it says who in the office keeps the item from now on."""
    return {"person": _keeper(line), "since": line.occurred_at} if "keeper" in line.data else {}


def _keeper(line: Written) -> UUID | None:
    """Who answers for the item: the person the line names, else the one who acted."""
    return UUID(line.data["keeper"]) if "keeper" in line.data else line.actor


_TOGETHER = frozenset({"hand_over", "bag", "round"})
"""What a line was part of; such a line is no slip of a single scan."""


def _moved(before: Holding, line: Written) -> Changes:
    """A move answers whatever was offered, and a move of its own takes an item out of its bag.

    A scan can be taken back; what both sides signed for, and what a whole bag or a round did, cannot.
    """
    since = before.since.astimezone(UTC).isoformat() if before.since else ""
    undo = (before.state, before.office, str(before.person or ""), since, before.attempts, before.destination)
    together = not _TOGETHER.isdisjoint(line.data)
    bag = UUID(line.data["bag"]) if "bag" in line.data else None
    return {"offered_in": None, "offered_at": None, "bag": bag, "undo": None if together else undo}


_STEPS: dict[str, Callable[[Holding, Written], Changes]] = {
    Action.REGISTER: _registered,
    **dict.fromkeys((Action.ACCEPT, Action.ARRIVE, Action.HAND_IN, Action.HAND_BACK, Action.FIND), _taken),
    **dict.fromkeys((Action.DISPATCH, Action.TAKE_OUT, Action.HOLD, Action.SEND_BACK), _handled),
    Action.FORWARD: _forwarded,
    **dict.fromkeys((Action.DELIVER, Action.DECLARE_LOST, Action.CANCEL), _ended),
    Action.FAIL: _failed,
    Action.OFFER: _offered,
    Action.RETRACT: _answered,
    Action.CONTEST: _contested,
    Action.NOTE: _noted,
    Action.REPORT_MISSING: _missed,
    Action.PACK: _packed,
    Action.UNPACK: _unpacked,
    Action.CORRECT: _undone,
}
