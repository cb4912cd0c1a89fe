"""Lines of the ledger as evidence: what points at one, and the history of what they are about."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from postal_services import clock
from tracking.measures.queries import Reference

MOST_LINES = 20
"""References that one piece of evidence shows at most; the newest are the telling ones."""
OF_CASES = frozenset({"first_hand_over", "sustained_use"})
"""Kinds of evidence whose lines are about dossiers."""
OF_LIST = "countersign"
"""The act on the list of a hand-over; the other acts of those kinds are on its dossiers."""

Facts = Mapping[str, Any]


def names_a_case(kind: str, line: Reference) -> bool:
    """Whether a line of a kind of evidence lies in the stream of a dossier, whose code is not public."""
    return kind in OF_CASES and line.action != OF_LIST


@dataclass(frozen=True, slots=True)
class Said:
    """One line about one subject, with what it says."""

    reference: Reference
    machine: str
    subject: str
    to_state: str
    data: Facts = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day in Vietnam on which it counts."""
        return clock.day_of(self.reference.occurred_at)


@dataclass(frozen=True, slots=True)
class History:
    """All lines about one subject, in the order of the ledger, and its state from day to day."""

    subject: str
    lines: tuple[Said, ...]
    days: tuple[date, ...]
    """The days on which something about it happened, each once."""
    ends: tuple[Said, ...]
    """By day of ``days``, the line that stands at its end: the last in the ledger of those that had happened."""

    @classmethod
    def of(cls, subject: str, lines: Sequence[Said]) -> "History":
        """The history that ``lines`` tell; they are in the order of the ledger, which need not be that of days."""
        days = tuple(sorted({line.day for line in lines}))
        ends = tuple(next(line for line in reversed(lines) if line.day <= day) for day in days)
        return cls(subject, tuple(lines), days, ends)

    def last(self, day: date) -> Said | None:
        """The line that stands at the end of ``day``; None where nothing had happened yet."""
        place = bisect_right(self.days, day)
        return self.ends[place - 1] if place else None

    def state(self, day: date) -> str:
        """The state at the end of ``day``; empty before the first line."""
        last = self.last(day)
        return last.to_state if last else ""

    def first(self) -> Said:
        """The line that began it."""
        return self.lines[0]

    def until(self, day: date) -> tuple[Reference, ...]:
        """References to what had happened by the end of ``day``."""
        return tuple(line.reference for line in self.lines if line.day <= day)


def histories(lines: Iterable[Said], machine: str) -> tuple[History, ...]:
    """The histories of one machine, in the order in which each began."""
    of_machine = sorted((line for line in lines if line.machine == machine), key=lambda line: line.subject)
    found = [
        History.of(subject, sorted(group, key=lambda line: (line.reference.stream, line.reference.seq)))
        for subject, group in groupby(of_machine, key=lambda line: line.subject)
    ]
    return tuple(sorted(found, key=lambda history: (history.days[0], history.subject)))
