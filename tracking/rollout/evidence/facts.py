"""Everything a judgement needs, read once: what is asked of whom, by which rules, and what the ledger says."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any
from uuid import UUID

from delegation.mandates.states import MandateState
from postal_services import clock
from tracking.measures.queries import HandedOver

from .lines import History

ONE_DAY = timedelta(days=1)
BEGINNING = date(1800, 1, 1)
"""Before every day that is asked for: nothing had happened yet."""


def edge_of(day: date) -> datetime:
    """The instant at which ``day`` is over in Vietnam."""
    return datetime.combine(day + ONE_DAY, time(), clock.VN)


@dataclass(frozen=True, slots=True)
class Head:
    """The ask and its directive, as documents name them."""

    directive: str
    directive_number: str
    directive_title: str
    issuer: str
    issued_on: date
    ask: str
    title: str
    summary: str
    words: str
    owner_words: str
    owners: tuple[str, ...]
    deadline: date | None
    deadline_words: str
    measure: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule rested on until ``corrected_on``."""

    corrected_on: date
    basis: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule: what a kind of evidence needs from ``valid_from`` to before ``valid_to``.

    ``decided_on`` is the day on which it was set; None for those that came with the directive. ``ends_decided_on`` is
    the day on which its end was decided, by setting the rule that follows it.
    """

    id: UUID
    kind: str
    position: int
    parameters: Mapping[str, Any]
    basis: str
    verified: bool
    valid_from: date
    valid_to: date | None
    decided_on: date | None = None
    ends_decided_on: date | None = None
    former: tuple[Wording, ...] = ()
    """What it rested on before, in the order of time."""

    def judges(self, day: date, held: date) -> bool:
        """Whether, by what was known at the end of ``day``, it is the rule of the day ``held``."""
        if held < self.valid_from or (self.decided_on is not None and day < self.decided_on):
            return False
        return self.valid_to is None or held < self.valid_to or self._ends_later(day)

    def known_on(self, day: date) -> "Ruling":
        """The rule as it was known at the end of ``day``: without an end that was decided later, and resting on what
        it rested on then.
        """
        ends_later = self._ends_later(day)
        words = next((each for each in self.former if day < each.corrected_on), None)
        return replace(
            self,
            valid_to=None if ends_later else self.valid_to,
            ends_decided_on=None if ends_later else self.ends_decided_on,
            basis=words.basis if words else self.basis,
            verified=words.verified if words else self.verified,
            former=tuple(each for each in self.former if each.corrected_on <= day),
        )

    def _ends_later(self, day: date) -> bool:
        return self.ends_decided_on is not None and day < self.ends_decided_on


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that took over a target's unit, or a part of it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Whom the ask addresses: a unit, or an office; ``committee`` is the office that answers, empty where none does."""

    code: str
    name: str
    short_name: str
    committee: str
    post_office: str = ""
    parent: str = ""
    parent_name: str = ""
    ended_on: date | None = None
    successors: tuple[Successor, ...] = ()

    @property
    def unit(self) -> str:
        """The statistics code, as addresses name the target."""
        return self.code


@dataclass(frozen=True, slots=True)
class Asked:
    """One target: whom, until when, and from which day to which it is asked."""

    id: str
    place: Place
    deadline: date | None
    named: bool
    valid_from: date
    valid_to: date | None
    takes_over: tuple[str, ...] = ()
    """Identifiers of the targets of the units it was made from."""

    def stands_on(self, day: date) -> bool:
        """Whether the ask is made to it on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Delegation:
    """One mandate of a committee: its history, its post office and its last day, included."""

    history: History
    post_office: str
    effective_to: date | None

    def in_force(self, day: date) -> bool:
        """Whether it was in force at the end of ``day``."""
        return not self.is_over(day) and self.history.state(day) == MandateState.IN_FORCE

    def is_over(self, day: date) -> bool:
        """Whether its last day had passed."""
        return self.effective_to is not None and self.effective_to < day


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What the stream of one office says, by machine."""

    appointments: tuple[History, ...] = ()
    devices: tuple[History, ...] = ()
    publications: tuple[History, ...] = ()
    trainings: tuple[History, ...] = ()
    openings: tuple[History, ...] = ()

    def is_closed(self, day: date) -> bool:
        """Whether the office was closed at the end of ``day``; one that says nothing works."""
        return any(each.state(day) == "closed" for each in self.openings)


NO_OFFICE = OfficeFacts()


@dataclass(frozen=True)
class Running:
    """A number by day, added up: between any two days in two look-ups."""

    days: tuple[date, ...] = ()
    totals: tuple[int, ...] = ()

    @classmethod
    def of(cls, counts: Mapping[date, int]) -> "Running":
        """The sums of ``counts``, which may leave days out."""
        days = tuple(sorted(day for day, count in counts.items() if count))
        return cls(days, tuple(accumulate(counts[day] for day in days)))

    def until(self, day: date) -> int:
        """The sum up to ``day``, included."""
        place = bisect_right(self.days, day)
        return self.totals[place - 1] if place else 0

    def between(self, first: date, last: date) -> int:
        """The sum from ``first`` to ``last``, both included."""
        return self.until(last) - self.until(first - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Counts:
    """Dossiers of one committee by day: handed over, finished, finished on time, played ones, and all taken in."""

    handed_over: Running = field(default_factory=Running)
    finished: Running = field(default_factory=Running)
    on_time: Running = field(default_factory=Running)
    simulated: Running = field(default_factory=Running)
    lodged: Running = field(default_factory=Running)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one target."""

    asked: Asked
    delegations: tuple[Delegation, ...] = ()
    offices: Mapping[str, OfficeFacts] = field(default_factory=dict)
    own: Mapping[str, tuple[History, ...]] = field(default_factory=dict)
    """Histories of the target's own stream by machine."""
    counts: Counts = field(default_factory=Counts)
    handed_over: HandedOver = field(default_factory=HandedOver)
    """The lines by which its cases came to the post."""

    @property
    def first_day(self) -> date | None:
        """The day of the first hand-over; None before there is one."""
        first = self.handed_over.first
        return clock.day_of(first[0].occurred_at) if first else None

    def post_offices(self, day: date) -> tuple[str, ...]:
        """The post offices of the mandates in force on ``day``; without one, the post office of the place."""
        held = sorted({each.post_office for each in self.delegations if each.in_force(day)})
        return tuple(held) or ((self.asked.place.post_office,) if self.asked.place.post_office else ())

    def office_days(self) -> Iterable[date]:
        """The days on which an office began or ceased to work for it."""
        yield from self.mandate_days()
        yield from (day for office in self.offices.values() for each in office.openings for day in each.days)

    def working(self, day: date) -> tuple[OfficeFacts, ...]:
        """The offices that work for it on ``day``: its desk and its post offices, those left out that are closed."""
        codes = (self.asked.place.committee, *self.post_offices(day))
        return self.those(codes, day)

    def those(self, codes: Iterable[str], day: date) -> tuple[OfficeFacts, ...]:
        """What is known of some offices, those left out that are closed on ``day``."""
        found = (self.offices[code] for code in codes if code in self.offices)
        return tuple(office for office in found if not office.is_closed(day))

    def mandate_days(self) -> Iterable[date]:
        """The days on which its mandates changed."""
        for each in self.delegations:
            yield from each.history.days
            if each.effective_to is not None and each.effective_to < date.max:
                yield each.effective_to + ONE_DAY


@dataclass(frozen=True)
class Facts:
    """All that was read for one ask: lines that had happened by the end of ``until``."""

    head: Head
    rules: tuple[Ruling, ...]
    targets: tuple[Known, ...]
    until: date
    read_on: date
    """The day on which they were read; nothing is known of later ones."""
    counted_to: datetime | None = None

    def rule_day(self, day: date) -> date:
        """The day whose rules and targets judge ``day``: a day before the directive is judged as its first day."""
        return max(day, self.head.issued_on)

    def rules_on(self, day: date) -> tuple[Ruling, ...]:
        """The rules valid on ``day``, as they were known at its end, in the order of the plan."""
        held = self.rule_day(day)
        return tuple(rule.known_on(day) for rule in self.rules if rule.judges(day, held))

    def targets_on(self, day: date) -> tuple[Known, ...]:
        """The targets of ``day``, by code."""
        held = self.rule_day(day)
        return tuple(known for known in self.targets if known.asked.stands_on(held))

    @cached_property
    def by_id(self) -> Mapping[str, Known]:
        """Every target by its identifier."""
        return {known.asked.id: known for known in self.targets}

    @cached_property
    def rules_by_kind(self) -> Mapping[str, Sequence[Ruling]]:
        """The rules of each kind in the order of time."""
        found: dict[str, list[Ruling]] = {}
        for rule in sorted(self.rules, key=lambda rule: (rule.position, rule.valid_from)):
            found.setdefault(rule.kind, []).append(rule)
        return found
