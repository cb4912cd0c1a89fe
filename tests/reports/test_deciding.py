"""Two persons, one frozen report a quarter, and a database that keeps it."""

from datetime import UTC, datetime

import psycopg
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from postal_services.errors import Invalid, NotThere
from postal_services.ledger.models import Line
from tests.cast import at_post
from tests.mandates import world
from tests.reports.conftest import CODE, OCTOBER, World, drafted, frozen
from tests.reports.threads import together
from tracking.reports import steps
from tracking.reports.commands import deciding
from tracking.reports.models import Report, Verification
from tracking.reports.projections import FIGURES, REPORTS
from tracking.reports.refusals import (
    AlreadyApproved,
    DraftMoved,
    OfficeOfProvince,
    ProvisionalDraft,
    QuarterNotOver,
    ReportFrozen,
    ReportMoved,
    SamePerson,
    StaleDraft,
)
from tracking.reports.states import REPORT, ReportState

GUARDED = ("figures", "sha256", "state", "number", "opinion", "code")


def actions() -> list[str]:
    return list(Line.objects.filter(machine=REPORT).order_by("seq").values_list("action", flat=True))


def test_one_draws_up_another_approves_and_it_is_frozen(reporting: World) -> None:
    report = frozen(reporting)
    assert (report.state, report.number) == (ReportState.FROZEN, "12/BC-STTTT")
    assert (report.drafted_by_id, report.approved_by_id) == (reporting.tinh.user_id, reporting.dung.user_id)
    assert actions() == ["draft", "approve", "freeze"]
    assert {line.data["sha256"] for line in Line.objects.filter(machine=REPORT)} == {report.sha256}
    assert Verification.objects.filter(report=report).exists(), "a frozen report is held against the ledger"
    assert [*REPORTS.differences(), *FIGURES.differences()] == []


def test_nobody_approves_their_own_draft(reporting: World) -> None:
    drafted(reporting.tinh)
    with pytest.raises(SamePerson):
        deciding.approve_report(actor=reporting.tinh, code=CODE)
    assert actions() == ["draft"]


def test_the_database_itself_wants_two_persons(reporting: World) -> None:
    report = drafted(reporting.tinh)
    with pytest.raises(IntegrityError, match="report_two_persons"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.APPROVED, approved_at=OCTOBER, approved_by=report.drafted_by_id
        )


def test_others_do_not_see_a_draft_and_decide_nothing(reporting: World) -> None:
    drafted(reporting.tinh)
    for actor in (reporting.cast.hanh, reporting.cast.bao):
        with pytest.raises(NotThere):
            deciding.approve_report(actor=actor, code=CODE)
    frozen_one = frozen(reporting)
    for act in (deciding.withdraw_report, deciding.approve_report):
        with pytest.raises((ReportFrozen, OfficeOfProvince)):
            act(actor=reporting.cast.hanh, code=frozen_one.code)


def test_a_running_quarter_is_not_approved(reporting: World) -> None:
    report = drafted(reporting.tinh, "2019-Q4")
    with pytest.raises(QuarterNotOver):
        deciding.approve_report(actor=reporting.dung, code=report.code)
    with time_machine.travel(datetime(2020, 1, 6, 2, 0, tzinfo=UTC), tick=False), pytest.raises(ProvisionalDraft):
        deciding.approve_report(actor=reporting.dung, code=report.code)


def test_lines_of_the_period_that_came_since_make_a_draft_stale(reporting: World) -> None:
    report = drafted(reporting.tinh)
    with time_machine.travel(world.NOON, tick=False):
        at_post(reporting.cast, 1)
    assert sum(count for _, _, count in steps.late_lines(report)) > 0
    with pytest.raises(StaleDraft):
        deciding.approve_report(actor=reporting.dung, code=CODE)
    again = drafted(reporting.tinh)
    assert again.sha256 != report.sha256
    assert deciding.approve_report(actor=reporting.dung, code=CODE).state == ReportState.APPROVED


def test_lines_of_later_days_do_not(reporting: World) -> None:
    drafted(reporting.tinh)
    at_post(reporting.cast, 1)
    assert deciding.approve_report(actor=reporting.dung, code=CODE).state == ReportState.APPROVED


def test_the_figures_approved_are_the_ones_that_were_seen(reporting: World) -> None:
    seen = drafted(reporting.tinh).sha256
    with pytest.raises(DraftMoved):
        deciding.approve_report(actor=reporting.dung, code=CODE, sha256="0" * 64)
    assert deciding.approve_report(actor=reporting.dung, code=CODE, sha256=seen[:8]).state == ReportState.APPROVED


def test_approving_twice_and_freezing_too_early_are_refused(reporting: World) -> None:
    drafted(reporting.tinh)
    with pytest.raises(ReportMoved):
        deciding.freeze_report(actor=reporting.tinh, code=CODE, number="1/BC")
    deciding.approve_report(actor=reporting.dung, code=CODE)
    with pytest.raises(AlreadyApproved):
        deciding.approve_report(actor=reporting.dung, code=CODE)


def test_a_frozen_report_is_neither_approved_nor_frozen_nor_withdrawn(reporting: World) -> None:
    frozen(reporting)
    for act in (
        lambda: deciding.approve_report(actor=reporting.dung, code=CODE),
        lambda: deciding.freeze_report(actor=reporting.dung, code=CODE, number="2/BC"),
        lambda: deciding.withdraw_report(actor=reporting.dung, code=CODE),
    ):
        with pytest.raises(ReportFrozen):
            act()
    assert actions() == ["draft", "approve", "freeze"]


def test_an_approval_falls_when_the_figures_are_drawn_up_anew(reporting: World) -> None:
    drafted(reporting.tinh)
    deciding.approve_report(actor=reporting.dung, code=CODE)
    again = drafted(reporting.dung)
    assert (again.state, again.approved_by_id) == (ReportState.DRAFT, None)
    with pytest.raises(SamePerson):
        deciding.approve_report(actor=reporting.dung, code=CODE)


@pytest.mark.parametrize("number", ["", "   ", "a" * 61, "12\n13", "1\x00"])
def test_a_report_is_issued_under_a_number(reporting: World, number: str) -> None:
    drafted(reporting.tinh)
    deciding.approve_report(actor=reporting.dung, code=CODE)
    with pytest.raises(Invalid):
        deciding.freeze_report(actor=reporting.tinh, code=CODE, number=number)


@pytest.mark.parametrize("opinion", ["a" * 2001, "ngắn\x07"])
def test_an_opinion_has_a_length_and_can_be_printed(reporting: World, opinion: str) -> None:
    drafted(reporting.tinh)
    with pytest.raises(Invalid):
        deciding.approve_report(actor=reporting.dung, code=CODE, opinion=opinion)


def test_eight_who_approve_at_once_approve_once(reporting: World) -> None:
    drafted(reporting.tinh)
    got = together(lambda: deciding.approve_report(actor=reporting.dung, code=CODE), 8)
    assert sum(isinstance(each, Report) for each in got) == 1
    assert sum(isinstance(each, AlreadyApproved) for each in got) == 7
    assert actions() == ["draft", "approve"]


def test_eight_who_freeze_at_once_freeze_once(reporting: World) -> None:
    drafted(reporting.tinh)
    deciding.approve_report(actor=reporting.dung, code=CODE)
    got = together(lambda: deciding.freeze_report(actor=reporting.tinh, code=CODE, number="12/BC"), 8)
    assert sum(isinstance(each, Report) for each in got) == 1
    assert sum(isinstance(each, ReportFrozen) for each in got) == 7


@pytest.mark.parametrize("column", GUARDED)
def test_postgresql_refuses_to_change_a_frozen_report(reporting: World, column: str) -> None:
    report = frozen(reporting)
    with (
        pytest.raises(IntegrityError, match="stays as it is"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE reports_report SET {column} = 'x' WHERE id = %s", [report.pk])


def test_postgresql_refuses_to_delete_or_empty_reports(reporting: World) -> None:
    frozen(reporting)
    Verification.objects.all().delete()
    for statement in ("DELETE FROM reports_report", "TRUNCATE reports_report CASCADE"):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_postgresql_refuses_a_superuser_too(reporting: World, superuser_dsn: str) -> None:
    frozen(reporting)
    with psycopg.connect(superuser_dsn) as raw, pytest.raises(psycopg.IntegrityError):
        raw.execute("UPDATE reports_report SET figures = '{}'")


def test_postgresql_refuses_to_change_approved_figures_or_to_freeze_a_draft(reporting: World) -> None:
    report = drafted(reporting.tinh)
    with pytest.raises(IntegrityError, match="approved before"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.FROZEN,
            frozen_at=OCTOBER,
            frozen_by=report.drafted_by_id,
            approved_at=OCTOBER,
            approved_by=reporting.dung.user_id,
        )
    deciding.approve_report(actor=reporting.dung, code=CODE)
    with pytest.raises(IntegrityError, match="what was approved"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(figures="{}")


def test_one_quarter_has_one_report(reporting: World) -> None:
    report = drafted(reporting.tinh)
    report.pk, report.code = None, "BC-2"
    with pytest.raises(IntegrityError, match="report_once_a_quarter"), transaction.atomic():
        report.save(force_insert=True)
