"""What devices report late: past facts are facts, clocks are not trusted, slips can be taken back for a while."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, one, propose, scan, send, sign
from tracking.custody.models import Scan
from tracking.custody.projections import ITEMS
from tracking.custody.states import ItemState
from tracking.custody.times import BELIEVABLE

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LATER = NOON + 10 * HOUR
PROOF = "signed on glass"


def test_a_late_line_fills_the_history_and_does_not_move_the_state_back(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out", now=NOON + HOUR)
    scan(cast.lan, code, "deliver", now=NOON + 2 * HOUR, proof=PROOF)
    result = scan(cast.tien, code, "fail", now=LATER, ago=LATER - NOON - HOUR - MINUTE, reason="absent")
    assert (result.outcome, result.code) == ("flagged", "late")
    assert (item(code).state, item(code).since) == (ItemState.DELIVERED, NOON + 2 * HOUR)
    noted = lines(code)[-1]
    assert (noted.action, noted.data["said"], noted.flags) == ("note", "fail", ["late"])
    assert (noted.occurred_at, noted.recorded_at) == (NOON + HOUR + MINUTE, LATER)
    assert list(ITEMS.differences()) == []


def test_a_late_arrival_does_not_call_back_what_was_sent_on_since(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="BC-64", now=NOON + HOUR)
    scan(cast.nga, code, "arrive", now=NOON + 2 * HOUR)
    scan(cast.nga, code, "dispatch", to="BC-633", now=NOON + 4 * HOUR)
    result = scan(cast.nga, code, "arrive", now=LATER, ago=LATER - NOON - 3 * HOUR)
    assert (result.outcome, result.code) == ("flagged", "late")
    found = item(code)
    assert (found.state, found.since, found.bound_for) == (ItemState.IN_TRANSIT, NOON + 4 * HOUR, "BC-633")
    assert scan(cast.lan, code, "arrive", now=LATER).outcome == "recorded"
    assert list(ITEMS.differences()) == []


def test_a_search_that_is_reported_after_the_item_moved_on_is_history(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out", now=NOON + 2 * HOUR)
    result = scan(cast.tien, code, "report_missing", now=LATER, ago=LATER - NOON - HOUR)
    assert (result.outcome, result.code) == ("flagged", "late")
    assert item(code).state == ItemState.OUT_FOR_DELIVERY


def test_a_delivery_reported_late_ends_the_way_all_the_same(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out", now=NOON + 2 * HOUR)
    result = scan(cast.tien, code, "deliver", now=LATER, ago=LATER - NOON - HOUR, proof=PROOF)
    assert result.outcome == "recorded"
    assert (item(code).state, lines(code)[-1].flags) == (ItemState.DELIVERED, ["proof_weak", "late"])


@pytest.mark.parametrize("who", ["lan", "may"])
def test_a_correction_made_before_the_last_move_does_not_take_that_move_back(cast: Cast, who: str) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out", now=NOON + 2 * HOUR)
    result = scan(getattr(cast, who), code, "correct", now=NOON + 3 * HOUR, ago=HOUR + 5 * MINUTE)
    assert (result.outcome, result.code) == ("refused", "nothing_to_correct")
    assert item(code).state == ItemState.OUT_FOR_DELIVERY


def test_a_day_s_scans_sent_at_once_are_recorded_as_they_happened(cast: Cast) -> None:
    code = at_post(cast)[0]
    day = [("take_out", 5, {}), ("fail", 4, {"reason": "absent"}), ("arrive", 3, {}), ("take_out", 2, {})]
    scans = [one(code, act, ago=hours * HOUR, **facts) for act, hours, facts in day]
    results = send(cast.tien, [*scans, one(code, "deliver", ago=HOUR, proof=PROOF)], now=LATER)
    assert [result.outcome for result in results] == ["recorded"] * 5
    assert [line.occurred_at for line in lines(code)[-5:]] == [LATER - hours * HOUR for hours in (5, 4, 3, 2, 1)]
    assert item(code).state == ItemState.DELIVERED


def test_scans_sent_in_the_wrong_order_are_all_kept_and_none_is_lost(cast: Cast) -> None:
    code = at_post(cast)[0]
    deliver = one(code, "deliver", ago=HOUR, proof=PROOF)
    results = send(cast.tien, [deliver, one(code, "take_out", ago=2 * HOUR)], now=LATER)
    assert [(result.outcome, result.code) for result in results] == [("flagged", "forced"), ("flagged", "late")]
    assert item(code).state == ItemState.DELIVERED
    assert item(code).marks == ["forced"]
    assert Scan.objects.in_tray().count() == 2


@pytest.mark.parametrize(
    ("steps", "act", "who"),
    [
        ([], "deliver", "lan"),
        ([("report_missing", {})], "deliver", "lan"),
        ([("send_back", {})], "deliver", "lan"),
        ([("dispatch", {"to": "BC-64"})], "deliver", "lan"),
        ([], "hand_back", "hanh"),
    ],
)
def test_a_final_act_that_already_happened_forces_the_state_with_a_flag(
    cast: Cast, steps: list[tuple[str, dict[str, Any]]], act: str, who: str
) -> None:
    code = at_post(cast)[0]
    for step, facts in steps:
        send(cast.lan, [one(code, step, **facts)])
    result = scan(getattr(cast, who), code, act, now=LATER, ago=HOUR, proof=PROOF)
    assert (result.outcome, result.code) == ("flagged", "forced")
    ends = {"deliver": ItemState.DELIVERED, "hand_back": ItemState.RETURNED}
    assert item(code).state == ends[act]
    indoors = act == "deliver" and not steps
    never_out = ["never_taken_out"] if indoors else []
    weak = ["proof_weak"] if act == "deliver" else []
    assert lines(code)[-1].flags == ["forced", *never_out, *weak]
    assert Scan.objects.in_tray().count() == 1


def test_another_office_cannot_force_the_end_of_an_item(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="BC-64")
    result = scan(cast.nga, code, "deliver", now=LATER, ago=HOUR, proof=PROOF)
    assert (result.outcome, result.code) == ("flagged", "out_of_order")
    assert (item(code).state, item(code).holder_office_id) == (ItemState.IN_TRANSIT, "BC-633")


def test_two_offices_that_both_took_an_item_offline_put_it_in_dispute_and_the_first_keeps_it(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "dispatch", to="BC-64")
    scan(cast.nga, code, "arrive", now=LATER, ago=3 * HOUR)
    second = scan(cast.lan, code, "arrive", now=LATER, ago=2 * HOUR)
    assert (second.outcome, second.code) == ("flagged", "disputed")
    found = item(code)
    assert (found.holder_office_id, found.state, found.marks) == ("BC-64", ItemState.ARRIVED, ["disputed"])
    assert Scan.objects.in_tray().count() == 1


def test_two_offices_that_both_accepted_the_same_item_offline_are_in_dispute(cast: Cast) -> None:
    code = lodge(cast)[0]
    listed = propose(cast.hanh, [code], "UB-633", "BC-633")
    scan(cast.lan, code, "dispatch", to="BC-64", now=LATER)  # refused: shares nothing
    assert scan(cast.nga, code, "accept", now=LATER).code == "unknown_code"
    sign(cast.lan, listed.code, [code])
    scan(cast.lan, code, "dispatch", to="BC-64", now=NOON + MINUTE)
    taken = scan(cast.nga, code, "accept", now=LATER, ago=HOUR)
    assert taken.code == "disputed"
    assert item(code).holder_office_id == "BC-633"


@pytest.mark.parametrize("year", [1900, 1970, 2018, 2100])
def test_a_device_with_an_impossible_clock_is_believed_by_its_stop_watch(cast: Cast, year: int) -> None:
    code = at_post(cast)[0]
    wrong = datetime(year, 1, 1, tzinfo=UTC)
    said = one(code, "take_out", occurred_at=wrong - HOUR, age_ms=3_600_000)
    result = send(cast.lan, [said], now=LATER, device_time=wrong)[0]
    assert result.outcome == "recorded"
    line = lines(code)[-1]
    assert (line.occurred_at, line.recorded_at, line.confidence) == (LATER - HOUR, LATER, "corrected")
    kept = Scan.objects.get(pk=said.id)
    assert (kept.said_at, kept.occurred_at) == (wrong - HOUR, LATER - HOUR)


@pytest.mark.parametrize("days", [-45_000, -60, -1, 1, 60, 30_000])
def test_without_a_stop_watch_the_clock_less_its_skew_is_believed_however_wrong_it_is(cast: Cast, days: int) -> None:
    code = at_post(cast)[0]
    wrong = LATER + timedelta(days=days)
    result = send(cast.lan, [one(code, "take_out", occurred_at=wrong - HOUR)], now=LATER, device_time=wrong)[0]
    line = lines(code)[-1]
    assert (result.outcome, line.occurred_at, line.confidence) == ("recorded", LATER - HOUR, "corrected")
    assert (line.skew_ms > 0) == (days > 0)


@pytest.mark.parametrize(
    "said",
    [
        {"occurred_at": datetime(1900, 1, 1, tzinfo=UTC)},
        {"occurred_at": datetime(2100, 1, 1, tzinfo=UTC)},
        {"occurred_at": datetime(1, 1, 2, tzinfo=UTC)},
        {"age_ms": BELIEVABLE // timedelta(milliseconds=1) + 1},
        {"age_ms": 10**30},
        {"age_ms": -5},
        {},
    ],
)
def test_a_time_that_cannot_be_believed_is_the_time_of_receipt_and_nothing_is_refused(
    cast: Cast, said: dict[str, Any]
) -> None:
    code = at_post(cast)[0]
    result = send(cast.lan, [one(code, "take_out", **said)], now=LATER)[0]
    assert result.outcome == "recorded"
    line = lines(code)[-1]
    assert (line.occurred_at, line.confidence == "estimated") == (LATER, True)


def test_a_small_difference_of_clocks_is_no_correction(cast: Cast) -> None:
    code = at_post(cast)[0]
    ahead = LATER + timedelta(seconds=3)
    send(cast.lan, [one(code, "take_out", occurred_at=ahead)], now=LATER, device_time=ahead)
    line = lines(code)[-1]
    assert (line.occurred_at, line.confidence, line.skew_ms) == (LATER, "exact", 3000)


@pytest.mark.parametrize(
    ("after", "who", "outcome"),
    [
        (14 * MINUTE, "lan", "recorded"),
        (15 * MINUTE, "lan", "recorded"),
        (16 * MINUTE, "lan", "refused"),
        (16 * MINUTE, "may", "recorded"),
        (5 * MINUTE, "hanh", "refused"),
        (5 * MINUTE, "minh", "refused"),
    ],
)
def test_a_slip_is_taken_back_within_a_quarter_of_an_hour_by_its_office_or_later_by_a_supervisor(
    cast: Cast, after: timedelta, who: str, outcome: str
) -> None:
    code = at_post(cast)[0]
    scan(cast.tien, code, "take_out", now=NOON + HOUR)
    scan(cast.tien, code, "deliver", now=NOON + 2 * HOUR, proof=PROOF)
    result = scan(getattr(cast, who), code, "correct", now=NOON + 2 * HOUR + after)
    assert result.outcome == outcome
    if outcome == "recorded":
        found = item(code)
        assert (found.state, found.since) == (ItemState.OUT_FOR_DELIVERY, NOON + HOUR)
        assert actions(code)[-2:] == ["deliver", "correct"]
        assert scan(cast.may, code, "correct", now=LATER).code == "nothing_to_correct"
    else:
        assert result.code == ("unknown_code" if who == "minh" else "nothing_to_correct")
        assert item(code).state == ItemState.DELIVERED


@pytest.mark.parametrize("act", ["report_missing", "find", "damage"])
def test_a_search_is_no_slip_that_could_be_taken_back(cast: Cast, act: str) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out")
    for step in ("report_missing", "find") if act == "find" else (act,):
        assert scan(cast.lan, code, step).outcome == "recorded"
    state = item(code).state
    result = scan(cast.lan, code, "correct")
    assert result.outcome == ("recorded" if act == "damage" else "refused")
    assert item(code).state == (ItemState.ACCEPTED if act == "damage" else state)


def test_a_delivery_of_a_missing_item_that_is_taken_back_leaves_it_missing_and_findable(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "report_missing", now=NOON + MINUTE)
    assert scan(cast.lan, code, "deliver", now=LATER, ago=HOUR, proof=PROOF).code == "forced"
    assert scan(cast.may, code, "correct", now=LATER).outcome == "recorded"
    assert item(code).state == ItemState.MISSING
    assert scan(cast.lan, code, "find", now=LATER).outcome == "recorded"
    assert item(code).state == ItemState.ACCEPTED
    assert list(ITEMS.differences()) == []


def test_what_is_offered_on_a_list_is_withdrawn_not_corrected(cast: Cast) -> None:
    code = lodge(cast, service="send")[0]
    scan(cast.lan, code, "accept")
    propose(cast.lan, [code], "BC-633", "UB-633")
    assert scan(cast.lan, code, "correct").code == "nothing_to_correct"
    assert item(code).state == ItemState.ACCEPTED


def test_a_hand_back_reported_after_the_delivery_is_kept_for_a_person(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "take_out")
    scan(cast.lan, code, "deliver", proof=PROOF)
    result = scan(cast.lan, code, "hand_back", now=LATER, ago=HOUR)
    assert (result.outcome, result.code) == ("flagged", "out_of_order")
    assert item(code).state == ItemState.DELIVERED
    assert item(code).offered_at is None


def test_a_result_cannot_be_handed_in_to_the_agency_that_made_it(cast: Cast) -> None:
    code = at_post(cast)[0]
    assert scan(cast.lan, code, "hand_in").code == "illegal_move"
    assert scan(cast.hanh, code, "hand_in").code == "illegal_move"
    assert item(code).offered_at is None
