"""One look at an ask: everything boards show, computed from facts that were read once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from postal_services import clock

from . import forecasting, reading
from .courses import Course, complete, course
from .facts import ONE_DAY, Facts, Known
from .judging import JUDGES, is_simulated, newest
from .progress import (
    BurnUp,
    Change,
    Comparison,
    Evidence,
    Lacking,
    Missing,
    Point,
    Progress,
    Regression,
    Target,
)

DIRECTIVE = "44-TB-UBND"
ASK = "2"


@dataclass(frozen=True)
class Courses:
    """How one target runs from day to day: by kind, and as a whole."""

    known: Known
    kinds: Mapping[str, Course]
    whole: Course


@dataclass(frozen=True)
class Look:
    """One ask as the ledger had it by the end of ``facts.until``; every day up to then can be asked for."""

    facts: Facts
    _seen: dict[date, Progress] = field(default_factory=dict, repr=False)

    @cached_property
    def courses(self) -> Mapping[str, Courses]:
        """The course of every target, by its identifier."""
        found = {}
        for known in self.facts.targets:
            kinds = {kind: course(self.facts, known, kind) for kind in self.facts.rules_by_kind}
            found[known.asked.id] = Courses(known, kinds, complete(kinds))
        return found

    def progress(self, day: date) -> Progress:
        """The whole ask as of ``day``."""
        if day not in self._seen:
            facts = self.facts
            targets = tuple(self._target(known, day) for known in facts.targets_on(day))
            self._seen[day] = Progress(day, targets, facts.head, facts.rules_on(day), facts.counted_to)
        return self._seen[day]

    def _target(self, known: Known, day: date) -> Target:
        asked, whole = known.asked, self.courses[known.asked.id].whole
        evidence = tuple(self._evidence(known, day))
        origins = (self.facts.by_id.get(each) for each in asked.takes_over)
        return Target(
            asked.id,
            asked.place,
            evidence,
            deadline=asked.deadline,
            named=asked.named,
            complete_since=whole.since(day) if whole.on(day) else None,
            regressed_on=whole.lost_on(day),
            takes_over=tuple(origin.asked.place.code for origin in origins if origin),
        )

    def _evidence(self, known: Known, day: date) -> Iterator[Evidence]:
        for rule in self.facts.rules_on(day):
            judge, run = JUDGES[rule.kind], self.courses[known.asked.id].kinds[rule.kind]
            found = judge.find(self.facts, known, rule.parameters, day)
            told = tuple(judge.lines(self.facts, known, day))
            yield Evidence(
                rule.kind,
                found.met,
                on=run.since(day) if found.met else None,
                reason=found.reason,
                lines=newest(told),
                numbers=found.numbers,
                lost_on=run.lost_on(day),
                inherited=found.inherited,
                simulated=is_simulated(known, rule.kind, rule.parameters, day, told),
                rule=rule,
            )

    def burn_up(self, day: date) -> BurnUp:
        """Complete targets and pieces by day up to ``day``, and what may come after it."""
        head, targets = self.facts.head, self.facts.targets_on(day)
        known_to = min(day, self.facts.read_on)
        counted = self._counted(head.issued_on, known_to)
        units, wanted = len(targets), len(self.facts.rules_on(day))
        pace = forecasting.Pace.of([self.courses[known.asked.id].kinds for known in targets], known_to, head.issued_on)
        seed = f"{head.directive}/{head.ask}/{known_to.isoformat()}"
        forecast, band, reason = forecasting.forecast(pace, wanted, known_to, head.deadline, seed)
        points = [Point(at, *counts) for at, counts in zip(_days(head.issued_on, known_to), counted, strict=True)]
        later = max(known_to + ONE_DAY, head.issued_on)
        ends = max(min(day, known_to + forecasting.HORIZON), head.deadline or head.issued_on)
        points += [Point(at, None, None, *band(at)) for at in _days(later, ends)]
        return BurnUp(tuple(points), forecast, reason, head.deadline, day, units, units * wanted)

    def _counted(self, first: date, last: date) -> list[tuple[int, int]]:
        """Complete targets and pieces at the end of each day from ``first`` to ``last``."""
        span = max((last - first).days + 1, 0)
        steps = [[0] * (span + 1), [0] * (span + 1)]
        for courses in self.courses.values():
            asked = courses.known.asked
            for which, each in ((0, courses.whole), *((1, run) for run in courses.kinds.values())):
                for run in each.runs():
                    if not run.met:
                        continue
                    begin = max(run.first, asked.valid_from, first)
                    end = min(run.end or date.max, asked.valid_to or date.max, last + ONE_DAY)
                    if begin < end:
                        steps[which][(begin - first).days] += 1
                        steps[which][(end - first).days] -= 1
        counted, totals = [], [0, 0]
        for place in range(span):
            totals = [totals[0] + steps[0][place], totals[1] + steps[1][place]]
            counted.append((totals[0], totals[1]))
        return counted

    def compare(self, one: date, other: date) -> Comparison:
        """What was gained and lost from the earlier of two days to the later."""
        first, last = sorted((one, other))
        before, after = self.progress(first), self.progress(last)
        held, holds = {each.id: each for each in before.targets}, {each.id: each for each in after.targets}
        gained: list[Change] = []
        lost: list[Change] = []
        for target in after.targets:
            met = {each.key: each.met for each in held[target.id].evidence} if target.id in held else {}
            for each in target.evidence:
                if each.met and not met.get(each.key, False):
                    gained.append(Change(target.place, each.key, each.on))
                elif not each.met and met.get(each.key, False):
                    lost.append(Change(target.place, each.key, each.lost_on, each.reason, each.numbers))
        was = {each.id for each in before.targets if each.complete}
        now = {each.id for each in after.targets if each.complete}
        return Comparison(
            first,
            last,
            tuple(gained),
            tuple(lost),
            before.complete,
            after.complete,
            became_complete=tuple(each.place for each in after.targets if each.id in now - was),
            no_longer=tuple(each.place for each in after.targets if each.id in was - now),
            joined=tuple(each.place for each in after.targets if each.id not in held),
            left=tuple(each.place for each in before.targets if each.id not in holds),
        )

    def regressions(self, day: date) -> tuple[Regression, ...]:
        """Targets that were complete and no longer are on ``day``, the newest first."""
        found = []
        for target in self.progress(day).targets:
            if target.regressed_on is None:
                continue
            whole = self.courses[target.id].whole
            begun = whole.since(target.regressed_on - ONE_DAY)
            found.append(Regression(target.place, begun, target.regressed_on, target.missing))
        return tuple(sorted(found, key=lambda each: (-each.lost_on.toordinal(), each.place.code)))

    def missing_ranked(self, day: date) -> tuple[Missing, ...]:
        """Which kinds are missing on ``day`` in most targets, and for how long."""
        begun = self.facts.head.issued_on
        lacking: dict[str, list[Lacking]] = {}
        for target in self.progress(day).targets:
            for each in target.missing:
                days = max((day - (each.lost_on or begun)).days, 0)
                lacking.setdefault(each.key, []).append(Lacking(target.place, days, each.reason, each.numbers))
        found = (
            Missing(key, tuple(sorted(each, key=lambda one: (-one.days, one.place.code))))
            for key, each in lacking.items()
        )
        return tuple(sorted(found, key=lambda each: -each.count))


def look(directive: str = DIRECTIVE, ask: str = ASK, until: date | None = None) -> Look:
    """One look at an ask with all that happened by the end of ``until`` (today when not given); eight statements.

    Raises ``NotThere`` where there is no such directive or ask.
    """
    return Look(reading.read(directive, ask, until or clock.today()))


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
