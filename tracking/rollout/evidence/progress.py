"""What boards, calls and reports are given: targets with their evidence as of a day, ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from tracking.measures.queries import Reference

from .facts import Head, Place, Ruling
from .kinds import KINDS
from .reasons import REASONS


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing to show: whether it is met on the day, since when, by which lines, and why not.

    ``lost_on`` is the day on which it turned back, where it once was met. ``numbers`` are those of the reason, or of
    what is met. ``inherited`` says that the units it was made from have shown it. ``lines`` are 20 at most.
    """

    key: str
    met: bool
    on: date | None = None
    reason: str = ""
    lines: tuple[Reference, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    lost_on: date | None = None
    inherited: bool = False
    simulated: bool = False
    rule: Ruling | None = None

    def name(self, language: str = "vi") -> str:
        """What the kind is called."""
        kind = KINDS[self.key]
        return kind.en if language == "en" else kind.vi

    def why(self, language: str = "vi") -> str:
        """What is missing and what to do; empty where it is met."""
        return REASONS[self.reason].words(self.numbers, language) if self.reason else ""


@dataclass(frozen=True, slots=True)
class Target:
    """One unit or office with what it has shown as of the day."""

    id: str
    place: Place
    evidence: tuple[Evidence, ...]
    deadline: date | None = None
    named: bool = False
    complete_since: date | None = None
    """Since when everything is shown without a break; None where something is missing."""
    regressed_on: date | None = None
    """Where something is missing and once nothing was: the day on which that ended."""
    takes_over: tuple[str, ...] = ()
    """Codes of the targets it took over."""

    @property
    def complete(self) -> bool:
        """Whether everything is shown; where nothing is asked for, nothing is complete."""
        return bool(self.evidence) and all(each.met for each in self.evidence)

    @property
    def simulated(self) -> bool:
        """Whether anything that counted was played."""
        return any(each.simulated for each in self.evidence if each.met)

    @property
    def inherited(self) -> bool:
        """Whether it is complete by what others showed."""
        return any(each.inherited for each in self.evidence if each.met)

    @property
    def missing(self) -> tuple[Evidence, ...]:
        """What is not shown, in the order of the plan."""
        return tuple(each for each in self.evidence if not each.met)

    @property
    def pieces(self) -> int:
        """How many things are shown."""
        return sum(each.met for each in self.evidence)

    def days_late(self, day: date) -> int:
        """Days by which its deadline had passed on ``day`` without its being complete; 0 in time or without one."""
        if self.complete or self.deadline is None:
            return 0
        return max((day - self.deadline).days, 0)


@dataclass(frozen=True)
class Progress:
    """The whole ask as of a day. ``counted_to`` says up to which moment sums over cases had been counted."""

    as_of: date
    targets: tuple[Target, ...]
    head: Head
    rules: tuple[Ruling, ...] = ()
    counted_to: datetime | None = None

    @cached_property
    def complete(self) -> int:
        """Targets that have shown everything."""
        return sum(target.complete for target in self.targets)

    @property
    def share(self) -> float:
        """The part of the targets that is complete, 0 to 1."""
        return round(self.complete / len(self.targets), 4) if self.targets else 0.0

    @cached_property
    def pieces(self) -> int:
        """Things shown by all targets together."""
        return sum(target.pieces for target in self.targets)

    @property
    def all_pieces(self) -> int:
        """Things all targets together have to show."""
        return sum(len(target.evidence) for target in self.targets)

    @cached_property
    def simulated(self) -> bool:
        """Whether anything that counted was played."""
        return any(target.simulated for target in self.targets)

    @property
    def deadline(self) -> date | None:
        """The last day on which the ask can be done in time."""
        return self.head.deadline

    @property
    def before_issue(self) -> bool:
        """Whether the day lies before the directive; it is judged by the directive's first rules then."""
        return self.as_of < self.head.issued_on

    def target(self, code: str) -> Target | None:
        """The target of that code; None where the ask is not made to it."""
        return next((target for target in self.targets if target.place.code == code), None)


@dataclass(frozen=True, slots=True)
class Point:
    """What stood at the end of a day; None on days that had not come."""

    day: date
    complete: int | None
    pieces: int | None
    low: int | None = None
    """Complete targets that day with nine chances in ten to be more, from the forecast; None without one."""
    middle: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When all targets may be complete, and how sure that is.

    The pace of the last ``weeks`` weeks is drawn from again and again, always with the same seed. ``p10`` is the day
    with one chance in ten to have come by then; a day is None where that chance is not reached before ``horizon``.
    ``chance`` is that of all being complete by the deadline, 0 to 1; None without a deadline still to come.
    """

    p10: date | None
    p50: date | None
    p90: date | None
    chance: float | None
    horizon: date
    weeks: int
    runs: int


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Complete targets and pieces of evidence by day, from the directive's day to the later of day and deadline;
    of days further ahead than forecasts reach there are none.
    """

    days: tuple[Point, ...]
    forecast: Forecast | None
    reason: str
    """Why there is no forecast: ``done``, ``too_early``, ``no_gain``, ``not_judged``; empty where there is one."""
    deadline: date | None
    as_of: date
    units: int
    all_pieces: int


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of one target that is met on one of two days only."""

    place: Place
    key: str
    on: date | None
    """The day on which it changed for the last time before the later day."""
    reason: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)

    def name(self, language: str = "vi") -> str:
        """What the kind is called."""
        kind = KINDS[self.key]
        return kind.en if language == "en" else kind.vi

    def why(self, language: str = "vi") -> str:
        """For what was lost: what is missing and what to do."""
        return REASONS[self.reason].words(self.numbers, language) if self.reason else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was gained and lost between two days, and how many targets were complete on each."""

    first: date
    last: date
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    complete_first: int
    complete_last: int
    became_complete: tuple[Place, ...]
    no_longer: tuple[Place, ...]
    joined: tuple[Place, ...] = ()
    """Targets of the later day that were none on the earlier."""
    left: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Regression:
    """A target that was complete and no longer is: from when to when it was, and what is missing since."""

    place: Place
    complete_from: date | None
    lost_on: date
    missing: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A target that lacks a kind, for how many days: since it turned back, or since the directive."""

    place: Place
    days: int
    reason: str
    numbers: Mapping[str, int]

    def why(self, language: str = "vi") -> str:
        """What is missing and what to do."""
        return REASONS[self.reason].words(self.numbers, language)


@dataclass(frozen=True, slots=True)
class Missing:
    """A kind that targets lack, those that lack it longest first."""

    key: str
    lacking: tuple[Lacking, ...]

    @property
    def count(self) -> int:
        """In how many targets."""
        return len(self.lacking)

    @property
    def longest(self) -> int:
        """The most days that any of them lacks it."""
        return max((each.days for each in self.lacking), default=0)

    def name(self, language: str = "vi") -> str:
        """What the kind is called."""
        kind = KINDS[self.key]
        return kind.en if language == "en" else kind.vi
