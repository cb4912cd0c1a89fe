"""Each kind of evidence: met, not met with the reason, and turned back when it no longer holds."""

from datetime import date, timedelta

import pytest
import time_machine

from delegation.mandates import commands as mandates
from delegation.mandates.models import Mandate
from tests import cast as play
from tests.cast import Cast
from tests.mandates import world as districts
from tests.rollout import book
from tests.rollout.book import HAN, LAN, MAY, day, noon
from tracking.rollout import evidence
from tracking.rollout.evidence import Evidence
from tracking.rollout.evidence.facts import Asked, Counts, Facts, Known, Place, Running
from tracking.rollout.evidence.judging import JUDGES
from tracking.rollout.evidence.lines import MOST_LINES

HEAD = evidence.Head("d", "", "", "", day(7, 9), "2", "", "", "", "", (), None, "", "evidence")
AUGUST = day(8, 1)
LATER = day(9, 20)


def of(at: date, key: str, unit: str = "633", ask: str = "2") -> Evidence:
    target = evidence.progress(at, ask=ask).target(unit)
    assert target is not None
    return next(each for each in target.evidence if each.key == key)


def outcome(at: date, key: str, unit: str = "633", ask: str = "2") -> tuple[bool, str]:
    found = of(at, key, unit, ask)
    return found.met, found.reason


def test_a_suspended_mandate_turns_back_and_a_resumed_one_counts_again(asked: Cast) -> None:
    for when, act in ((day(8, 6), mandates.suspend_mandate), (day(8, 8), mandates.resume_mandate)):
        with time_machine.travel(noon(when), tick=False):
            act(actor=asked.hanh, mandate=asked.mandate)
    assert of(day(8, 5), "mandate_signed").on == AUGUST
    assert outcome(day(8, 6), "mandate_signed") == (False, "suspended")
    assert of(day(8, 7), "mandate_signed").lost_on == day(8, 6)
    again = of(day(8, 8), "mandate_signed")
    assert (again.met, again.on) == (True, day(8, 8))


def test_a_mandate_signed_twice_counts_once(asked: Cast) -> None:
    with time_machine.travel(noon(day(8, 6)), tick=False):
        second = districts.drafting("46/VBCG-UBND", effective_from=day(8, 6), post_office="VX-23947")
        drafted = mandates.draft_mandate(actor=asked.hanh, drafting=second)
        mandates.sign_mandate(actor=asked.hanh, mandate=drafted.id, signed_on=day(8, 6))
        mandates.put_in_force(actor=asked.hanh, mandate=drafted.id)
    found = of(LATER, "mandate_signed")
    assert (found.met, found.on) == (True, AUGUST)
    assert len({line.stream for line in found.lines}) == 1
    assert evidence.progress(LATER).pieces == 2, "one mandate of each district"


def test_a_mandate_ends_with_its_last_day(asked: Cast) -> None:
    Mandate.objects.filter(pk=asked.mandate).update(effective_to=day(8, 20))
    assert of(day(8, 20), "mandate_signed").met
    assert outcome(day(8, 21), "mandate_signed") == (False, "ended")
    assert of(day(8, 25), "mandate_signed").lost_on == day(8, 21)


def test_procedures_count_while_they_are_announced_and_each_once(asked: Cast) -> None:
    told = [book.published(AUGUST, f"1.00000{number}") for number in range(4)]
    book.published(AUGUST, "1.000000")
    assert of(AUGUST, "procedures_published").numbers == {"have": 4, "need": 5}
    assert outcome(AUGUST, "procedures_published") == (False, "too_few_published")
    book.published(day(8, 3), "1.000009")
    assert of(day(8, 3), "procedures_published").on == day(8, 3)
    told[3].act("change", day(8, 4), {"procedure": "1.000003", "posted_days": 2})
    assert of(day(8, 4), "procedures_published").met
    told[3].act("withdraw", day(8, 5), {"procedure": "1.000003"})
    assert outcome(day(8, 5), "procedures_published") == (False, "too_few_published")
    assert outcome(day(7, 31), "procedures_published") == (False, "none_published")


def test_the_procedures_of_another_desk_do_not_count(asked: Cast) -> None:
    for number in range(5):
        book.published(AUGUST, f"1.00000{number}", "UB-622")
    assert not of(AUGUST, "procedures_published").met
    assert of(AUGUST, "procedures_published", "622").met


def test_both_sides_need_their_people_and_lose_them(asked: Cast) -> None:
    book.appointed(AUGUST, "UB-633", "officer", HAN)
    assert outcome(AUGUST, "offices_staffed") == (False, "post_not_staffed")
    clerk = book.appointed(day(8, 3), "BC-633", "clerk", LAN)
    assert (of(day(8, 3), "offices_staffed").on, len(of(day(8, 3), "offices_staffed").lines)) == (day(8, 3), 2)
    assert outcome(day(8, 2), "offices_staffed") == (False, "post_not_staffed")
    book.relieved(clerk, day(8, 10))
    assert of(day(8, 9), "offices_staffed").met
    assert outcome(day(8, 10), "offices_staffed") == (False, "post_not_staffed")


def test_a_person_of_another_role_or_twice_in_one_role_is_not_enough(asked: Cast) -> None:
    book.appointed(AUGUST, "UB-633", "officer", HAN)
    book.appointed(AUGUST, "BC-633", "postman", LAN)
    assert of(AUGUST, "offices_staffed").numbers == {"have": 0, "need": 1}


def test_an_appointment_holds_from_its_first_day_to_before_its_last(asked: Cast) -> None:
    book.appointed(AUGUST, "UB-633", "officer", HAN)
    book.appointed(AUGUST, "BC-633", "clerk", LAN, **{"from": "2019-08-04", "to": "2019-08-09"})
    met = [number for number in range(1, 15) if of(day(8, number), "offices_staffed").met]
    assert met == [4, 5, 6, 7, 8]


def test_people_of_a_closed_office_do_not_count(asked: Cast) -> None:
    book.furnished(AUGUST)
    book.Subject("office", "BC-633", "opening").act("open", AUGUST, {}).act("close", day(8, 20), {})
    assert of(day(8, 19), "offices_staffed").met
    assert outcome(day(8, 20), "offices_staffed") == (False, "post_not_staffed")
    assert outcome(day(8, 20), "devices_enrolled") == (False, "too_few_devices")


def test_a_revoked_device_no_longer_counts(asked: Cast) -> None:
    told = book.device(AUGUST)
    assert of(AUGUST, "devices_enrolled").met
    told.act("revoke", day(8, 9))
    assert outcome(day(8, 9), "devices_enrolled") == (False, "too_few_devices")
    assert of(day(8, 8), "devices_enrolled").met


def test_the_share_of_trained_people_falls_when_somebody_new_comes(asked: Cast) -> None:
    assert outcome(AUGUST, "staff_trained") == (False, "nobody_appointed")
    book.appointed(AUGUST, "UB-633", "officer", HAN)
    book.appointed(AUGUST, "BC-633", "clerk", LAN)
    training = book.trained(day(8, 3), HAN, LAN)
    assert of(day(8, 3), "staff_trained").numbers == {"have": 2, "of": 2, "percent": 80}
    book.appointed(day(8, 6), "BC-633", "clerk", MAY)
    assert outcome(day(8, 6), "staff_trained") == (False, "too_few_trained")
    book.trained(day(8, 7), MAY)
    assert of(day(8, 7), "staff_trained").met
    training.act("withdraw", day(8, 9))
    assert of(day(8, 9), "staff_trained").numbers == {"have": 1, "of": 3, "percent": 80}


def test_people_of_the_post_office_that_the_mandate_names_are_the_ones_that_count(asked: Cast) -> None:
    with time_machine.travel(noon(day(8, 6)), tick=False):
        mandates.end_mandate(actor=asked.tinh, mandate=asked.mandate)
        districts.mandate_in_force(
            asked.hanh, number="50/VBCG-UBND", post_office="VX-23947", effective_from=day(8, 6), effective_to=None
        )
    book.appointed(AUGUST, "UB-633", "officer", HAN)
    book.appointed(AUGUST, "BC-633", "clerk", LAN)
    assert of(day(8, 5), "offices_staffed").met
    assert outcome(day(8, 6), "offices_staffed") == (False, "post_not_staffed")


def test_use_is_sustained_while_enough_dossiers_come_and_are_on_time(asked: Cast) -> None:
    book.lower()
    assert of(day(8, 5), "sustained_use").numbers == {"have": 0, "need": 2, "days": 10}
    play.at_post(asked, 2)
    assert of(day(8, 5), "sustained_use").on == day(8, 5)
    assert of(day(8, 14), "sustained_use").numbers == {"have": 100, "need": 50, "days": 10, "dossiers": 2}
    assert outcome(day(8, 15), "sustained_use") == (False, "too_few_dossiers")
    assert of(day(8, 20), "sustained_use").lost_on == day(8, 15)


def test_the_lines_of_use_are_the_hand_overs_of_its_days(asked: Cast) -> None:
    book.lower()
    play.at_post(asked, 2)
    told = of(day(8, 14), "sustained_use").lines
    assert [line.action for line in told] == ["countersign"]
    assert told[0] in of(day(8, 14), "first_hand_over").lines
    assert [of(day(8, number), "sustained_use").lines for number in (4, 15)] == [(), ()]


def test_a_first_hand_over_that_was_played_stays_marked_and_names_the_first_real_one_too(asked: Cast) -> None:
    play.at_post(asked, channel="simulation")
    with time_machine.travel(noon(day(8, 8)), tick=False):
        play.at_post(asked)
    played, mixed = (of(day(8, number), "first_hand_over") for number in (7, 8))
    assert [line.is_simulated for line in played.lines] == [True, True]
    assert [line.is_simulated for line in mixed.lines] == [True, True, False, False]
    assert mixed.lines[:2] == played.lines
    assert (played.on, mixed.on) == (day(8, 5), day(8, 5)), "the day it is counted from is still the played one"
    assert played.simulated
    assert mixed.simulated


@pytest.mark.parametrize(
    ("finished", "on_time", "reason"),
    [(0, 0, "none_finished"), (4, 1, "too_few_on_time"), (4, 2, ""), (3, 2, ""), (1000, 499, "too_few_on_time")],
)
def test_the_share_on_time_is_of_those_finished_in_the_same_days(finished: int, on_time: int, reason: str) -> None:
    counts = Counts(*(Running.of({AUGUST: number}) for number in (9, finished, on_time, 0)))
    place = Asked("t", Place("633", "", "", "UB-633"), None, named=False, valid_from=AUGUST, valid_to=None)
    facts = Facts(HEAD, (), (), LATER, LATER)
    parameters = {"dossiers": 9, "days": 3, "share_on_time_percent": 50}
    for number in (1, 2, 3):
        found = JUDGES["sustained_use"].find(facts, Known(place, counts=counts), parameters, day(8, number))
        assert found.reason == reason
    after = JUDGES["sustained_use"].find(facts, Known(place, counts=counts), parameters, day(8, 4))
    assert after.reason == "too_few_dossiers"


def test_an_acceptance_stands_until_it_is_withdrawn(asked: Cast) -> None:
    assert outcome(AUGUST, "accepted_by_province") == (False, "not_accepted")
    told = book.of_target("acceptance", "accept", day(8, 3), unmet=["staff_trained"])
    assert of(day(8, 3), "accepted_by_province").on == day(8, 3)
    told.act("withdraw", day(8, 9))
    assert outcome(day(8, 9), "accepted_by_province") == (False, "acceptance_withdrawn")
    book.of_target("acceptance", "accept", day(8, 12))
    assert of(day(8, 12), "accepted_by_province").met


def test_what_one_district_shows_is_not_shown_by_another(asked: Cast) -> None:
    book.furnished(AUGUST)
    book.of_target("acceptance", "accept", AUGUST)
    shown = {target.place.code: target.pieces for target in evidence.progress(AUGUST).targets}
    assert shown == {"633": 6, "622": 1}


def test_a_task_is_done_when_it_is_confirmed(asked: Cast) -> None:
    told = book.of_target("task", "report_done", AUGUST, "8/BC-64")
    assert outcome(AUGUST, "task_confirmed", "BC-64", "8") == (False, "not_confirmed")
    told.act("confirm", day(8, 4))
    assert of(day(8, 4), "task_confirmed", "BC-64", "8").on == day(8, 4)
    told.act("withdraw", day(8, 9))
    assert outcome(day(8, 9), "task_confirmed", "BC-64", "8") == (False, "task_withdrawn")
    assert evidence.progress(day(8, 5), ask="8").complete == 1


def test_a_rejected_task_says_so(asked: Cast) -> None:
    book.of_target("task", "report_done", AUGUST, "8/BC-64").act("reject", day(8, 2))
    assert outcome(day(8, 2), "task_confirmed", "BC-64", "8") == (False, "task_rejected")


def test_what_was_played_is_marked(asked: Cast) -> None:
    book.device(AUGUST, "BC-633", "simulated")
    found = of(AUGUST, "devices_enrolled")
    assert (found.met, found.simulated, found.lines[0].flags) == (True, True, ("simulated",))
    progress = evidence.progress(AUGUST)
    assert progress.simulated
    assert progress.target("633").simulated  # type: ignore[union-attr]
    assert not progress.target("622").simulated  # type: ignore[union-attr]


def test_what_was_played_is_marked_however_many_lines_came_after_it(asked: Cast) -> None:
    book.device(AUGUST, "BC-633", "simulated")
    for _ in range(MOST_LINES):
        book.device(day(8, 2), "BC-633")
    found = of(day(8, 2), "devices_enrolled")
    assert (len(found.lines), found.numbers["have"]) == (MOST_LINES, MOST_LINES + 1)
    assert found.simulated


def test_an_ask_that_is_not_judged_is_never_complete(asked: Cast) -> None:
    progress = evidence.progress(LATER, ask="1c")
    assert (len(progress.targets), progress.complete, progress.all_pieces) == (2, 0, 0)
    assert evidence.burn_up(evidence.DIRECTIVE, "1c", LATER).reason == "not_judged"


def test_the_days_of_a_target_before_the_notice_are_judged_by_its_first_rules(asked: Cast) -> None:
    book.device(day(7, 1))
    before = evidence.progress(day(7, 2))
    assert (len(before.targets), before.before_issue) == (2, True)
    assert next(each for each in before.targets[1].evidence if each.key == "devices_enrolled").met
    assert len(evidence.progress(date(1900, 1, 1)).targets) == 2
    assert len(evidence.progress(date(2100, 12, 31)).targets) == 2


def test_the_17_stay_after_their_units_ended(asked: Cast) -> None:
    assert {target.place.code for target in evidence.progress(date(2026, 1, 1)).targets} == {"633", "622"}


def test_days_late_begin_after_the_deadline(asked: Cast) -> None:
    target = evidence.progress(day(12, 31)).targets[0]
    assert [target.days_late(day(12, 31) + timedelta(days=number)) for number in (0, 1, 9)] == [0, 1, 9]
