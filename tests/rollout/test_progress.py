"""Item 2 of the notice, judged from the ledger as of any day."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.mandates import commands as mandates
from postal_services.ledger.models import Line
from tests import cast as play
from tests.cast import NOON, Cast
from tests.rollout import book
from tracking.custody.states import Verdict
from tracking.rollout import evidence

ADDRESS = "/api/v1/rollout/44-TB-UBND/2"
DAY = date(2019, 8, 5)


def ask(as_of: str = "") -> Any:
    return Client().get(ADDRESS, {"as_of": as_of} if as_of else {})


def of(progress: evidence.Progress, unit: str, key: str) -> evidence.Evidence:
    target = next(target for target in progress.targets if target.place.code == unit)
    return next(each for each in target.evidence if each.key == key)


def test_anybody_may_read_it(asked: Cast) -> None:
    body = ask("2019-12-31").json()
    assert {"as_of", "units", "complete", "share", "forecast", "targets"} <= set(body)
    assert (body["as_of"], body["complete"], body["share"]) == ("2019-12-31", 0, 0.0)
    assert set(body["forecast"]) >= {"p10", "p50", "p90", "chance", "reason"}
    first = next(target for target in body["targets"] if target["unit"] == "633")
    assert [each["key"] for each in first["evidence"]] == list(evidence.ITEM_TWO)


def test_a_mandate_counts_from_the_day_it_is_in_force(asked: Cast) -> None:
    assert not of(evidence.progress(date(2019, 7, 31)), "633", "mandate_signed").met
    met = of(evidence.progress(date(2019, 8, 1)), "633", "mandate_signed")
    assert (met.met, met.on) == (True, date(2019, 8, 1))


def test_evidence_points_at_real_lines(asked: Cast) -> None:
    play.at_post(asked)
    progress = evidence.progress(DAY)
    for key in ("mandate_signed", "first_hand_over"):
        found = of(progress, "633", key)
        assert found.met
        assert found.lines
        for reference in found.lines:
            line = Line.objects.filter(seq=reference.seq, action=reference.action, occurred_at=reference.occurred_at)
            assert reference.hash in {bytes(each.hash).hex()[:16] for each in line}


def test_the_first_hand_over_counts_once_it_is_countersigned(asked: Cast) -> None:
    codes = play.lodge(asked)
    listed = play.propose(asked.hanh, codes, "UB-633", "BC-633")
    assert of(evidence.progress(DAY), "633", "first_hand_over").reason == "none_yet"
    play.sign(asked.lan, listed.code, codes)
    assert of(evidence.progress(DAY), "633", "first_hand_over").on == DAY
    assert not of(evidence.progress(DAY - timedelta(days=1)), "633", "first_hand_over").met
    assert not of(evidence.progress(DAY), "622", "first_hand_over").met


def test_a_list_on_which_everything_was_missing_is_no_hand_over(asked: Cast) -> None:
    codes = play.lodge(asked)
    listed = play.propose(asked.hanh, codes, "UB-633", "BC-633")
    play.sign(asked.lan, listed.code, codes, **dict.fromkeys(codes, Verdict.MISSING))
    assert not of(evidence.progress(DAY), "633", "first_hand_over").met


def test_what_was_met_stays_met_on_every_later_day(asked: Cast) -> None:
    play.at_post(asked)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        play.at_post(asked, 1, "622")
    met: set[tuple[str, str]] = set()
    for number in range(-10, 20):
        progress = evidence.progress(DAY + timedelta(days=number))
        now = {(t.place.code, each.key) for t in progress.targets for each in t.evidence if each.met}
        assert met <= now
        met = now
    assert met == {(unit, key) for unit in ("633", "622") for key in ("mandate_signed", "first_hand_over")}


def test_a_mandate_that_ended_no_longer_counts_from_that_day(asked: Cast) -> None:
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        mandates.end_mandate(actor=asked.tinh, mandate=asked.mandate)
    assert of(evidence.progress(DAY), "633", "mandate_signed").met
    over = of(evidence.progress(DAY + timedelta(days=2)), "633", "mandate_signed")
    assert (over.met, over.reason) == (False, "ended")


def test_what_nobody_has_shown_is_not_met_and_says_what_to_do(asked: Cast) -> None:
    progress = evidence.progress(date(2030, 1, 1))
    reasons = {each.key: each.reason for each in progress.targets[1].evidence if not each.met}
    assert reasons == {
        "procedures_published": "none_published",
        "offices_staffed": "one_stop_not_staffed",
        "devices_enrolled": "too_few_devices",
        "staff_trained": "nobody_appointed",
        "first_hand_over": "none_yet",
        "sustained_use": "too_few_dossiers",
        "accepted_by_province": "not_accepted",
    }
    assert all(each.why() and each.why("en") != each.why() for each in progress.targets[1].missing)
    assert progress.complete == 0


def test_a_handful_of_statements_answers_everything(asked: Cast) -> None:
    play.at_post(asked)
    book.furnished(DAY)
    evidence.progress(DAY)
    with CaptureQueriesContext(connection) as seen:
        look = evidence.look(until=DAY)
        look.progress(DAY)
        look.burn_up(DAY)
        look.compare(DAY, DAY - timedelta(days=9))
        look.regressions(DAY)
        look.missing_ranked(DAY)
    assert len(seen) <= 8


def test_the_work_does_not_grow_with_lines(asked: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        evidence.progress(DAY)
    for number in range(30):
        book.device(DAY - timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        found = of(evidence.progress(DAY), "633", "devices_enrolled")
    assert len(few) == len(many)
    assert found.numbers["have"] == 30
    assert len(found.lines) == 20
    assert found.lines[-1].occurred_at.date() == DAY


@pytest.mark.parametrize(
    "text", ["31/12/2019", "2019-13-01", "0001-01-01", "9999-12-31", "x", "20191231", "2019-W01-1", "2019-12-31T00"]
)
def test_a_day_that_is_none_is_refused_in_words(asked: Cast, text: str) -> None:
    answer = ask(text)
    assert answer.status_code == 400
    assert answer.json()["errors"]["as_of"][0]["code"] == "not_a_day"


@pytest.mark.parametrize("address", ["/api/v1/rollout/45-TB-UBND/2", "/api/v1/rollout/44-TB-UBND/9"])
def test_other_directives_are_not_there(asked: Cast, address: str) -> None:
    assert Client().get(address).status_code == 404
