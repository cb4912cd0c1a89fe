"""The story as data: what each district does in the half year, when, and how busy it is; read from ``story.toml``."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from .days import Period
from .dice import dice

PLACE = Path(__file__).with_name("story.toml")
SIGNED_BEFORE = timedelta(days=3)
_AROUND = timedelta(days=14)
_OFFICE_HOURS = (8 * 60, 16 * 60 + 15)
"""Minutes of the day between which the acts of the story happen."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in which a district sends dossiers: how busy, or at most so ``few`` a fortnight."""

    first: date
    last: date
    weight: float = 1.0
    few: int = 0


@dataclass(frozen=True, slots=True)
class Tale:
    """What is known of one district before anything happens."""

    unit: str
    share: int
    """Of the eligible cases, how many per cent come by post."""
    use: tuple[Stretch, ...]
    standing: bool
    mandate: date | None
    accepted: date | None = None
    """The day on which the province is to accept it; None for those that do not come so far."""

    @property
    def committee(self) -> str:
        """Office code of its one-stop desk."""
        return f"UB-{self.unit}"

    @property
    def post_office(self) -> str:
        """Office code of its post office."""
        return f"BC-{self.unit}"


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the story: what is done, about which unit, on which day, and whatever else it needs."""

    on: date
    do: str
    unit: str
    minute: int
    """Of the day, in Gia Lai."""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes it the same act in a second run, whatever the seed."""
        about = str(self.facts.get("about", ""))
        return "/".join(part for part in ("story", self.unit, self.do, f"{self.on:%Y-%m-%d}", about) if part)


@dataclass(frozen=True, slots=True)
class Story:
    """All of it."""

    title: str
    directive: str
    ask: str
    mandates_end: date
    one_stop: tuple[str, ...]
    post: tuple[str, ...]
    tales: Mapping[str, Tale]
    source: Mapping[str, Any]

    def acts(self, period: Period, seed: int) -> list[Act]:
        """What happens inside ``period``, in the order of time; on working days, at an hour that the seed gives."""
        told = [*self._plans(), *self._others(), *self._months(period)]
        placed = (
            Act(day, do, unit, dice(seed, "hour", unit, do, day).randint(*_OFFICE_HOURS) + late, facts)
            for on, do, unit, late, facts in told
            if (day := _working(period, on, earlier=do == "sign")) is not None
        )
        return sorted(placed, key=lambda act: (act.on, act.minute, act.key))

    def _plans(self) -> Iterator["Told"]:
        """The regular course of every district."""
        yield self.source["people"]["post_from"], "appoint_posts", self.directive, -_OFFICE_HOURS[0], {}
        for row in self.source["district"]:
            unit = row["unit"]
            if on := row.get("staffed"):
                yield on, "appoint", unit, -_OFFICE_HOURS[0], {}
            for do, named in _COURSE:
                if on := row.get(named):
                    yield on, do, unit, 0, {}
            for number in range(row.get("phones", 0)):
                yield row["devices"], "enrol", unit, number, {"about": f"{number + 1}"}
            if on := row.get("mandate"):
                yield on - SIGNED_BEFORE, "sign", unit, 0, {"from": on}
                yield on, "put_in_force", unit, -_OFFICE_HOURS[0], {}

    def _others(self) -> Iterator["Told"]:
        """What happens besides: troubles and what became of them, reminders, readiness, tasks."""
        for row in self.source["act"]:
            facts = {name: value for name, value in row.items() if name not in {"on", "unit", "do"}}
            yield row["on"], row["do"], row["unit"], 0, facts
            if row["do"] == "report":
                yield from _answers(row, facts)
        for on in self.source["reminders"]["on"]:
            yield on, "remind", self.directive, 0, {}
        readiness = self.source["readiness"]
        for wave in readiness["wave"]:
            for unit in wave["units"]:
                yield wave["on"], "declare_ready", unit, 0, {"share": wave["share"], "ask": readiness["ask"]}
        for row in self.source["task"]:
            facts = {"ask": row["ask"], "target": row["target"], "about": f"{row['ask']}/{row['target']}"}
            yield row["on"], "report_done", self.directive, 0, facts
            if on := row.get("confirmed"):
                yield on, "confirm_done", self.directive, 0, facts

    def _months(self, period: Period) -> Iterator["Told"]:
        """On the first days of a month every district that sends dossiers says how many could have come."""
        for tale in self.tales.values():
            first = min(stretch.first for stretch in tale.use).replace(day=1)
            month = first
            while month <= period.last:
                following = (month + timedelta(days=31)).replace(day=1)
                yield following + timedelta(days=3), "state", tale.unit, 0, {"month": month, "about": f"{month:%Y-%m}"}
                month = following


def _working(period: Period, on: date, *, earlier: bool) -> date | None:
    """The day itself or the next one that is worked, or the one before; None where it lies outside the period."""
    if earlier:
        before = period.days(on - _AROUND, on) if on <= period.last else ()
        return before[-1] if before else None
    after = period.days(on, on + _AROUND) if period.first <= on else ()
    return after[0] if after else None


_COURSE = (("publish", "published"), ("train", "trained"), ("open", "opened"), ("accept", "accepted"))
"""What every district does once: the act, and the name of its day."""

Told = tuple[date, str, str, int, Mapping[str, Any]]
"""An act before it has its hour: day, what, about whom, minutes later than the hour thrown, facts."""

_FATES = (
    ("taken", "take", ""),
    ("answered", "answer", "answer"),
    ("reopened", "reopen", "again"),
    ("answered_again", "answer", "answer"),
    ("closed", "close", ""),
)
"""Of an obstacle: the day's name in the story, the act, and where its words stand."""


def _answers(row: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[Told]:
    for named, do, words in _FATES:
        if on := row.get(named):
            yield on, f"{do}_obstacle", row["unit"], 0, {**facts, "words": row.get(words, ""), "since": row["on"]}
    if row.get("escalates"):
        yield row["on"] + timedelta(days=21), "escalate", row["unit"], 0, {**facts, "since": row["on"]}


@cache
def told() -> Story:
    """The story of the file beside this module."""
    source = tomllib.loads(PLACE.read_text(encoding="utf-8"))
    tales = [_tale(row) for row in source["district"]]
    return Story(
        title=source["title"],
        directive=source["directive"],
        ask=source["ask"],
        mandates_end=source["mandates_end"],
        one_stop=tuple(source["people"]["one_stop"]),
        post=tuple(source["people"]["post"]),
        tales={tale.unit: tale for tale in tales},
        source=source,
    )


def _tale(row: Mapping[str, Any]) -> Tale:
    return Tale(
        unit=row["unit"],
        share=row["share"],
        use=tuple(_stretch(each) for each in row["use"]),
        standing=row.get("standing", False),
        mandate=row.get("mandate"),
        accepted=row.get("accepted"),
    )


def _stretch(row: Mapping[str, Any]) -> Stretch:
    return Stretch(row["from"], row["to"], float(row.get("weight", 1.0)), row.get("few", 0))


def busy(tale: Tale, days: Sequence[date]) -> Iterator[tuple[Stretch, tuple[date, ...]]]:
    """The district's stretches with those of ``days`` that lie in each."""
    for stretch in tale.use:
        inside = tuple(day for day in days if stretch.first <= day <= stretch.last)
        if inside:
            yield stretch, inside
