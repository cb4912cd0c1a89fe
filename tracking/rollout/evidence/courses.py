"""How the outcome of a kind runs from day to day: judged on the days on which it may change, and on no other."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .facts import BEGINNING, Facts, Known, Ruling
from .judging import JUDGES


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days with one outcome, from ``first`` (included) to ``end`` (not included; None: it lasts)."""

    first: date
    end: date | None
    met: bool


@dataclass(frozen=True, slots=True)
class Course:
    """The outcome by day: ``values[i]`` holds from ``days[i]`` on; None where no rule asks for the kind."""

    days: tuple[date, ...] = ()
    values: tuple[bool | None, ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[tuple[date, bool | None]]) -> "Course":
        """The course through ``outcomes``, which are in the order of days."""
        days: list[date] = []
        values: list[bool | None] = []
        for day, value in outcomes:
            if not values or values[-1] != value:
                days.append(day)
                values.append(value)
        return cls(tuple(days), tuple(values))

    def on(self, day: date) -> bool | None:
        """The outcome of ``day``."""
        place = bisect_right(self.days, day)
        return self.values[place - 1] if place else False

    def since(self, day: date) -> date | None:
        """The first day of the run that ``day`` is in; None where it has been so from the beginning."""
        place = bisect_right(self.days, day)
        return self.days[place - 1] if place and self.days[place - 1] > BEGINNING else None

    def lost_on(self, day: date) -> date | None:
        """Where it is not met on ``day`` and once was: the day on which it turned back."""
        place = bisect_right(self.days, day)
        if not place or self.values[place - 1] is not False or True not in self.values[:place]:
            return None
        return self.days[place - 1]

    def runs(self) -> Iterator[Run]:
        """The runs that are met or not met, in their order."""
        for place, (first, value) in enumerate(zip(self.days, self.values, strict=True)):
            if value is not None:
                end = self.days[place + 1] if place + 1 < len(self.days) else None
                yield Run(first, end, value)


def rule_on(facts: Facts, rules: Sequence[Ruling], day: date) -> Ruling | None:
    """The rule of one kind that judges ``day``."""
    held = facts.rule_day(day)
    return next((rule for rule in rules if rule.judges(day, held)), None)


def course(facts: Facts, known: Known, kind: str) -> Course:
    """How one kind runs for one target."""
    rules = facts.rules_by_kind[kind]
    judge = JUDGES[kind]
    days = {BEGINNING}
    for rule in rules:
        days.update(at for at in (rule.valid_from, rule.valid_to, rule.decided_on) if at is not None)
        days.update(judge.days(facts, known, rule.parameters))

    def outcomes() -> Iterator[tuple[date, bool | None]]:
        for day in sorted(days):
            rule = rule_on(facts, rules, day)
            yield day, judge.find(facts, known, rule.parameters, day).met if rule else None

    return Course.of(outcomes())


def complete(courses: Mapping[str, Course]) -> Course:
    """When everything that a rule asked for was met; never where no rule asked for anything."""
    days = sorted({BEGINNING, *(day for each in courses.values() for day in each.days)})

    def outcomes() -> Iterator[tuple[date, bool]]:
        for day in days:
            asked = [value for each in courses.values() if (value := each.on(day)) is not None]
            yield day, bool(asked) and all(asked)

    return Course.of(outcomes())
