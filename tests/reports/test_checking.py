"""A report held against the ledger: what holds, what was tampered with, what came later."""

import io
from typing import Any

import psycopg
import pytest
import time_machine
from django.core.management import call_command

from postal_services.ledger import checkpoints
from tests.cast import at_post
from tests.mandates import world
from tests.reports.conftest import CODE, DOSSIERS, World, drafted, frozen
from tests.reports.threads import together
from tracking.measures import reader
from tracking.reports import checking
from tracking.reports.commands import verifying
from tracking.reports.models import Report, Verification
from tracking.reports.refusals import OfficeOfProvince
from tracking.reports.states import MakingState


def nothing(percent: int, stage: str) -> None:
    """Nobody listens, but what is told makes sense."""
    assert 0 <= percent <= 100
    assert stage


def test_a_frozen_report_holds_in_every_respect(reporting: World) -> None:
    report = frozen(reporting)
    checkpoints.seal()
    assert verifying.verify_next() is not None
    found = Verification.objects.get(report=report)
    assert (found.state, found.figures_hold, found.chain_holds, found.recomputed, found.late) == (
        MakingState.READY, True, True, True, 0,
    )  # fmt: skip
    assert found.holds
    standing = checking.standing(report)
    assert standing.row_holds
    assert standing.checkpoint is not None


def test_what_comes_later_changes_nothing_and_is_counted(reporting: World) -> None:
    report = frozen(reporting)
    with time_machine.travel(world.NOON, tick=False):
        at_post(reporting.cast, 2)
    reader.catch_up()
    assert checking.recompute(report, nothing).matches, "only what was known then is read"
    late = checking.late(report)
    assert sum(count for _, _, count in late) > 0
    assert "dossier" in {machine for machine, _, _ in late}


def test_computing_anew_leaves_nothing_behind(reporting: World) -> None:
    report = frozen(reporting)
    at_post(reporting.cast, 1)
    before = value(drafted(reporting.tinh, "2019-Q4"))
    checking.recompute(report, nothing)
    assert value(drafted(reporting.tinh, "2019-Q4")) == before == 1


def value(report: Report) -> int:
    return next(each.within for each in report.tree.measures if each.key == "lodged")


def test_stored_sums_that_are_wrong_are_found_out(reporting: World, superuser_dsn: str) -> None:
    reader.catch_up()
    with psycopg.connect(superuser_dsn) as raw:
        raw.execute("UPDATE measures_tally SET amount = amount + 5 WHERE key = 'lodged'")
    report = frozen(reporting)
    assert value(report) == DOSSIERS + 5
    found = checking.recompute(report, nothing)
    assert not found.matches
    assert any("measures" in each and f"{DOSSIERS + 5} -> {DOSSIERS}" in each for each in found.differences)


def test_figures_changed_past_the_database_are_found_out(reporting: World, superuser_dsn: str) -> None:
    report = frozen(reporting)
    with psycopg.connect(superuser_dsn) as raw:
        raw.execute("ALTER TABLE reports_report DISABLE TRIGGER USER")
        raw.execute("UPDATE reports_report SET figures = replace(figures, '\"complete\":0', '\"complete\":2')")
    report.refresh_from_db()
    assert not checking.standing(report).row_holds
    assert not checking.recompute(report, nothing).matches
    with psycopg.connect(superuser_dsn) as raw:
        raw.execute("UPDATE reports_report SET sha256 = encode(sha256(convert_to(figures, 'UTF8')), 'hex')")
    report.refresh_from_db()
    assert checking.standing(report).figures_hold
    assert not checking.standing(report).row_holds, "the ledger's line says another digest"


def test_a_broken_chain_is_found_out(reporting: World, superuser_dsn: str) -> None:
    report = frozen(reporting)
    assert checking.chain(report) == ""
    with psycopg.connect(superuser_dsn) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute(
            "UPDATE ledger_line SET data = jsonb_set(data, '{sha256}', '\"0\"')"
            " WHERE machine = 'report' AND action = 'draft'"
        )
    assert "44-TB-UBND #" in checking.chain(report)
    verifying.verify_next()
    assert Verification.objects.get().chain_holds is False


def test_only_the_province_has_reports_verified(reporting: World) -> None:
    frozen(reporting)
    with pytest.raises(OfficeOfProvince):
        verifying.request_verification(actor=reporting.cast.hanh, code=CODE)


def test_eight_who_ask_at_once_owe_one_verification(reporting: World) -> None:
    drafted(reporting.tinh)
    got = together(lambda: verifying.request_verification(actor=reporting.dung, code=CODE), 8)
    assert len({each.pk for each in got}) == 1


def test_the_command_says_what_holds(reporting: World, capsys: Any) -> None:
    frozen(reporting)
    out = io.StringIO()
    call_command("verify_report", CODE.lower(), stdout=out, stderr=io.StringIO())
    assert out.getvalue().count("khớp / OK") == 3
    with pytest.raises(SystemExit) as ended:
        call_command("verify_report", "BC-1999-Q1-X", stdout=out, stderr=io.StringIO())
    assert ended.value.code == 2


def test_the_command_fails_where_something_differs(reporting: World, superuser_dsn: str) -> None:
    frozen(reporting)
    with psycopg.connect(superuser_dsn) as raw:
        raw.execute("ALTER TABLE reports_report DISABLE TRIGGER USER")
        raw.execute("UPDATE reports_report SET figures = replace(figures, '\"complete\":0', '\"complete\":2')")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_report", CODE, stdout=out, stderr=io.StringIO())
    assert ended.value.code == 1
    assert "KHÁC" in out.getvalue()
    assert "progress.complete: 2 -> 0" in out.getvalue()


def test_the_report_is_written_out_by_command(reporting: World, tmp_path: Any) -> None:
    out = io.StringIO()
    call_command("quarterly_report", "2019-Q3", out=str(tmp_path), stdout=out, stderr=io.StringIO())
    assert {each.name for each in tmp_path.iterdir()} == {f"{CODE}.{ending}" for ending in ("pdf", "xlsx", "json")}
    assert not Report.objects.exists(), "the command drafts nothing"
    with pytest.raises(SystemExit):
        call_command("quarterly_report", "2019-Q9", out=str(tmp_path), stdout=out, stderr=io.StringIO())


def test_a_frozen_report_is_written_out_byte_for_byte(reporting: World, tmp_path: Any) -> None:
    frozen(reporting)
    for name in ("a", "b"):
        call_command(
            "quarterly_report", "2019-Q3", out=str(tmp_path / name), stdout=io.StringIO(), stderr=io.StringIO()
        )
        at_post(reporting.cast, 1)
    for ending in ("pdf", "xlsx", "json"):
        assert (tmp_path / "a" / f"{CODE}.{ending}").read_bytes() == (tmp_path / "b" / f"{CODE}.{ending}").read_bytes()
