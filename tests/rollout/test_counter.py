"""The share of eligible cases that really came by post, per district and month."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast as play
from tests.cast import Cast
from tests.rollout.book import Subject, day, noon
from tests.rollout.world import CODE
from tracking.rollout import evidence
from tracking.rollout.evidence import MonthShare

AUGUST, SEPTEMBER = day(8, 1), day(9, 1)


def stated(at: date, month: str, eligible: int, unit: str = "633", **reasons: int) -> Subject:
    data = {"month": month, "eligible": eligible, "reasons": reasons}
    return Subject("target", f"{CODE}/2/{unit}", "statement").act("state", at, data)


def row(as_of: date, month: date = AUGUST, unit: str = "633") -> MonthShare:
    found = evidence.shares(AUGUST, day(10, 31), as_of)
    return next(each for each in found.rows if each.place.code == unit and each.month == month)


def test_a_month_that_nobody_stated_has_no_share(asked: Cast) -> None:
    play.at_post(asked, 3)
    found = row(day(9, 30))
    assert (found.by_post, found.handed_over, found.eligible, found.flag, found.per_mille) == (
        3,
        3,
        None,
        "not_stated",
        None,
    )


def test_the_share_is_of_those_that_could_have_gone(asked: Cast) -> None:
    play.at_post(asked, 3)
    stated(day(9, 3), "2019-08", 40, price=30, not_offered=7)
    found = row(day(9, 30))
    assert (found.flag, found.per_mille, found.reasons) == ("", 75, {"price": 30, "not_offered": 7})
    assert row(day(9, 2)).flag == "not_stated", "as of a day before it was stated"
    assert row(day(9, 30), SEPTEMBER).by_post == 0


def test_the_last_word_about_a_month_counts_from_its_day(asked: Cast) -> None:
    stated(day(9, 3), "2019-08", 40).act("replace", day(9, 9), {"month": "2019-08", "eligible": 50, "reasons": {}})
    assert (row(day(9, 8)).eligible, row(day(9, 9)).eligible) == (40, 50)


def test_a_statement_that_the_ledger_contradicts_is_shown_and_never_counted(asked: Cast) -> None:
    play.at_post(asked, 3)
    stated(day(9, 3), "2019-08", 2, price=1)
    stated(day(9, 3), "2019-08", 10, "622", distance=10)
    found = evidence.shares(AUGUST, AUGUST, day(9, 30))
    assert [each.flag for each in found.rows] == ["", "contradicts_ledger"]
    assert found.total() == (0, 10)
    assert found.reasons == {"distance": 10}
    assert row(day(9, 30)).per_mille is None


def test_a_share_of_cases_that_were_played_is_marked_though_the_statement_was_not(asked: Cast) -> None:
    play.lodge(asked, channel="simulation")
    assert row(day(9, 30)).simulated, "nobody stated the month, and its cases are shown all the same"
    stated(day(9, 3), "2019-08", 40)
    assert row(day(9, 30)).simulated
    assert evidence.shares(AUGUST, AUGUST, day(9, 30)).simulated
    assert not row(day(9, 30), SEPTEMBER).simulated
    assert not row(day(9, 30), unit="622").simulated


def test_a_month_without_cases_has_no_share(asked: Cast) -> None:
    stated(day(9, 3), "2019-08", 0)
    assert (row(day(9, 30)).flag, row(day(9, 30)).per_mille) == ("", None)
    assert evidence.shares(AUGUST, AUGUST, day(9, 30)).total() == (0, 0)


def test_months_run_across_the_year(asked: Cast) -> None:
    found = evidence.shares(day(11, 15), day(1, 1, 2020), day(1, 31, 2020))
    assert [each.month for each in found.rows[:3]] == [day(11, 1), day(12, 1), day(1, 1, 2020)]


def test_five_statements_answer(asked: Cast) -> None:
    evidence.shares(AUGUST, SEPTEMBER, day(9, 30))
    with CaptureQueriesContext(connection) as seen:
        evidence.shares(AUGUST, SEPTEMBER, day(9, 30))
    assert len(seen) <= 5


def test_anybody_may_read_it(asked: Cast) -> None:
    stated(day(9, 3), "2019-08", 40, price=40)
    with time_machine.travel(noon(day(10, 1)), tick=False):
        answer = Client().get("/api/v1/rollout/44-TB-UBND/2/share", {"from": "2019-08-01", "to": "2019-09-30"})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["by_post"], body["eligible"]) == (0, 40)
    assert body["rows"][2] == {
        "unit": "633", "name": "Huyện Chư Sê", "month": "2019-08", "by_post": 0, "handed_over": 0, "eligible": 40,
        "per_mille": 0, "flag": "", "reasons": {"price": 40}, "simulated": False,
    }  # fmt: skip


@pytest.mark.parametrize("query", [{}, {"from": "x"}, {"from": "2019-08-01", "to": "2019-02-30"}])
def test_a_span_that_is_none_is_refused(asked: Cast, query: dict[str, str]) -> None:
    assert Client().get("/api/v1/rollout/44-TB-UBND/2/share", query).status_code == 400
