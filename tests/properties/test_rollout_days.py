"""Half a year of three districts, in any order: each day is judged as if nothing had happened after it.

Whatever people do, whatever they do twice, late or wrongly: figures of a day over the whole ledger are the figures over
a ledger that ends with that day, in a database of its own whose sums are made from nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine

from postal_services.ledger import verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.cast import NOON, Cast
from tests.properties.cut_ledger import cut_after
from tests.properties.half_year import DESKS, FIRST, LAST
from tests.properties.half_year_acts import HalfYear
from tests.properties.reporting import approved, drawn_up
from tests.properties.turning_back import unexplained
from tests.rollout.world import CODE
from tracking.measures import reader
from tracking.measures.keys import Key
from tracking.measures.queries import daily, handed_over, times
from tracking.reports import checking
from tracking.reports.commands import deciding
from tracking.reports.models import Report
from tracking.rollout import evidence
from tracking.rollout.evidence import Look
from tracking.rollout.queries import acts as done_by
from tracking.rollout.queries import obstacles

JANUARY, WEEK_LATER = date(2020, 1, 6), date(2020, 1, 13)
AFTERWARDS = LAST + timedelta(days=5)
CUTS = 5


@dataclass(frozen=True, slots=True)
class Played:
    """A half year that was played, and the report of its fourth quarter."""

    life: HalfYear
    report: Report


def played(cast: Cast, seed: int, traveller: time_machine.Traveller) -> Played:
    """Everything happens; in January a report is drawn up by one person, approved by another and frozen."""
    life, report = HalfYear(cast, seed, traveller), None
    life.first_week()
    been = life.today
    while life.today < LAST:
        if report is None and life.today >= JANUARY:
            report = _frozen(life)
        for day in days(been + timedelta(days=1), life.today):
            life.must_happen(day)
        been = life.today
        life.something_happens()
    assert report is not None
    life.to(AFTERWARDS)
    reader.catch_up()
    return Played(life, report)


def _frozen(life: HalfYear) -> Report:
    code = drawn_up(life.cast.tinh)
    life.attempt("approve own report", deciding.approve_report, actor=life.cast.tinh, code=code)
    approved(life.cast.tinh, life.dung, code)
    return deciding.freeze_report(actor=life.cast.tinh, code=code, number="1/BC-STTTT")


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


LATER = {("Progress", "counted_to")}
"""The field that may differ: the moment of counting, which is when one looks."""


def bare(told: Any) -> Any:
    """Figures as plain values, without the fields that are of a later day."""
    if is_dataclass(told) and not isinstance(told, type):
        name = type(told).__name__
        return {each.name: bare(getattr(told, each.name)) for each in fields(told) if (name, each.name) not in LATER}
    if isinstance(told, Mapping):
        return {key: bare(value) for key, value in told.items()}
    return [bare(each) for each in told] if isinstance(told, tuple | list) else told


def boards(look: Look, day: date) -> dict[str, Any]:
    """What the pages of a day are made of."""
    return {
        "progress": look.progress(day),
        "burn-up": look.burn_up(day),
        "regressions": look.regressions(day),
        "missing": look.missing_ranked(day),
        "comparison": look.compare(FIRST, day),
    }


def told_of(day: date) -> dict[str, Any]:
    """Everything that the present ledger says of a day."""
    sums = daily(DESKS, list(Key), day)
    return {
        **boards(evidence.look(CODE, "2", day), day),
        "communes": evidence.progress(day, CODE, "3"),
        "tasks": evidence.progress(day, CODE, "1b"),
        "obstacles": obstacles.standing(day),
        "ranked": obstacles.ranked(day),
        "acts": done_by.acts(day),
        "reminders": done_by.reminders(day),
        "times": [times(FIRST, day, by=by, committees=DESKS) for by in ("committee", "procedure")],
        "handed over": handed_over(DESKS, day, newest=5),
        "sums": {(desk, each): sums.days(desk, each) for desk in DESKS for each in Key},
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [44, 2019])
def test_any_day_over_the_whole_ledger_is_that_day_over_the_ledger_that_ends_with_it(
    committed_cast: Cast, seed: int
) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        life = played(committed_cast, seed, traveller)
        everything_agrees()
        some = [*Random(seed).sample(list(days(FIRST, LAST - timedelta(days=15))), CUTS - 1), date(2019, 12, 31)]
        later = evidence.look(CODE, "2", LAST)
        full = {day: (told_of(day), boards(later, day)) for day in some}
        for day in some:
            with cut_after(day) as gone:
                assert gone, day
                cut = told_of(day)
            same_everywhere(day, full[day][0], cut)
            same_everywhere(day, full[day][1], cut)
        it_was_worth_playing(life)
        nothing_turns_back_for_no_reason(life.life, later)
        what_has_happened_stays(later)
        the_report_stands(life)


def same_everywhere(day: date, whole: Mapping[str, Any], cut: Mapping[str, Any]) -> None:
    """Part by part, so that what differs is named."""
    for part, figures in whole.items():
        assert bare(figures) == bare(cut[part]), f"{part} of {day} is not what it was"


def everything_agrees() -> None:
    """Every projection, and the chain."""
    assert [str(found) for each in all_projections() for found in each.differences()] == []
    assert verification.verify().broken is None


def it_was_worth_playing(life: Played) -> None:
    """The half year held what the promises are about."""
    done, refused = life.life.done, life.life.refused
    assert Line.objects.filter(machine="mandate", action="end").exists(), done
    flags = {flag for told in Line.objects.values_list("flags", flat=True) for flag in told}
    assert "backdated" in flags, done
    assert {"withdraw training", "unpublish", "relieve", "revoke"} <= set(done), done
    assert sum(refused.values()) > 20, refused
    assert "approve own report: same_person" in refused
    assert life.report.state == "frozen"
    assert any(count for name, count in life.life.again.items() if ":" not in name), "nothing was done twice"


def nothing_turns_back_for_no_reason(life: HalfYear, look: Look) -> None:
    """A committee turns back at least once; whenever a kind is lost, a line, a rule or a passed day of that day says
    why.
    """
    lost = [
        (target.asked.id, day)
        for target in look.facts.targets
        for day in days(FIRST + timedelta(days=1), LAST)
        if _complete(look, target.asked.id, day - timedelta(days=1)) and not _complete(look, target.asked.id, day)
    ]
    assert lost, life.done
    assert unexplained(look, FIRST, LAST) == []


def _complete(look: Look, target: str, day: date) -> bool:
    return next(each.complete for each in look.progress(day).targets if each.id == target)


def what_has_happened_stays(look: Look) -> None:
    """The first hand-over is never undone, and what was lodged stays lodged."""
    sums = daily(DESKS, [Key.LODGED, Key.HANDED_OVER, Key.FINISHED], LAST)
    had: set[str] = set()
    for day in days(FIRST, LAST):
        has = {
            target.id
            for target in look.progress(day).targets
            for each in target.evidence
            if each.key == "first_hand_over" and each.met
        }
        assert had <= has, day
        had = has
    assert had, "somebody handed something over"
    for desk in DESKS:
        assert all(amount >= 0 for _, amount in sums.days(desk, Key.LODGED)), desk


def the_report_stands(life: Played) -> None:
    """A frozen report is what the ledger said then, and what came after it is counted and changes nothing."""
    report = Report.objects.get(pk=life.report.pk)
    assert report.sha256 == life.report.sha256
    found = checking.recompute(report, _nothing)
    assert (found.matches, found.differences, found.problem) == (True, (), "")
    assert checking.standing(report).row_holds


def _nothing(_percent: int, _stage: str) -> None:
    """Nobody waits for it."""
