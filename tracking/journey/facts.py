"""What a journey is told from and what is told: offices, days and instants; no people, no papers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from delegation.registry.refusals import CalendarEnds


@dataclass(frozen=True, slots=True)
class Asked:
    """What is told of a request for papers: how many, until when, who fetches them; never which."""

    papers: int
    respond_by: date | None
    by_post: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Papers that were short when the post took the dossier in: where to bring them, and until when; never which."""

    office: str
    until: date


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One ledger line of the case; ``office`` is a name."""

    machine: str
    action: str
    subject: str
    at: datetime
    office: str
    reason: str = ""
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class WishFacts:
    """What the citizen last asked for; ``office`` is a name, ``answer`` empty while the office has not acted on it."""

    kind: str
    on: date | None = None
    office: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """What the citizen answered, and on which day first."""

    score: int
    on: date


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item as it stands; offices by name. ``to`` is who has been asked to sign for it.

    ``papers_home`` says that the citizen's own papers go back, after a refusal or a withdrawal.
    """

    id: str
    leg: str
    state: str
    office: str
    at_post: bool
    since: datetime
    offered_at: datetime | None = None
    to: str = ""
    attempts: int = 0
    until: date | None = None
    wish: WishFacts | None = None
    papers_home: bool = False

    @property
    def what(self) -> str:
        """What is inside: the key of its word; the citizen's own papers on their way home are no result."""
        return "home" if self.papers_home else self.leg


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything a journey is told from."""

    code: str
    state: int
    service: str
    committee: str
    received_at: datetime
    due_at: datetime | None
    items: tuple[ItemFacts, ...] = ()
    lines: tuple[LineFacts, ...] = ()
    simulated: bool = False
    missing: Missing | None = None
    rating: RatingFacts | None = None


class WorkingDays(Protocol):
    """The part of a working calendar that an estimate needs."""

    def add_working_days(self, start: datetime | date, days: int, office: str | None = None) -> date: ...


@dataclass(frozen=True, slots=True)
class Transit:
    """How long the post takes within the province: working days of its own calendar, and whether that is verified."""

    days: int
    verified: bool
    calendar: WorkingDays

    def after(self, day: date) -> date | None:
        """The day by which the post should be there; None outside the years of the calendar."""
        try:
            return self.calendar.add_working_days(day, self.days)
        except CalendarEnds:
            return None


@dataclass(frozen=True, slots=True)
class Customs:
    """How often the post tries before it sends back; 0 where no rule is known, and whether the rule is verified.

    ``rating_days`` is for how many days a rating may be changed after the day on which it was given.
    """

    attempts: int = 0
    verified: bool = False
    rating_days: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, in plain words."""

    key: str
    on: datetime
    text: str
    office: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the few parts of the whole way; ``look`` is done, now or ahead."""

    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Journey:
    """What a citizen is told of one case. ``steps`` come newest first; ``clock`` says whose turn it is."""

    code: str
    milestone: str
    text: str
    tone: str
    office: str
    since: datetime
    limbo: str
    limbo_since: datetime | None
    clock: str
    clock_text: str
    expected_on: date | None
    expected_note: str
    expected_late: bool
    next: str
    stages: tuple[Stage, ...] = field(default=())
    steps: tuple[Step, ...] = field(default=())
    attempts: int = 0
    attempts_text: str = ""
    held_until: date | None = None
    held_text: str = ""
    wish: str = ""
    wish_text: str = ""
    may_wish: bool = False
    score: int = 0
    may_rate: bool = False
    rate_until: date | None = None
    simulated: bool = False
