"""A report says up to which moment it knows the ledger, also while a transaction of others is open on the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import time_machine
from django.db import connection
from django.test import Client

from postal_services.accounts.models import User
from postal_services.ledger.models import Line
from tests.cast import at_post
from tests.reports.conftest import DOSSIERS, OCTOBER, World, drafted
from tracking.reports import checking
from tracking.reports.models import Report

TEN = OCTOBER + timedelta(hours=1)
ELEVEN = OCTOBER + timedelta(hours=2)


@contextmanager
def something_else_is_open() -> Iterator[None]:
    """A transaction that has begun to write and has nothing to do with the ledger."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE unrelated (n int)")
        yield
    finally:
        other.close()


def lodged(report: Report) -> int:
    return next(each.within for each in report.tree.measures if each.key == "lodged")


def page(report: Report) -> str:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="tinh"))
    return client.get(f"/bao-cao/{report.code}").content.decode()


def written_at(moment: datetime, world: World) -> datetime:
    """Two dossiers more at a moment; when the first of their lines was recorded."""
    last = Line.objects.order_by("-tx", "-seq").values_list("tx", flat=True)[0]
    with time_machine.travel(moment, tick=False):
        at_post(world.cast, 2)
    return Line.objects.filter(tx__gt=last).order_by("recorded_at").values_list("recorded_at", flat=True)[0]


def test_a_draft_knows_the_ledger_up_to_the_first_line_that_it_could_not_count(reporting: World) -> None:
    with something_else_is_open():
        first = written_at(TEN, reporting)
        with time_machine.travel(ELEVEN, tick=False):
            report = drafted(reporting.tinh, "2019-Q4")
            assert (report.known_to, lodged(report)) == (first, 0)
            assert "Số liệu đến 10:00 ngày 07/10/2019" in page(report)
            assert "Sổ ghi thêm" in page(report), "what was left out is counted beside it"
            assert checking.recompute(report, lambda _percent, _stage: None).matches
    with time_machine.travel(ELEVEN, tick=False):
        anew = drafted(reporting.tinh, "2019-Q4")
        assert (anew.known_to, lodged(anew)) == (ELEVEN, 2)
        assert "Số liệu đến 11:00 ngày 07/10/2019" in page(anew)
        assert "Sổ ghi thêm" not in page(anew)


def test_an_open_transaction_behind_which_nothing_was_written_changes_nothing(reporting: World) -> None:
    with something_else_is_open():
        report = drafted(reporting.tinh)
    assert (report.known_to, lodged(report)) == (OCTOBER, DOSSIERS)
