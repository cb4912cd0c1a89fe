"""Everything a quarterly report says, as one frozen tree.

PDF, workbook, page and API are drawn from this tree and from nothing else, so that they agree to the digit. Numbers are
whole: counts, days, shares in hundredths of a per cent, lengths of time in hundredths of a working day, money in VND.
Names stand in it as they were when it was drawn up.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

VERSION: Final = 1
"""Form of the tree; a later form gets another number and old reports keep theirs."""


@dataclass(frozen=True, slots=True)
class Head:
    """Which directive, which days.

    ``first`` to ``as_of`` is what is counted; ``compared`` is the last day of the period before (None: there was none).
    """

    directive: str
    number: str
    title: str
    issuer: str
    issued_on: date
    quarter: str
    quarter_words: str
    first: date
    last: date
    as_of: date
    compared: date | None
    from_notice: bool
    provisional: bool
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: how many targets show it at the end, and showed it at the end of the period before."""

    key: str
    name: str
    needs: str
    verified: bool
    met: int
    met_before: int
    missing: tuple[str, ...]
    """Names of the targets that do not show it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of evidence that a target won or lost between the ends of the two periods."""

    unit: str
    name: str
    kind: str
    kind_name: str
    gained: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the burn-up: complete targets and pieces of evidence."""

    day: date
    complete: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """When everything would be shown: ``outlook`` says whether days could be told at all."""

    outlook: str
    words: str
    early: date | None
    likely: date | None
    late: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the targets are, at the end of the period and of the one before."""

    ask: str
    title: str
    units: int
    complete: int
    complete_before: int
    pieces: int
    pieces_before: int
    pieces_all: int
    share: int
    share_before: int
    kinds: tuple[Kind, ...]
    changes: tuple[Change, ...]
    points: tuple[Point, ...]
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of all targets together: within the period, within the one before, and since the directive."""

    key: str
    name: str
    unit: str
    within: int
    before: int
    since_start: int


@dataclass(frozen=True, slots=True)
class Row:
    """One target. ``met`` follows the order of the kinds, ``values`` the order of the measures (within the period)."""

    unit: str
    name: str
    complete: bool
    complete_before: bool
    pieces: int
    pieces_before: int
    met: tuple[bool, ...]
    values: tuple[int, ...]
    obstacles_open: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """An obstacle that stood at the end of the period; its words are not repeated here."""

    code: str
    unit: str
    name: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    reported_on: date
    age: int
    blocks: str


@dataclass(frozen=True, slots=True)
class ObstacleKind:
    """How often something stood in the way."""

    kind: str
    name: str
    reported: int
    standing: int


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What targets reported to be in the way, within the period and at its end; ages in days."""

    reported: int
    answered: int
    closed: int
    standing: int
    unanswered: int
    overdue: int
    oldest: int
    kinds: tuple[ObstacleKind, ...]
    top: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """Mean lengths of time of finished cases in hundredths of a working day (None: not known).

    ``cut`` is how much shorter the actual time was than the regulated one, in hundredths of a per cent.
    """

    key: str
    name: str
    finished: int
    on_time: int
    regulated: int | None
    posted: int | None
    committed: int | None
    actual: int | None
    cut: int | None


@dataclass(frozen=True, slots=True)
class Times:
    """Time regulated, posted, committed and actual; the cut asked for is in hundredths of a per cent."""

    asked_least: int
    asked_most: int
    committees: tuple[Time, ...]
    procedures: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """One target of an ask that wants readiness shown by a document."""

    code: str
    name: str
    parent: str
    """Name of the district it belongs to; its own where it is one."""
    ready: bool
    on: date | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """An ask that wants readiness: how many of how many, and the ones the directive names."""

    ask: str
    title: str
    deadline: date | None
    targets: int
    ready: int
    ready_before: int
    named: tuple[Ready, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """An ask done by a few offices and shown by a document."""

    ask: str
    title: str
    owner: str
    deadline: date | None
    targets: int
    confirmed: int
    reported: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cases were not handed to the post."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Eligible:
    """How much of what could have gone by post did: statements of the committees by month."""

    months: int
    stated: int
    expected: int
    eligible: int
    handed_over: int
    share: int | None
    reasons: tuple[Reason, ...]
    silent: tuple[str, ...]
    """Names of the targets that owe a statement for a month of the period."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before the figures are trusted; ``count`` is how often."""

    code: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole report."""

    version: int
    head: Head
    progress: Progress
    rows: tuple[Row, ...]
    measures: tuple[Measure, ...]
    obstacles: Obstacles
    times: Times
    readiness: tuple[Readiness, ...]
    tasks: tuple[Task, ...]
    eligible: Eligible
    notes: tuple[Note, ...]

    @property
    def simulated(self) -> bool:
        """Whether simulated dossiers or acts are counted in it."""
        return any(note.code == SIMULATED for note in self.notes)


SIMULATED: Final = "simulated"
STATEMENTS_MISSING: Final = "statements_missing"


def share(part: int, whole: int) -> int:
    """A share in hundredths of a per cent, rounded half up; 0 of nothing."""
    return (part * 20_000 + whole) // (2 * whole) if whole else 0
