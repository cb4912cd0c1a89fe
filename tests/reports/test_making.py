"""Drafts: asked for, computed, drawn up anew; workers may die."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from postal_services.errors import NotThere
from postal_services.ledger.models import Line
from tests.cast import at_post
from tests.reports.conftest import CODE, DOSSIERS, NOTICE, OCTOBER, World, drafted, frozen
from tests.reports.threads import together
from tracking.reports import coding
from tracking.reports.commands import deciding, making
from tracking.reports.models import Making, Report
from tracking.reports.refusals import (
    NotAQuarter,
    OfficeOfProvince,
    QuarterBeforeDirective,
    QuarterNotBegun,
    ReportFrozen,
)
from tracking.reports.states import REPORT, MakingState, ReportState


def value(report: Report, key: str) -> int:
    return next(each.within for each in report.tree.measures if each.key == key)


def test_a_draft_counts_what_the_ledger_says(reporting: World) -> None:
    report = drafted(reporting.tinh)
    assert (report.code, report.state, report.as_of) == (CODE, ReportState.DRAFT, date(2019, 9, 30))
    figures = report.tree
    assert value(report, "lodged") == value(report, "handed_over") == DOSSIERS
    chu_se = next(row for row in figures.rows if row.unit == "633")
    assert chu_se.values[0] == DOSSIERS
    assert figures.progress.complete == 0
    assert figures.progress.units == len(figures.rows) == 2
    assert figures.progress.points[0].day == date(2019, 7, 9)
    assert figures.progress.points[-1].day == date(2019, 9, 30)
    assert figures.progress.points[-1].pieces == figures.progress.pieces
    assert sum(row.pieces for row in figures.rows) == figures.progress.pieces
    assert sum(row.values[0] for row in figures.rows) == value(report, "lodged")


def test_the_line_names_the_figures_and_what_was_known(reporting: World) -> None:
    report = drafted(reporting.tinh)
    line = Line.objects.get(machine=REPORT)
    assert (line.action, line.to_state, line.subject) == ("draft", "draft", report.pk)
    assert line.data["sha256"] == report.sha256 == coding.digest(report.figures)
    assert datetime.fromisoformat(line.data["known_to"]) == report.known_to == OCTOBER
    assert line.actor == reporting.tinh.user_id


def test_what_happens_after_the_quarter_changes_nothing_in_it(reporting: World) -> None:
    before = drafted(reporting.tinh).sha256
    at_post(reporting.cast, 2)
    assert drafted(reporting.tinh).sha256 == before


def test_a_running_quarter_is_provisional(reporting: World) -> None:
    report = drafted(reporting.tinh, "2019-Q4")
    assert report.tree.head.provisional
    assert report.as_of == date(2019, 10, 7)
    assert value(report, "lodged") == 0


def test_a_draft_drawn_up_anew_is_the_same_row_with_another_line(reporting: World) -> None:
    first = drafted(reporting.tinh)
    second = drafted(reporting.dung)
    assert first.pk == second.pk
    assert second.drafted_by_id == reporting.dung.user_id
    assert list(Line.objects.filter(machine=REPORT).order_by("seq").values_list("action", flat=True)) == [
        "draft",
        "redraft",
    ]


def test_a_request_that_waits_is_given_again(reporting: World) -> None:
    asked = making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3")
    again = making.request_draft(actor=reporting.dung, directive=NOTICE, quarter=" 2019-q3 ")
    assert asked.pk == again.pk
    assert Making.objects.count() == 1


@pytest.mark.parametrize(
    ("quarter", "refusal"),
    [
        ("2019-Q5", NotAQuarter),
        ("nonsense", NotAQuarter),
        ("2019-Q2", QuarterBeforeDirective),
        ("2020-Q1", QuarterNotBegun),
    ],
)
def test_quarters_that_cannot_be_are_refused(reporting: World, quarter: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter=quarter)
    assert not Making.objects.exists()


def test_only_the_province_draws_reports_up(reporting: World) -> None:
    for actor in (reporting.cast.hanh, reporting.cast.lan, reporting.cast.bao):
        with pytest.raises(OfficeOfProvince):
            making.request_draft(actor=actor, directive=NOTICE, quarter="2019-Q3")
    with pytest.raises(NotThere):
        making.request_draft(actor=reporting.tinh, directive="45-TB-UBND", quarter="2019-Q3")


def test_a_frozen_report_is_not_drawn_up_again(reporting: World) -> None:
    report = frozen(reporting)
    with pytest.raises(ReportFrozen):
        making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3")
    computed = making.compute(report.directive, report.of, lambda _percent, _stage: None)
    with pytest.raises(ReportFrozen):
        making.draft_report(actor=reporting.tinh, directive=NOTICE, quarter=report.of, computed=computed)


def test_a_killed_workers_draft_is_taken_up_again(reporting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3")

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "gather", killed)
        with pytest.raises(KeyboardInterrupt):
            making.make_next_draft()
    assert making.make_next_draft() is None, "the dead worker's lease still runs"
    with time_machine.travel(OCTOBER + making.LEASE + timedelta(seconds=1), tick=False):
        assert making.make_next_draft() == asked.pk
    asked.refresh_from_db()
    assert (asked.state, asked.percent, asked.tries) == (MakingState.READY, 100, 2)
    assert Report.objects.get().state == ReportState.DRAFT
    assert Line.objects.filter(machine=REPORT).count() == 1


def test_a_draft_that_fails_three_times_is_given_up_with_words(
    reporting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3")

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(making, "gather", broken)
    for _ in range(making.MOST_TRIES - 1):
        with pytest.raises(RuntimeError):
            making.make_next_draft()
    making.make_next_draft()
    asked.refresh_from_db()
    assert (asked.state, bool(asked.problem)) == (MakingState.FAILED, True)
    assert making.make_next_draft() is None


def test_how_far_a_draft_is_can_be_seen_while_it_is_computed(reporting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3")
    seen = []
    whole = making.gather

    def looked(*args: Any) -> Any:
        tell = args[-1]

        def telling(percent: int, stage: str) -> None:
            tell(percent, stage)
            seen.append(together(lambda: Making.objects.values_list("percent", "stage").get(pk=asked.pk), 1)[0])

        return whole(*args[:-1], telling)

    monkeypatch.setattr(making, "gather", looked)
    making.make_next_draft()
    percents = [percent for percent, _ in seen]
    assert percents == sorted(percents)
    assert percents[0] >= 20
    assert all(stage for _, stage in seen)


def test_eight_who_ask_at_once_ask_once(reporting: World) -> None:
    asked = together(lambda: making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3"), 8)
    assert len({each.pk for each in asked}) == 1
    assert Making.objects.count() == 1


def test_eight_workers_make_one_draft(reporting: World) -> None:
    making.request_draft(actor=reporting.tinh, directive=NOTICE, quarter="2019-Q3")
    made = together(making.make_next_draft, 8)
    assert sum(each is not None for each in made) == 1
    assert Line.objects.filter(machine=REPORT).count() == 1


def test_a_withdrawn_draft_is_drawn_up_again(reporting: World) -> None:
    drafted(reporting.tinh)
    withdrawn = deciding.withdraw_report(actor=reporting.tinh, code=CODE)
    assert withdrawn.state == ReportState.WITHDRAWN
    assert drafted(reporting.tinh).state == ReportState.DRAFT


def test_the_clock_of_the_quarter_is_vietnams(reporting: World) -> None:
    with time_machine.travel(datetime(2019, 12, 31, 17, 30, tzinfo=UTC), tick=False):
        report = drafted(reporting.tinh, "2019-Q4")
    assert not report.tree.head.provisional, "in Vietnam the new year has begun"
    assert report.as_of == date(2019, 12, 31)
