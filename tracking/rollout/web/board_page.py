"""The board of one ask as of one day, or of two compared: everything its page shows, from one look at the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from postal_services.web.formats import tenths, vn_date
from tracking.rollout.evidence import KINDS, BurnUp, Comparison, Evidence, Look, Progress, Ruling, Target

from .addresses import Addresses
from .days import Chosen
from .drawing import Chart, chart_of
from .showing import Mark, Place, Ranked, Sent, grid, named
from .words import crowd, language, name, short, what

MOST_ON_WALL = 4
"""Units named under one line of a ranking on a wall."""
MOST_WAITING = 5
"""Units that the head of the page names with what they lack; the others are counted."""
FILTERS: Mapping[str, str] = {
    "du": "đã đủ",
    "chua": "chưa đủ",
    "lui": "mất minh chứng đã có",
    "vuong-mac": "có vướng mắc",
}
"""What the rows have in common that ``xem`` asks for."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What one unit gained or lost between two days."""

    name: str
    href: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two days held against each other."""

    first: date
    last: date
    before: int
    after: int
    gained: tuple[Changed, ...]
    lost: tuple[Changed, ...]
    gained_count: int
    lost_count: int


@dataclass(frozen=True, slots=True)
class Back:
    """A unit that lost something it had."""

    name: str
    href: str
    kind: str
    since: date
    why: str
    was_complete: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of evidence is judged, in words."""

    kind: str
    name: str
    asks: str
    numbers: str
    basis: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of the units from other rooms, by code: obstacles that stand, and what really went by post."""

    obstacles: Mapping[str, int] = field(default_factory=dict)
    ranked: Sequence[Ranked] = ()
    obstacles_href: str = ""
    sent: Mapping[str, Sent] = field(default_factory=dict)


NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class BoardPage:
    """The page, narrowed by the query's ``xem``, ``thieu`` (lacks a kind) or ``co`` (shows it)."""

    look: Look
    chosen: Chosen
    to: Addresses
    other: date | None = None
    beside: Beside = NOTHING_BESIDE
    xem: str = ""
    thieu: str = ""
    co: str = ""

    @cached_property
    def progress(self) -> Progress:
        """The figures."""
        return self.look.progress(self.chosen.day)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The two days, where two are asked for."""
        return self.look.compare(self.other, self.chosen.day) if self.other else None

    @cached_property
    def of_units(self) -> str:
        """What the units are called together."""
        return crowd(target.place.name for target in self.progress.targets)

    @property
    def percent(self) -> int:
        """Whole per cent of the units that are complete."""
        return round(self.progress.share * 100)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every unit, by code."""
        came = {(each.place.code, each.key) for each in self.comparison.gained} if self.comparison else set()
        went = {(each.place.code, each.key) for each in self.comparison.lost} if self.comparison else set()
        return tuple(self._place(target, came, went) for target in self.progress.targets)

    def _place(self, target: Target, came: set[tuple[str, str]], went: set[tuple[str, str]]) -> Place:
        code = target.place.code
        return Place(
            code,
            target.place.name,
            target.place.short_name,
            self.to.sheet(code),
            tuple(
                mark_of(
                    each,
                    self.to.lines(code, each.key),
                    gained=(code, each.key) in came,
                    lost=(code, each.key) in went,
                )
                for each in target.evidence
            ),
            sent=self.beside.sent.get(code),
            obstacles=self.beside.obstacles.get(code, 0),
            obstacles_href=f"{self.to.sheet(code)}#vuong-mac",
            lost_on=target.regressed_on,
        )

    @property
    def is_placed(self) -> bool:
        """Whether every unit has a place on the map."""
        return bool(self.places) and all(place.unit in grid() for place in self.places)

    @property
    def tiles(self) -> Sequence[Place]:
        """The units in the order in which the map is read: row by row."""
        if not self.is_placed:
            return self.places
        return sorted(self.places, key=lambda place: grid()[place.unit])

    @property
    def heads(self) -> Sequence[Mark]:
        """The columns of the table."""
        return self.places[0].marks if self.places else ()

    @cached_property
    def shown(self) -> Sequence[Place]:
        """The rows of the table: all units, or those that a number was counted from."""
        if self.thieu:
            return [each for each in self.places if any(mark.key == self.thieu for mark in each.missing)]
        if self.co:
            return [each for each in self.places if any(mark.met and mark.key == self.co for mark in each.marks)]
        if self.xem == "du":
            return [each for each in self.places if each.complete]
        if self.xem == "chua":
            return [each for each in self.places if not each.complete]
        if self.xem == "vuong-mac":
            return [each for each in self.places if each.obstacles]
        return [each for each in self.places if each.gone] if self.xem == "lui" else self.places

    @property
    def filter_words(self) -> str:
        """What the rows of the table have in common; empty where they are all."""
        if self.thieu:
            return _("thiếu %(kind)s") % {"kind": name(self.thieu)}
        if self.co:
            return _("có %(kind)s") % {"kind": name(self.co)}
        return _(FILTERS[self.xem]) if self.xem in FILTERS else ""

    @cached_property
    def missing(self) -> Sequence[Ranked]:
        """Kinds of evidence that most units lack."""
        return [
            Ranked(
                each.name(language()),
                each.count,
                len(self.places),
                self.to.board("#tung-noi", thieu=each.key),
                [lacking.place.short_name for lacking in each.lacking],
            )
            for each in self.look.missing_ranked(self.chosen.day)
        ]

    @property
    def todo(self) -> Sequence[Ranked]:
        """The three things that most units lack, with the few names that a wall has room for."""
        return [replace(row, names=named(row.names, MOST_ON_WALL)) for row in self.missing[:3]]

    @cached_property
    def backs(self) -> Sequence[Back]:
        """What was lost, the newest first; every kind for itself."""
        found = [
            Back(
                target.place.short_name,
                self.to.lines(target.place.code, each.key),
                each.name(language()),
                each.lost_on,
                each.why(language()),
                target.regressed_on is not None,
            )
            for target in self.progress.targets
            for each in target.missing
            if each.lost_on
        ]
        return sorted(found, key=lambda back: (-back.since.toordinal(), back.name))

    @cached_property
    def waiting(self) -> Sequence[Place]:
        """Units that are not complete: those that were so once first, then those that lack least."""
        open_ones = [place for place in self.places if not place.complete]
        return sorted(open_ones, key=lambda place: (place.lost_on is None, len(place.missing), place.name))

    @property
    def waiting_first(self) -> Sequence[Place]:
        """The few of them that the head of the page names; a single one more is named too."""
        return self.waiting if len(self.waiting) <= MOST_WAITING + 1 else self.waiting[:MOST_WAITING]

    @property
    def waiting_more(self) -> int:
        """How many more of them there are."""
        return len(self.waiting) - len(self.waiting_first)

    @property
    def units_back(self) -> int:
        """Units that lost something they had."""
        return sum(bool(place.gone) for place in self.places)

    @cached_property
    def burn_up(self) -> BurnUp:
        """How far the units were on every day, and where it may lead."""
        return self.look.burn_up(self.chosen.day)

    @cached_property
    def chart(self) -> Chart:
        """The burn-up as it is drawn."""
        return chart_of(self.burn_up, self.progress, self.chosen.today, self.of_units)

    @property
    def forecast(self) -> str:
        """How many may be complete by the end of the axis, or when all may be, in a few words."""
        told = self.burn_up.forecast
        if self.chart.data.band:
            end = self.chart.data.band[-1]
            numbers = {"middle": tenths(end.middle), "low": tenths(end.low), "high": tenths(end.high)}
            return _("khoảng %(middle)s (%(low)s–%(high)s) vào %(day)s") % {**numbers, "day": vn_date(end.day)}
        if told is None:
            return ""
        if told.p50:
            return _("đủ tất cả khoảng %(day)s") % {"day": vn_date(told.p50)}
        return _("đến %(day)s vẫn chưa đủ tất cả") % {"day": vn_date(told.horizon)}

    @cached_property
    def compared(self) -> Compared | None:
        """The two days in lists by unit."""
        told = self.comparison
        if told is None:
            return None
        return Compared(
            told.first,
            told.last,
            told.complete_first,
            told.complete_last,
            self._changed([(each.place.code, each.place.short_name, each.name(language())) for each in told.gained]),
            self._changed([(each.place.code, each.place.short_name, each.name(language())) for each in told.lost]),
            len(told.gained),
            len(told.lost),
        )

    def _changed(self, changes: Sequence[tuple[str, str, str]]) -> tuple[Changed, ...]:
        by_unit: dict[tuple[str, str], list[str]] = {}
        for code, unit, kind in changes:
            by_unit.setdefault((code, unit), []).append(kind)
        return tuple(Changed(unit, self.to.sheet(code), tuple(kinds)) for (code, unit), kinds in by_unit.items())

    @property
    def standing_obstacles(self) -> int:
        """Obstacles that wait for an answer or its end."""
        return sum(self.beside.obstacles.values())

    @property
    def rules(self) -> Sequence[Rule]:
        """How each kind is judged on the day."""
        return rules_of(self.progress)


def mark_of(each: Evidence, href: str, *, gained: bool = False, lost: bool = False) -> Mark:
    """One kind of one unit, ready to show."""
    return Mark(
        each.key,
        each.name(language()),
        short(each.key),
        each.met,
        href,
        on=each.on,
        lost_on=None if each.met else each.lost_on,
        why=each.why(language()),
        gained=gained,
        lost=lost,
    )


def rules_of(progress: Progress) -> Sequence[Rule]:
    """The rules of a day in words."""
    return [
        Rule(each.kind, name(each.kind), what(each.kind), _numbers(each), each.basis, each.verified)
        for each in progress.rules
    ]


def _numbers(rule: Ruling) -> str:
    """The parameters of a rule: "số thủ tục ít nhất: 5; …"."""
    told = []
    for key, wanted in KINDS[rule.kind].parameters.items():
        value = rule.parameters.get(key)
        shown = sum(value.values()) if isinstance(value, Mapping) else value
        told.append(f"{wanted.en if language() == 'en' else wanted.vi}: {shown}")
    return f"{'; '.join(told)}." if told else ""
