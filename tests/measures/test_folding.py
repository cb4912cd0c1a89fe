"""What the lines of a case add to the figures of each day."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from postal_services import clock
from tests.measures import telling
from tests.measures.telling import DUE, FIRST, INCIDENT, MONDAY, RATING, amounts, folded, lodged
from tracking.measures.facts import Told, amounts_of, counted
from tracking.measures.folding import fold
from tracking.measures.keys import Key

LATER = DUE + timedelta(days=30)


def day(number: int) -> date:
    return date(2019, 8, number)


def at(number: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2019, 8, number, hour, minute, tzinfo=clock.VN)


def test_a_case_counts_as_lodged_on_its_day_and_keeps_what_its_first_line_says() -> None:
    case = lodged()
    assert amounts(case, Key.LODGED) == {day(5): 1}
    assert amounts(case, Key.LODGED_SIMULATED) == {}
    facts = folded(case).facts
    assert (facts.committee, facts.procedure, facts.service, facts.regulated_days) == (
        "UB-633",
        "2.000635",
        "return",
        2,
    )


def test_a_first_line_without_the_regulated_days_asks_the_registry() -> None:
    case = lodged()
    case.lines[0] = case.lines[0]._replace(data={k: v for k, v in case.lines[0].said.items() if k != "working_days"})
    assert folded(case).facts.regulated_days == len(FIRST["procedure"])  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["channel", "flag"])
def test_a_case_of_the_simulation_is_counted_as_one(how: str) -> None:
    case = lodged(channel="simulation") if how == "channel" else lodged()
    if how == "flag":
        case.lines[0] = case.lines[0]._replace(flags=["simulated"])
    assert folded(case).facts.simulated
    assert amounts(case, Key.LODGED_SIMULATED) == {day(5): 1}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(5, 23, 59) + timedelta(seconds=59), day(5)),
        (at(6, 0), day(6)),
        (at(6, 0) - timedelta(microseconds=1), day(5)),
        (datetime(2019, 8, 5, 17, 0, tzinfo=UTC), day(6)),
        (datetime(2019, 8, 5, 16, 59, 59, tzinfo=UTC), day(5)),
    ],
)
def test_days_are_days_in_vietnam(moment: datetime, expected: date) -> None:
    assert amounts(lodged(moment, None), Key.LODGED) == {expected: 1}


def test_a_case_is_late_from_the_day_its_appointment_passes_until_it_is_finished() -> None:
    case = lodged()
    assert amounts(case, Key.LATE_OPEN, DUE) == {}
    assert amounts(case, Key.LATE_OPEN, DUE + timedelta(seconds=1)) == {day(7): 1}
    assert folded(case).facts.late_from == DUE
    case.dossier("process", 4, at(8)).dossier("finish", 9, at(12))
    assert amounts(case, Key.LATE_OPEN) == {day(7): 1, day(12): -1}
    assert amounts(case, Key.FINISHED) == {day(12): 1}
    assert amounts(case, Key.FINISHED_ON_TIME) == {}
    assert folded(case).facts.late_from is None


def test_a_case_finished_at_the_very_moment_of_its_appointment_is_on_time() -> None:
    case = lodged().dossier("finish", 9, DUE)
    assert amounts(case, Key.LATE_OPEN) == {}
    assert amounts(case, Key.FINISHED_ON_TIME) == {day(7): 1}


@pytest.mark.parametrize(("action", "state"), [("refuse", 3), ("withdraw", 7)])
def test_a_case_that_ends_otherwise_is_late_no_more_and_not_finished(action: str, state: int) -> None:
    case = lodged().dossier(action, state, at(9))
    assert amounts(case, Key.LATE_OPEN) == {day(7): 1, day(9): -1}
    assert amounts(case, Key.FINISHED) == {}


@pytest.mark.parametrize(("action", "state"), [("ask_supplement", 5), ("financial_duty", 6), ("stop", 8)])
def test_an_appointment_that_passes_in_a_pause_makes_nothing_late(action: str, state: int) -> None:
    case = lodged().dossier("process", 4, at(5, 10)).dossier(action, state, at(6))
    assert amounts(case, Key.LATE_OPEN) == {}
    case.dossier("resume", 4, at(9), due_at=at(12, 17).isoformat())
    assert amounts(case, Key.LATE_OPEN, at(12, 17)) == {}
    assert amounts(case, Key.LATE_OPEN) == {day(12): 1}
    case.dossier("finish", 9, at(12, 16))
    assert amounts(case, Key.LATE_OPEN) == {}
    facts = folded(case).facts
    assert facts.on_time
    assert facts.committed_days == 7 - 3
    assert facts.actual_minutes == ((at(12, 16) - MONDAY) - (at(9) - at(6))) // timedelta(minutes=1)
    assert facts.actual_days == round(facts.actual_minutes * 100 / 480)


def test_a_late_case_that_pauses_is_not_late_meanwhile_and_is_again_when_its_new_appointment_is_past() -> None:
    case = lodged().dossier("process", 4, at(5, 10)).dossier("ask_supplement", 5, at(8))
    assert amounts(case, Key.LATE_OPEN) == {day(7): 1, day(8): -1}
    case.dossier("resume", 4, at(10), due_at=at(9, 17).isoformat())
    assert amounts(case, Key.LATE_OPEN) == {day(7): 1, day(8): -1, day(10): 1}
    assert folded(case).facts.late_from == at(10)


def test_a_new_appointment_takes_lateness_away_from_its_day_on() -> None:
    case = lodged().dossier("reappoint", 2, at(9), due_at=at(20, 17).isoformat())
    assert amounts(case, Key.LATE_OPEN, at(19)) == {day(7): 1, day(9): -1}
    assert amounts(case, Key.LATE_OPEN) == {day(7): 1, day(9): -1, day(20): 1}


def test_lateness_that_lasts_over_days_is_counted_once() -> None:
    case = lodged().dossier("process", 4, at(8)).dossier("reappoint", 4, at(9), due_at=DUE.isoformat())
    assert amounts(case, Key.LATE_OPEN) == {day(7): 1}


def test_an_appointment_at_midnight_passes_on_the_day_that_begins() -> None:
    case = lodged(due=at(8, 0))
    assert amounts(case, Key.LATE_OPEN, at(8, 0)) == {}
    assert amounts(case, Key.LATE_OPEN) == {day(8): 1}


def test_a_finish_that_reached_the_ledger_late_counts_on_the_day_it_happened() -> None:
    case = lodged().dossier("process", 4, at(9)).dossier("finish", 9, at(6))
    assert amounts(case, Key.FINISHED) == amounts(case, Key.FINISHED_ON_TIME) == {day(6): 1}
    assert amounts(case, Key.LATE_OPEN) == {}


def taken(case: telling.Telling, when: datetime) -> telling.Telling:
    case.item("offer", "registered", when - timedelta(hours=1), hand_over=str(telling.CASE))
    return case.item("accept", "accepted", when, hand_over=str(telling.CASE))


def test_a_hand_over_counts_once_with_the_first_list_between_the_committee_and_the_post() -> None:
    case = lodged()
    case.item("accept", "accepted", at(5, 9))
    assert amounts(case, Key.HANDED_OVER) == {}
    case = taken(lodged(), at(6))
    case.say("item", telling.RESULT, "arrive", "arrived", at(7), sides=("BC-64", "BC-633"), hand_over=str(RATING))
    case.item("send_back", "returning", at(8)).item("hand_back", "returned", at(9), hand_over=str(INCIDENT))
    assert amounts(case, Key.HANDED_OVER) == {day(6): 1}
    facts = folded(case).facts
    assert (facts.handed_over_at, facts.handed_over_in, facts.handed_over_seq) == (at(6), telling.CASE, 4)
    assert amounts(case, Key.RETURNED) == {day(9): 1}


def test_an_item_hangs_between_two_hands_until_it_is_answered() -> None:
    case = lodged().item("offer", "registered", at(5, 10), hand_over=str(telling.CASE))
    assert amounts(case, Key.LIMBO_OPEN) == {day(5): 1}
    case.item("note", "registered", at(6))
    assert amounts(case, Key.LIMBO_OPEN) == {day(5): 1}
    case.item("retract", "registered", at(8))
    assert amounts(case, Key.LIMBO_OPEN) == {day(5): 1, day(8): -1}
    assert amounts(taken(lodged(), at(6)), Key.LIMBO_OPEN) == {}


def test_a_result_within_two_days_of_the_post_taking_it_is_in_time_and_first_when_nothing_failed() -> None:
    case = taken(lodged(), at(6)).item("take_out", "out_for_delivery", at(8)).item("deliver", "delivered", at(8, 23))
    for key in (Key.DELIVERED, Key.DELIVERED_IN_TIME, Key.DELIVERED_FIRST):
        assert amounts(case, key) == {day(8): 1}
    slow = taken(lodged(), at(6)).item("take_out", "out_for_delivery", at(8)).item("fail", "attempted", at(8, 10))
    slow.item("take_out", "out_for_delivery", at(9)).item("deliver", "delivered", at(9, 10))
    assert amounts(slow, Key.DELIVERED) == {day(9): 1}
    assert amounts(slow, Key.DELIVERED_IN_TIME) == amounts(slow, Key.DELIVERED_FIRST) == {}
    assert folded(slow).facts.delivered_in_time is False


def test_a_delivery_taken_back_is_an_amount_of_the_day_it_was_taken_back() -> None:
    case = taken(lodged(), at(6)).item("deliver", "delivered", at(7)).item("correct", "accepted", at(9))
    assert amounts(case, Key.DELIVERED) == {day(7): 1, day(9): -1}
    assert folded(case).facts.delivered_at is None
    case.item("deliver", "delivered", at(12))
    assert amounts(case, Key.DELIVERED) == {day(7): 1, day(9): -1, day(12): 1}
    assert amounts(case, Key.DELIVERED_IN_TIME) == {day(7): 1, day(9): -1}


def test_papers_that_go_home_are_no_result() -> None:
    case = lodged()
    case.lines[1] = case.lines[1]._replace(flags=["papers_home"])
    taken(case, at(6)).item("deliver", "delivered", at(7))
    assert amounts(case, Key.DELIVERED) == {}


def test_a_delivery_said_to_be_before_the_post_took_the_item_counts_on_its_day() -> None:
    case = taken(lodged(), at(8)).item("deliver", "delivered", at(7))
    assert amounts(case, Key.DELIVERED) == {day(7): 1}


def test_what_a_device_says_happened_before_the_case_was_there_counts_with_its_beginning() -> None:
    case = lodged(at(9), None)
    case.item("accept", "accepted", at(6)).dossier("finish", 9, at(7))
    assert amounts(case, Key.FINISHED) == {day(9): 1}
    assert fold([line for line in case.lines if line.occurred_at < at(9)], telling.EveryDay()) is None


def test_incidents_stand_until_they_are_dealt_with_and_again_when_they_are_opened_again() -> None:
    case = lodged().say("incident", INCIDENT, "open", "opened", at(6)).say("incident", INCIDENT, "take", "taken", at(7))
    case.say("incident", INCIDENT, "resolve", "resolved", at(8)).say("incident", INCIDENT, "reopen", "reopened", at(12))
    assert amounts(case, Key.INCIDENTS_OPENED) == {day(6): 1}
    assert amounts(case, Key.INCIDENTS_OPEN) == {day(6): 1, day(8): -1, day(12): 1}


def test_a_changed_answer_adds_the_change_on_its_own_day() -> None:
    case = lodged().say("rating", RATING, "rate", "rated", at(6), score=5)
    case.say("rating", RATING, "change", "rated", at(9), score=2)
    assert amounts(case, Key.RATED) == {day(6): 1}
    assert amounts(case, Key.SCORE_SUM) == {day(6): 5, day(9): -3}
    assert amounts(case, Key.SATISFIED) == {day(6): 1, day(9): -1}
    assert folded(case).facts.score == 2


def test_how_long_each_office_had_an_item_is_kept() -> None:
    case = taken(lodged(), at(6)).item("arrive", "arrived", at(7), sides=("BC-64", "BC-633"))
    case.item("deliver", "delivered", at(8))
    assert folded(case).stays == [
        ("UB-633", "2019-08-06", 25 * 60),
        ("BC-633", "2019-08-07", 24 * 60),
        ("BC-64", "2019-08-08", 24 * 60),
    ]


def test_lines_that_begin_no_case_are_none() -> None:
    loose = Told(1, "incident", "open", "", "opened", INCIDENT, MONDAY, "BC-633", None, {}, [])
    assert fold([loose], telling.EveryDay()) is None


def test_what_a_case_counted_is_kept_in_its_row_and_read_back() -> None:
    case = folded(taken(lodged(), at(6)))
    kept = {key: amount for key, amount in case.amounts.items() if amount}
    assert amounts_of(counted(case.amounts)) == kept


def test_written_json_is_read_where_it_is_needed() -> None:
    case = lodged()
    written = [line._replace(data=json.dumps(line.data)) for line in taken(case, at(6)).lines]
    read = fold(written, telling.EveryDay())
    assert read == folded(case)
