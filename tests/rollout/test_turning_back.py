"""A committee that was complete and stops: what the board, comparisons and rankings say of it."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import cast as play
from tests.cast import Cast
from tests.rollout import book
from tests.rollout.book import day
from tests.rollout.world import CODE
from tracking.rollout import evidence

DONE = day(8, 5)
STOPPED = day(8, 15)
"""Ten days after the last hand-over, the window of the rule is empty."""
ADDRESS = "/api/v1/rollout/44-TB-UBND/2"


@pytest.fixture
def stopped(asked: Cast) -> Cast:
    """Chư Sê is complete on 5 August and sends nothing more."""
    book.lower()
    play.at_post(asked, 2)
    book.furnished(day(8, 1))
    book.of_target("acceptance", "accept", day(8, 5))
    return asked


def test_it_is_complete_until_use_stops(stopped: Cast) -> None:
    target = evidence.progress(DONE).target("633")
    assert target is not None
    assert (target.complete, target.complete_since) == (True, DONE)
    assert evidence.progress(STOPPED - timedelta(days=1)).complete == 1
    after = evidence.progress(STOPPED).target("633")
    assert after is not None
    assert (after.complete, after.complete_since, after.regressed_on) == (False, None, STOPPED)
    assert [each.key for each in after.missing] == ["sustained_use"]


def test_a_regression_says_from_when_to_when_and_why(stopped: Cast) -> None:
    assert evidence.regressions(STOPPED - timedelta(days=1)) == ()
    found = evidence.regressions(day(9, 1))
    assert [(each.place.code, each.complete_from, each.lost_on) for each in found] == [("633", DONE, STOPPED)]
    assert [each.reason for each in found[0].missing] == ["too_few_dossiers"]


def test_two_days_are_compared_in_either_order(stopped: Cast) -> None:
    found = evidence.compare(STOPPED, DONE)
    assert found == evidence.compare(DONE, STOPPED)
    assert (found.first, found.last, found.complete_first, found.complete_last) == (DONE, STOPPED, 1, 0)
    assert [(each.place.code, each.key, each.on) for each in found.lost] == [("633", "sustained_use", STOPPED)]
    assert [place.code for place in found.no_longer] == ["633"]
    assert found.lost[0].why() != found.lost[0].why("en")
    start = evidence.compare(day(7, 9), DONE)
    assert {each.key for each in start.gained if each.place.code == "633"} == set(evidence.ITEM_TWO)
    assert [place.code for place in start.became_complete] == ["633"]
    assert evidence.compare(DONE, DONE).gained == ()


def test_what_most_lack_comes_first_with_its_days(stopped: Cast) -> None:
    ranked = evidence.missing_ranked(day(8, 25))
    assert ranked[0].key == "sustained_use"
    assert [(each.place.code, each.days) for each in ranked[0].lacking] == [("622", 47), ("633", 10)]
    assert (ranked[0].count, ranked[0].longest) == (2, 47)
    assert {each.count for each in ranked[1:]} == {1}
    assert "mandate_signed" not in {each.key for each in ranked}


def test_programs_are_told_the_same(stopped: Cast) -> None:
    body = Client().get(ADDRESS, {"as_of": "2019-08-25"}).json()
    assert (body["ask"], body["measure"], body["deadline"], body["simulated"]) == ("2", "evidence", "2019-12-31", False)
    assert [(each["unit"], each["lost_on"]) for each in body["regressions"]] == [("633", "2019-08-15")]
    assert (body["missing"][0]["key"], body["missing"][0]["count"]) == ("sustained_use", 2)
    assert Client().get(body["burn_up"]).json()["days"][-1]["day"] == "2019-12-31"
    target = next(each for each in body["targets"] if each["unit"] == "633")
    alone = Client().get(f"{ADDRESS}/targets/633", {"as_of": "2019-08-25"}).json()
    assert alone == target
    assert alone["regressed_on"] == "2019-08-15"


def test_words_come_in_the_language_that_was_asked_for(stopped: Cast) -> None:
    told = {}
    for language in ("vi", "en"):
        client = Client(headers={"accept-language": language})
        body = client.get(f"{ADDRESS}/targets/622", {"as_of": "2019-08-25"}).json()
        told[language] = next(each for each in body["evidence"] if each["key"] == "devices_enrolled")
    assert told["vi"]["why"] == "Có 0 thiết bị đang dùng, cần 1. Ghi danh thêm thiết bị."
    assert told["en"]["why"] == "0 devices are in use, 1 are needed. Enrol more."
    assert told["vi"]["reason"] == told["en"]["reason"] == "too_few_devices"


def test_a_comparison_needs_its_first_day(stopped: Cast) -> None:
    assert Client().get(f"{ADDRESS}/comparison").json()["errors"]["from"][0]["code"] == "not_a_day"
    body = Client().get(f"{ADDRESS}/comparison", {"from": "2019-08-05", "to": "2019-08-15"}).json()
    assert [each["key"] for each in body["lost"]] == ["sustained_use"]
    assert body["no_longer"] == [{"code": "633", "name": "Huyện Chư Sê"}]


def test_the_directive_is_told_with_its_items(asked: Cast) -> None:
    body = Client().get("/api/v1/rollout/44-TB-UBND").json()
    assert [each["number"] for each in body["asks"]] == ["1b", "1c", "2", "3", "4", "5a", "6c", "7", "8"]
    item = body["asks"][2]
    assert (item["units"], item["deadline_words"], len(item["rules"])) == (2, "12/2019", 8)
    assert Client().get(item["progress"]).json()["ask"] == "2"


@pytest.mark.parametrize(
    "address", ["/45-TB-UBND", f"/{CODE}/2/targets/999", f"/{CODE}/9/burn-up", f"/{CODE}/9/share?from=2019-08-01"]
)
def test_what_is_not_asked_is_not_there(asked: Cast, address: str) -> None:
    assert Client().get(f"/api/v1/rollout{address}").status_code == 404


def test_no_person_is_named(stopped: Cast) -> None:
    told = [Client().get(f"{ADDRESS}{more}").content.decode() for more in ("", "/burn-up", "/targets/633")]
    assert not [text for text in told if "user" in text or book.LAN in text or book.HAN in text]
