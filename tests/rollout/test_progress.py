"""Item 2 of the notice, judged from the ledger as of any day."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.mandates import commands as mandates
from delegation.registry.models import Office, OfficeKind, Unit, UnitKind
from postal_services.ledger.models import Line
from tests import cast as play
from tests.cast import NOON, Cast
from tests.mandates import world
from tracking.custody.states import Verdict
from tracking.rollout import evidence

ADDRESS = "/api/v1/rollout/44-TB-UBND/2"
DAY = date(2019, 8, 5)


def ask(as_of: str = "") -> Any:
    return Client().get(ADDRESS, {"as_of": as_of} if as_of else {})


def of(progress: evidence.Progress, unit: str, key: str) -> evidence.Evidence:
    target = next(target for target in progress.targets if target.district.unit == unit)
    return next(each for each in target.evidence if each.key == key)


def test_anybody_may_read_it(people: Cast) -> None:
    body = ask("2019-12-31").json()
    assert {"as_of", "units", "complete", "share", "forecast", "targets"} <= set(body)
    assert (body["as_of"], body["complete"], body["share"], body["forecast"]) == ("2019-12-31", 0, 0.0, None)
    first = next(target for target in body["targets"] if target["unit"] == "633")
    assert [each["key"] for each in first["evidence"]] == list(evidence.KEYS)


def test_all_seventeen_committees_are_asked(people: Cast) -> None:
    province = Unit.objects.get(code="64")
    for number in range(15):
        unit = Unit.objects.create(
            code=f"7{number:02d}", name=f"Huyện {number}", short_name=str(number), kind=UnitKind.DISTRICT,
            parent=province, valid_from=world.OLD, valid_to=date(2025, 7, 1),
        )  # fmt: skip
        Office.objects.create(
            code=f"UB-7{number:02d}", name="x", kind=OfficeKind.ONE_STOP, unit=unit, valid_from=world.OLD
        )
    assert ask().json()["units"] == 17


def test_a_mandate_counts_from_the_day_it_is_in_force(people: Cast) -> None:
    assert not of(evidence.progress(date(2019, 7, 31)), "633", "mandate_signed").met
    met = of(evidence.progress(date(2019, 8, 1)), "633", "mandate_signed")
    assert (met.met, met.on) == (True, date(2019, 8, 1))


def test_evidence_points_at_real_lines(people: Cast) -> None:
    play.at_post(people)
    progress = evidence.progress(DAY)
    for key in ("mandate_signed", "first_hand_over"):
        found = of(progress, "633", key)
        assert found.met
        assert found.lines
        for reference in found.lines:
            line = Line.objects.filter(seq=reference.seq, action=reference.action, occurred_at=reference.occurred_at)
            assert reference.hash in {bytes(each.hash).hex()[:16] for each in line}


def test_the_first_hand_over_counts_once_it_is_countersigned(people: Cast) -> None:
    codes = play.lodge(people)
    listed = play.propose(people.hanh, codes, "UB-633", "BC-633")
    assert of(evidence.progress(DAY), "633", "first_hand_over").reason == "none_yet"
    play.sign(people.lan, listed.code, codes)
    assert of(evidence.progress(DAY), "633", "first_hand_over").on == DAY
    assert not of(evidence.progress(DAY - timedelta(days=1)), "633", "first_hand_over").met
    assert not of(evidence.progress(DAY), "622", "first_hand_over").met


def test_a_list_on_which_everything_was_missing_is_no_hand_over(people: Cast) -> None:
    codes = play.lodge(people)
    listed = play.propose(people.hanh, codes, "UB-633", "BC-633")
    play.sign(people.lan, listed.code, codes, **dict.fromkeys(codes, Verdict.MISSING))
    assert not of(evidence.progress(DAY), "633", "first_hand_over").met


def test_what_was_met_stays_met_on_every_later_day(people: Cast) -> None:
    play.at_post(people)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        play.at_post(people, 1, "622")
    met: set[tuple[str, str]] = set()
    for number in range(-10, 20):
        progress = evidence.progress(DAY + timedelta(days=number))
        now = {(t.district.unit, each.key) for t in progress.targets for each in t.evidence if each.met}
        assert met <= now
        met = now
    assert met == {(unit, key) for unit in ("633", "622") for key in ("mandate_signed", "first_hand_over")}


def test_a_mandate_that_ended_no_longer_counts_from_that_day(people: Cast) -> None:
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        mandates.end_mandate(actor=people.tinh, mandate=people.mandate)
    assert of(evidence.progress(DAY), "633", "mandate_signed").met
    over = of(evidence.progress(DAY + timedelta(days=2)), "633", "mandate_signed")
    assert (over.met, over.reason) == (False, "ended")


def test_what_nobody_records_is_not_met_and_says_so(people: Cast) -> None:
    unrecorded = [key for key in evidence.KEYS if key not in ("mandate_signed", "first_hand_over")]
    progress = evidence.progress(date(2030, 1, 1))
    assert {of(progress, "633", key).reason for key in unrecorded} == {"not_recorded"}
    assert progress.complete == 0


def test_three_statements_answer(people: Cast) -> None:
    with CaptureQueriesContext(connection) as seen:
        evidence.progress(DAY)
    assert len(seen) == 3


@pytest.mark.parametrize("text", ["31/12/2019", "2019-13-01", "0001-01-01", "9999-12-31", "x"])
def test_a_day_that_is_none_is_refused_in_words(people: Cast, text: str) -> None:
    answer = ask(text)
    assert answer.status_code == 400
    assert answer.json()["errors"]["as_of"][0]["code"] == "not_a_day"


@pytest.mark.parametrize("address", ["/api/v1/rollout/45-TB-UBND/2", "/api/v1/rollout/44-TB-UBND/3"])
def test_other_directives_are_not_there(people: Cast, address: str) -> None:
    assert Client().get(address).status_code == 404
