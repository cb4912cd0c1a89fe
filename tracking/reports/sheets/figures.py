"""What stands on a responsibility sheet. Shares are hundredths of a per cent, times hundredths of a working day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracking.measures.keys import Key
from tracking.reports.quarters import Span


class Cut(StrEnum):
    """How far the working time was cut against the rules, beside the 30 to 70 per cent that are asked for."""

    LONGER = "longer"
    UNDER = "under"
    WITHIN = "within"
    ABOVE = "above"


CUT_WORDS: Mapping[Cut, tuple[str, str, str]] = {
    Cut.LONGER: ("Dài hơn quy định", "red", "alert"),
    Cut.UNDER: ("Dưới 30 %", "amber", "down"),
    Cut.WITHIN: ("Đạt 30–70 %", "green", "check"),
    Cut.ABOVE: ("Trên 70 %", "blue", "up"),
}
"""Each with its words, colour and icon."""


@dataclass(frozen=True, slots=True)
class Timed:
    """The mean times of finished cases, of one procedure or of all; None where nothing is known."""

    key: str
    name: str
    finished: int
    on_time: int
    regulated: int | None
    posted: int | None
    committed: int | None
    actual: int | None
    cut: int | None
    against: Cut | None


class Criterion(StrEnum):
    """What units are compared by."""

    ON_TIME = "on_time"
    CUT = "cut"
    SATISFIED = "satisfied"
    EVIDENCE = "evidence"
    NOT_LATE = "not_late"


CRITERIA: Mapping[Criterion, tuple[str, str]] = {
    Criterion.ON_TIME: ("Giải quyết đúng hẹn", "Hồ sơ có kết quả không muộn hơn giờ hẹn, trên hồ sơ có kết quả."),
    Criterion.CUT: (
        "Rút ngắn thời gian",
        "Mức rút ngắn so với quy định; từ 30 % trở lên được điểm tối đa (mục 1c của thông báo).",
    ),
    Criterion.SATISFIED: ("Người dân hài lòng", "Đánh giá từ 4 điểm trở lên, trên số đánh giá (mục 1a)."),
    Criterion.EVIDENCE: ("Minh chứng chuyển giao", "Minh chứng đã có, trên số minh chứng phải có (mục 2)."),
    Criterion.NOT_LATE: ("Không để hồ sơ quá hạn", "Hồ sơ chưa xong và chưa quá hạn, trên hồ sơ chưa xong."),
}
"""Each with its name and how it is reckoned."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a criterion counts, as the table of parameters has it."""

    criterion: Criterion
    weight: int
    verified: bool

    @property
    def name(self) -> str:
        """Its name."""
        return CRITERIA[self.criterion][0]

    @property
    def rule(self) -> str:
        """How it is reckoned."""
        return CRITERIA[self.criterion][1]


@dataclass(frozen=True, slots=True)
class Rule:
    """By what units are ranked: weights, and below how many cases or answers nothing is said."""

    weights: tuple[Weight, ...]
    least_finished: int
    least_ratings: int

    @property
    def whole(self) -> int:
        """All weights together; 0 where no rule is given, and then nobody is ranked."""
        return sum(each.weight for each in self.weights)

    @property
    def verified(self) -> bool:
        """Whether every number of it was verified."""
        return bool(self.weights) and all(each.verified for each in self.weights)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where a unit stands: place, how many share it, and points of 1000 (tenths of a point of 100)."""

    place: int
    sharing: int
    points: int

    @property
    def words(self) -> str:
        """``3``, or ``3 (đồng hạng, 2 đơn vị)``."""
        return f"{self.place}" if self.sharing == 1 else f"{self.place} (đồng hạng, {self.sharing} đơn vị)"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the trend: what was finished, and the part of it in time (None where nothing was)."""

    first: date
    finished: int
    on_time: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of one unit in one quarter; nobody is named."""

    unit: str
    name: str
    committee: str
    committee_name: str
    counts: Mapping[Key, int]
    before: Mapping[Key, int]
    open_cases: int
    times: Timed
    satisfied: int | None
    mean_score: int | None
    """Hundredths of a point; None below the least number of answers."""
    evidence: int | None
    evidence_all: int
    complete: bool
    evidence_before: int | None
    ready: int | None
    communes: int
    obstacles: int
    obstacles_overdue: int
    simulated: int
    marks: Mapping[Criterion, int] = field(default_factory=dict)
    """What each criterion gives, 0 to 10000; those that nothing is known of are left out."""
    rank: Ranked | None = None
    rank_before: Ranked | None = None
    months: tuple[Month, ...] = ()

    @property
    def on_time(self) -> int | None:
        """The part of the finished cases that was in time."""
        return self.marks.get(Criterion.ON_TIME)

    @property
    def trend(self) -> int | None:
        """Places won (above zero) or lost since the quarter before; None where one of both is not ranked."""
        if self.rank is None or self.rank_before is None:
            return None
        return self.rank_before.place - self.rank.place


@dataclass(frozen=True)
class Ranking:
    """The sheets of all units in one quarter: the ranked ones first, by place; then those that are not."""

    span: Span
    sheets: tuple[Sheet, ...]
    rule: Rule
    counted_to: datetime
    behind: bool
    evidence_known: bool

    def sheet(self, unit: str) -> Sheet | None:
        """The sheet of a unit; None where there is none."""
        return next((each for each in self.sheets if each.unit == unit), None)

    @property
    def ranked(self) -> int:
        """How many units are ranked."""
        return sum(each.rank is not None for each in self.sheets)


@dataclass(frozen=True, slots=True)
class Holding:
    """One case that is late or unsigned: which office has it, since when, and whose turn it is (FEATURES 154)."""

    dossier: str
    is_simulated: bool
    procedure: str
    why: str
    office: str
    since: datetime
    held: timedelta
    waiting_for: str
    turn: str
