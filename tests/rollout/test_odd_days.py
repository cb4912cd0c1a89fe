"""Days on which much happens, and edges of days: each is judged as if nothing had happened after it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from delegation.mandates import commands as mandates
from delegation.mandates.models import Mandate
from postal_services import clock
from postal_services.errors import Invalid
from postal_services.ledger.models import Line
from tests import cast as play
from tests.cast import Cast
from tests.mandates import world as districts
from tests.rollout import book
from tests.rollout.book import HAN, LAN, Subject, day
from tracking.custody.commands import hand_over
from tracking.custody.states import Verdict
from tracking.measures.keys import Key
from tracking.measures.queries import daily
from tracking.rollout import evidence
from tracking.rollout.evidence import Evidence, MonthShare
from tracking.rollout.evidence.facts import Asked, Counts, Facts, Known, Place, Running, edge_of
from tracking.rollout.evidence.judging import JUDGES, Finding, is_simulated

HEAD = evidence.Head("d", "", "", "", day(7, 9), "2", "", "", "", "", (), day(12, 31), "", "evidence")
PLACE = Place("633", "", "", "UB-633")
USE = {"dossiers": 30, "days": 30, "share_on_time_percent": 80}
LAST = day(12, 31)
THE_DAY = day(10, 10)


def at(when: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(when, time(hour, minute, second), clock.VN)


def of(when: date, key: str, unit: str = "633", until: date = LAST) -> Evidence:
    """A piece of evidence of a day, by a look that knows more; the look that knows no more has to say the same."""
    whole = evidence.look(until=max(until, when + timedelta(days=1))).progress(when).target(unit)
    cut = evidence.progress(when).target(unit)
    assert whole is not None
    assert cut is not None
    assert whole == cut, f"{when} is judged by what came after it"
    return next(each for each in whole.evidence if each.key == key)


def met(key: str, *days: date) -> list[bool]:
    return [of(when, key).met for when in days]


@pytest.fixture
def later(asked: Cast) -> Cast:
    """The cast and the notice; everything is looked at in January."""
    return asked


def on(when: datetime) -> time_machine.travel:
    return time_machine.travel(when, tick=False)


def test_a_mandate_signed_twice_suspended_resumed_and_ended_on_one_day(later: Cast) -> None:
    acts: tuple[tuple[int, Callable[..., object]], ...] = (
        (8, mandates.suspend_mandate),
        (9, mandates.resume_mandate),
        (10, mandates.suspend_mandate),
        (11, mandates.end_mandate),
    )
    for hour, act in acts:
        with on(at(THE_DAY, hour)):
            act(actor=later.hanh, mandate=later.mandate)
    with on(at(THE_DAY, 12)):
        second = districts.drafting("46/VB", effective_from=THE_DAY, post_office="VX-23947")
        again = mandates.draft_mandate(actor=later.hanh, drafting=second)
        mandates.sign_mandate(actor=later.hanh, mandate=again.id, signed_on=THE_DAY)
        mandates.put_in_force(actor=later.hanh, mandate=again.id)
    with on(at(THE_DAY, 15)):
        mandates.end_mandate(actor=later.hanh, mandate=again.id)
    eve, after = THE_DAY - timedelta(days=1), THE_DAY + timedelta(days=1)
    assert met("mandate_signed", eve, THE_DAY, after) == [True, False, False]
    assert (of(THE_DAY, "mandate_signed").reason, of(after, "mandate_signed").lost_on) == ("ended", THE_DAY)


def test_a_mandate_replaced_by_its_amendment_on_one_day_is_in_force_without_a_break(later: Cast) -> None:
    with on(at(THE_DAY, 9)):
        mandates.end_mandate(actor=later.hanh, mandate=later.mandate, at=at(THE_DAY, 0))
        new = mandates.draft_mandate(actor=later.hanh, drafting=districts.drafting("47/VB", effective_from=THE_DAY))
        mandates.sign_mandate(actor=later.hanh, mandate=new.id, signed_on=THE_DAY)
        mandates.put_in_force(actor=later.hanh, mandate=new.id)
    found = of(THE_DAY + timedelta(days=5), "mandate_signed")
    assert (found.met, found.on, found.lost_on) == (True, day(8, 1), None)


def test_a_suspended_mandate_does_not_end_while_it_was_in_force(later: Cast) -> None:
    with on(at(THE_DAY, 9)):
        mandates.suspend_mandate(actor=later.hanh, mandate=later.mandate)
        with pytest.raises(Invalid):
            mandates.end_mandate(actor=later.hanh, mandate=later.mandate, at=at(THE_DAY - timedelta(days=3), 9))
        assert Mandate.objects.get(pk=later.mandate).state == "suspended"
        mandates.end_mandate(actor=later.hanh, mandate=later.mandate, at=at(THE_DAY, 9))
    assert met("mandate_signed", THE_DAY - timedelta(days=1), THE_DAY) == [True, False]


def test_a_list_signed_after_midnight_here_and_before_midnight_in_greenwich_is_of_the_new_day(later: Cast) -> None:
    with on(at(THE_DAY, 23)):
        codes = play.lodge(later)
        listed = play.propose(later.hanh, codes, "UB-633", "BC-633")
    with on(at(THE_DAY + timedelta(days=1), 0, 30)):
        play.sign(later.lan, listed.code, codes)
        assert clock.now().date() == THE_DAY, "it is yesterday in Greenwich"
    next_day = THE_DAY + timedelta(days=1)
    assert met("first_hand_over", THE_DAY, next_day) == [False, True]
    read = daily(["UB-633"], [Key.HANDED_OVER, Key.LODGED], LAST)
    assert [read.on("UB-633", Key.HANDED_OVER, when) for when in (THE_DAY, next_day)] == [0, 1]
    assert [read.on("UB-633", Key.LODGED, when) for when in (THE_DAY, next_day)] == [1, 0]


def test_a_difference_cleared_after_the_quarter_leaves_the_quarter_as_it_was(later: Cast) -> None:
    quarter, cleared = day(9, 30), day(10, 2)
    with on(at(quarter, 15)):
        codes = play.lodge(later)
        listed = play.propose(later.hanh, codes, "UB-633", "BC-633")
        play.sign(later.lan, listed.code, codes, **dict.fromkeys(codes, Verdict.MISSING))
    before = of(quarter, "first_hand_over")
    with on(at(cleared, 9)):
        hand_over.resolve_hand_over(actor=later.hanh, code=listed.code, resolution="Đã tìm thấy trong túi khác.")
        again = play.propose(later.hanh, codes, "UB-633", "BC-633")
        play.sign(later.lan, again.code, codes)
    assert of(quarter, "first_hand_over") == before
    assert met("first_hand_over", quarter, day(10, 1), cleared) == [False, False, True]
    read = daily(["UB-633"], [Key.HANDED_OVER], LAST)
    assert read.between("UB-633", Key.HANDED_OVER, day(7, 1), quarter) == 0
    assert read.between("UB-633", Key.HANDED_OVER, day(10, 1), LAST) == 1


def test_a_delivery_corrected_after_the_quarter_is_taken_off_on_its_own_day(later: Cast) -> None:
    quarter = day(9, 30)
    with on(at(quarter, 9)):
        code = play.at_post(later)[0]
        play.scan(later.tien, code, "take_out")
        play.scan(later.tien, code, "deliver", proof="x")
    with on(at(day(10, 2), 9)):
        play.scan(later.may, code, "correct", reason="wrong_item")
    read = daily(["UB-633"], [Key.DELIVERED], LAST)
    corrected = Line.objects.filter(machine="item", action="correct").exists()
    assert read.between("UB-633", Key.DELIVERED, day(7, 1), quarter) == 1
    assert read.between("UB-633", Key.DELIVERED, day(10, 1), LAST) == (-1 if corrected else 0)


def test_a_dossier_handed_over_again_counts_once_on_its_first_day(later: Cast) -> None:
    with on(at(THE_DAY, 9)):
        code = play.at_post(later)[0]
    with on(at(THE_DAY + timedelta(days=40), 9)):
        play.scan(later.lan, code, "send_back", reason="refused")
        back = play.propose(later.lan, [code], "BC-633", "UB-633")
        play.sign(later.hanh, back.code, [code])
    read = daily(["UB-633"], [Key.HANDED_OVER], LAST)
    assert (read.on("UB-633", Key.HANDED_OVER, THE_DAY), read.standing("UB-633", Key.HANDED_OVER, LAST)) == (1, 1)


def test_a_training_withdrawn_and_recorded_anew_the_same_day_counts_without_a_break(later: Cast) -> None:
    book.appointed(day(9, 1), "UB-633", "officer", HAN)
    first = book.trained(day(9, 2), HAN, LAN, office="UB-633")
    first.act("withdraw", THE_DAY)
    book.trained(THE_DAY, HAN, office="UB-633")
    assert met("staff_trained", THE_DAY - timedelta(days=1), THE_DAY, LAST) == [True] * 3
    found = of(THE_DAY, "staff_trained")
    assert (found.on, len(found.lines)) == (day(9, 2), 1)


def test_a_training_withdrawn_and_recorded_a_day_later_is_missing_for_that_day(later: Cast) -> None:
    book.appointed(day(9, 1), "UB-633", "officer", HAN)
    book.trained(day(9, 2), HAN, office="UB-633").act("withdraw", THE_DAY)
    next_day = THE_DAY + timedelta(days=1)
    book.trained(next_day, HAN, office="UB-633")
    assert met("staff_trained", THE_DAY - timedelta(days=1), THE_DAY, next_day) == [True, False, True]


def test_a_device_enrolled_and_revoked_on_one_day_never_counted(later: Cast) -> None:
    book.device(THE_DAY).act("revoke", THE_DAY)
    found = of(LAST, "devices_enrolled")
    assert (found.met, found.on, found.lost_on) == (False, None, None)
    book.device(day(11, 1)).act("revoke", day(11, 2))
    assert met("devices_enrolled", THE_DAY, day(11, 1), day(11, 2)) == [False, True, False]


def test_a_revocation_written_before_the_enrolment_it_follows_in_time_still_ends_it(later: Cast) -> None:
    device = Subject("office", "BC-633", "device").act("enrol", day(9, 5), {}, written=day(9, 8))
    device.act("revoke", day(9, 3), {}, written=day(9, 9))
    assert met("devices_enrolled", day(9, 2), day(9, 3), day(9, 5), day(9, 8)) == [False] * 4


@pytest.mark.parametrize(("written", "counts"), [(at(LAST, 23, 59, 59), True), (edge_of(LAST), False)])
def test_december_ends_with_its_last_second_here(later: Cast, written: datetime, counts: bool) -> None:
    with on(written):
        play.at_post(later)
    assert met("first_hand_over", LAST, LAST + timedelta(days=1)) == [counts, True]
    read = daily(["UB-633"], [Key.LODGED], LAST + timedelta(days=1))
    assert read.between("UB-633", Key.LODGED, day(10, 1), LAST) == counts
    assert read.between("UB-633", Key.LODGED, day(1, 1, 2020), day(3, 31, 2020)) == (not counts)


def test_a_deadline_of_december_is_kept_on_its_last_day_and_missed_on_the_next(later: Cast) -> None:
    target = evidence.progress(LAST).target("633")
    assert target is not None
    assert target.deadline in {None, LAST}
    assert evidence.progress(LAST).deadline == LAST
    dated = evidence.Target("t", PLACE, (), deadline=LAST)
    assert [dated.days_late(when) for when in (LAST, day(1, 1, 2020), day(1, 2, 2020))] == [0, 1, 2]


def judged(counts: Counts, when: date, parameters: dict[str, int] | None = None) -> Finding:
    asked = Asked("t", PLACE, None, named=False, valid_from=day(7, 9), valid_to=None)
    facts = Facts(HEAD, (), (), LAST, LAST)
    return JUDGES["sustained_use"].find(facts, Known(asked, counts=counts), parameters or USE, when)


def use(handed_over: int, finished: int, on_time: int) -> Counts:
    return Counts(*(Running.of({THE_DAY: number}) for number in (handed_over, finished, on_time)))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (use(30, 5, 4), ""),
        (use(29, 5, 5), "too_few_dossiers"),
        (use(30, 0, 0), "none_finished"),
        (use(30, 10, 8), ""),
        (use(30, 100, 79), "too_few_on_time"),
        (use(30, 1000, 799), "too_few_on_time"),
        (use(30, 1, 1), ""),
        (use(0, 0, 0), "too_few_dossiers"),
    ],
)
def test_use_at_its_thresholds(counts: Counts, reason: str) -> None:
    found = judged(counts, THE_DAY)
    assert (found.met, found.reason) == (not reason, reason)
    assert found.numbers["have"] < found.numbers["need"] or found.met or reason == "none_finished"


@pytest.mark.parametrize(("days_later", "counts"), [(0, True), (29, True), (30, False), (31, False)])
def test_the_thirty_days_are_thirty_with_the_day_itself(days_later: int, counts: bool) -> None:
    assert judged(use(30, 5, 5), THE_DAY + timedelta(days=days_later)).met == counts
    assert not judged(use(30, 5, 5), THE_DAY - timedelta(days=1)).met


def test_a_month_without_a_case_that_could_go_has_no_share_and_is_no_contradiction() -> None:
    month = MonthShare(PLACE, day(8, 1), 0, 0)
    assert (month.flag, month.counts, month.per_mille) == ("", False, None)
    assert evidence.Shares(LAST, (month,)).total() == (0, 0)
    assert MonthShare(PLACE, day(8, 1), 1, 0).flag == "contradicts_ledger"


@pytest.mark.parametrize("lodged_days_before", [0, 25, 61, 200])
def test_use_is_marked_where_any_of_its_cases_was_played_however_long_ago_it_was_lodged(
    lodged_days_before: int,
) -> None:
    lodged = Running.of({THE_DAY - timedelta(days=lodged_days_before): 1})
    real = use(30, 5, 5)
    mixed = Counts(real.handed_over, real.finished, real.on_time, lodged)
    asked = Asked("t", PLACE, None, named=False, valid_from=day(7, 9), valid_to=None)
    assert judged(mixed, THE_DAY).met
    assert is_simulated(Known(asked, counts=mixed), "sustained_use", USE, THE_DAY, ())
    assert not is_simulated(Known(asked, counts=real), "sustained_use", USE, THE_DAY, ())
    assert not is_simulated(Known(asked, counts=mixed), "sustained_use", USE, THE_DAY + timedelta(days=800), ())
