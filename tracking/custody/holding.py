"""Who holds an item, as a pure function of its lines.

Commands use :func:`after` to know the new row, rebuilding uses it to check the rows: the same function both times, so
that the state of an item can never be anything but what the ledger says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from .states import Action


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
    offered_in: UUID | None = None
    offered_at: datetime | None = None
    attempts: int = 0
    marks: tuple[str, ...] = ()
    before_missing: str = ""
    undo: tuple[str, str, str, str, int] | None = None
    """State, office, person, since (ISO) and attempts before the last move; what ``correct`` goes back to."""


MARKS = frozenset({"damaged", "seal_opened", "disputed", "forced", "one_sided", "uncovered"})
"""Flags of lines that stay with the item for people to see."""


def after(holding: Holding, line: Written) -> Holding:
    """The holding once ``line`` is written."""
    latest = max(line.occurred_at, holding.last_occurred_at or line.occurred_at)
    base = replace(holding, state=line.to_state, marks=_marks(holding.marks, line), last_occurred_at=latest)
    return _STEPS.get(line.action, _unchanged)(base, holding, line)


def after_all(lines: Iterable[Written]) -> Holding:
    """The holding that ``lines``, in their order, lead to."""
    holding = Holding()
    for line in lines:
        holding = after(holding, line)
    return holding


def _marks(marks: tuple[str, ...], line: Written) -> tuple[str, ...]:
    kept = set(marks) | (set(line.flags) & MARKS)
    if line.action == Action.SETTLE:
        kept.discard("disputed")
    return tuple(sorted(kept))


def _unchanged(base: Holding, _before: Holding, _line: Written) -> Holding:
    return base


def _registered(base: Holding, _before: Holding, line: Written) -> Holding:
    return replace(base, office=line.office or "", since=line.occurred_at, bound_for=line.counterpart or "")


def _taken(base: Holding, before: Holding, line: Written) -> Holding:
    moved = _moved(base, before, line)
    return replace(moved, office=line.office or "", person=line.actor, since=line.occurred_at, bound_for="")


def _handled(base: Holding, before: Holding, line: Written) -> Holding:
    changed = replace(_moved(base, before, line), person=line.actor, since=line.occurred_at)
    if line.counterpart or line.action == Action.SEND_BACK:
        changed = replace(changed, bound_for=line.counterpart or "")
    if line.action == Action.DISPATCH and "hand_over" in line.data:
        changed = replace(changed, offered_in=UUID(line.data["hand_over"]), offered_at=line.occurred_at)
    return changed


def _ended(base: Holding, before: Holding, line: Written) -> Holding:
    return replace(_moved(base, before, line), person=line.actor, since=line.occurred_at)


def _failed(base: Holding, before: Holding, line: Written) -> Holding:
    return replace(_moved(base, before, line), person=line.actor, since=line.occurred_at, attempts=base.attempts + 1)


def _offered(base: Holding, _before: Holding, line: Written) -> Holding:
    offered_in = UUID(line.data["hand_over"]) if "hand_over" in line.data else None
    return replace(base, offered_in=offered_in, offered_at=line.occurred_at)


def _answered(base: Holding, _before: Holding, _line: Written) -> Holding:
    return replace(base, offered_in=None, offered_at=None)


def _missed(base: Holding, before: Holding, _line: Written) -> Holding:
    return replace(base, before_missing=before.state)


def _undone(base: Holding, before: Holding, _line: Written) -> Holding:
    if before.undo is None:
        return base
    _, office, person, since, attempts = before.undo
    return replace(
        base,
        office=office,
        person=UUID(person) if person else None,
        since=datetime.fromisoformat(since) if since else None,
        attempts=attempts,
        undo=None,
    )


def _moved(base: Holding, before: Holding, line: Written) -> Holding:
    """A move answers whatever was offered. A scan can be taken back; what both sides signed for cannot."""
    since = before.since.isoformat() if before.since else ""
    undo = (before.state, before.office, str(before.person or ""), since, before.attempts)
    return replace(base, offered_in=None, offered_at=None, undo=None if "hand_over" in line.data else undo)


_STEPS: dict[str, Callable[[Holding, Holding, Written], Holding]] = {
    Action.REGISTER: _registered,
    **dict.fromkeys((Action.ACCEPT, Action.ARRIVE, Action.HAND_IN, Action.HAND_BACK, Action.FIND), _taken),
    **dict.fromkeys((Action.DISPATCH, Action.TAKE_OUT, Action.HOLD, Action.FORWARD, Action.SEND_BACK), _handled),
    **dict.fromkeys((Action.DELIVER, Action.DECLARE_LOST, Action.CANCEL), _ended),
    Action.FAIL: _failed,
    Action.OFFER: _offered,
    **dict.fromkeys((Action.RETRACT, Action.CONTEST), _answered),
    Action.REPORT_MISSING: _missed,
    Action.CORRECT: _undone,
}
