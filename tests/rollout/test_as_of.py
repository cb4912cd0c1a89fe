"""As of a day means: what the ledger would say if nothing had happened after it.

Judging a day over the whole ledger equals judging it over the ledger cut at its end, whatever order lines were written
in; turning points, sums and forecasts follow from the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import time_machine

from delegation.mandates import commands as mandates
from tests import cast as play
from tests.cast import Cast
from tests.rollout import book
from tests.rollout.book import Subject, day, noon
from tracking.rollout import evidence
from tracking.rollout.evidence import Look, Point, Progress

FIRST, LAST = day(7, 1), day(12, 31)
_ENDS = {"appointment": "relieve", "device": "revoke"}


def days(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def lived(seed: int, people: Cast) -> None:
    """Half a year of two districts: evidence comes and goes, is claimed for earlier days and written out of order."""
    dice = Random(seed)
    begun: list[Subject] = []
    for _ in range(70):
        at = FIRST + timedelta(days=dice.randrange(170))
        district = dice.choice(("633", "622"))
        person = str(dice.choice((book.HAN, book.LAN, book.MAY)))
        begun.append(_begun(dice, at, district, person))
    for subject in dice.sample(begun, 30):
        at = FIRST + timedelta(days=dice.randrange(183))
        subject.act(_ENDS.get(subject.machine, "withdraw"), at, {"to": at.isoformat()})
    book.lower(share_on_time_percent=0)
    for month, number, district in ((8, 7, "633"), (8, 12, "633"), (9, 30, "622"), (10, 2, "633")):
        with time_machine.travel(noon(day(month, number)), tick=False):
            play.at_post(people, 2, district)
    with time_machine.travel(noon(day(10, 20)), tick=False):
        mandates.suspend_mandate(actor=people.hanh, mandate=people.mandate)
    with time_machine.travel(noon(day(11, 5)), tick=False):
        mandates.resume_mandate(actor=people.hanh, mandate=people.mandate)


def _begun(dice: Random, at: date, district: str, person: str) -> Subject:
    desk, post = f"UB-{district}", f"BC-{district}"
    match dice.randrange(6):
        case 0:
            until = (at + timedelta(days=dice.randrange(5, 90))).isoformat()
            return book.appointed(at, post, "clerk", person, **({"to": until} if dice.random() < 0.5 else {}))
        case 1:
            return book.appointed(at, desk, "officer", person)
        case 2:
            return book.device(at, post)
        case 3:
            return book.published(at, f"1.00000{dice.randrange(7)}", desk)
        case 4:
            return book.trained(at, person, str(book.HAN), office=post)
        case _:
            return book.of_target("acceptance", "accept", at, f"2/{district}")


def plain(progress: Progress) -> Progress:
    """Without the moment of counting, which is when one looks."""
    return replace(progress, counted_to=None)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_whole_ledger_judges_a_day_as_the_ledger_cut_at_that_day(asked: Cast, seed: int) -> None:
    lived(seed, asked)
    with time_machine.travel(noon(LAST + timedelta(days=30)), tick=False):
        full = evidence.look(until=LAST)
        cuts = {at: evidence.look(until=at) for at in days()}
    for at, cut in cuts.items():
        assert plain(full.progress(at)) == plain(cut.progress(at)), at
        assert full.missing_ranked(at) == cut.missing_ranked(at), at
        assert full.regressions(at) == cut.regressions(at), at
    assert len({tuple(target.pieces for target in full.progress(at).targets) for at in cuts}) > 10


def counted(look: Look, at: date) -> tuple[int, int]:
    progress = look.progress(at)
    return progress.complete, progress.pieces


@pytest.mark.parametrize("seed", [3, 4])
def test_the_burn_up_says_of_each_day_what_that_day_s_board_says(asked: Cast, seed: int) -> None:
    lived(seed, asked)
    with time_machine.travel(noon(LAST + timedelta(days=30)), tick=False):
        look = evidence.look(until=LAST)
        told = {point.day: (point.complete, point.pieces) for point in look.burn_up(LAST).days}
    assert told == {at: counted(look, at) for at in days(look.facts.head.issued_on)}


def test_the_history_of_an_earlier_day_s_burn_up_is_the_same(asked: Cast) -> None:
    lived(5, asked)
    with time_machine.travel(noon(LAST), tick=False):
        later, earlier = evidence.look(until=LAST).burn_up(LAST), evidence.look(until=day(9, 30)).burn_up(day(9, 30))
    known = [point for point in earlier.days if point.complete is not None]
    assert [_bare(each) for each in known] == [_bare(each) for each in later.days[: len(known)]]
    assert known[-1].day == day(9, 30)
    assert earlier.days[-1].day == LAST


def _bare(point: Point) -> tuple[date, int | None, int | None]:
    return point.day, point.complete, point.pieces


def test_evidence_turns_on_the_day_that_its_course_says(asked: Cast) -> None:
    lived(6, asked)
    with time_machine.travel(noon(LAST), tick=False):
        look = evidence.look(until=LAST)
        boards = {at: look.progress(at) for at in days()}
    seen = 0
    for target in range(2):
        for kind in range(8):
            for at in days(FIRST + timedelta(days=1)):
                today = boards[at].targets[target].evidence[kind]
                before = boards[at - timedelta(days=1)].targets[target].evidence[kind]
                if today.met != before.met:
                    seen += 1
                    assert (today.on if today.met else today.lost_on) == at
                elif today.met:
                    assert today.on == before.on
                else:
                    assert today.lost_on == before.lost_on
    assert seen > 15


def test_a_day_to_come_is_judged_as_if_nothing_more_happened(asked: Cast) -> None:
    book.lower(share_on_time_percent=0)
    book.furnished(day(8, 5))
    now = evidence.progress(day(8, 5)).pieces
    assert evidence.progress(day(12, 31)).pieces == now
    ahead = evidence.burn_up(evidence.DIRECTIVE, "2", day(12, 31))
    assert [point.day for point in ahead.days if point.complete is not None][-1] == day(8, 5)


def test_what_is_written_late_counts_on_the_day_it_happened(asked: Cast) -> None:
    Subject("office", "BC-633", "device").act("enrol", day(7, 20), {}, written=day(7, 26))
    target = evidence.progress(day(7, 20)).target("633")
    assert target is not None
    line = target.evidence[3].lines[0]
    assert (line.occurred_at, line.recorded_at.date()) == (noon(day(7, 20)), day(7, 26))


def test_a_claim_that_was_too_old_counts_when_it_was_said(asked: Cast) -> None:
    told = Subject("office", "BC-633", "training")
    told.act("record", day(8, 5), {"people": [book.HAN], "claimed_on": "2019-07-01"}, "backdated")
    book.appointed(day(7, 1), "UB-633", "officer", book.HAN)
    before, after = (evidence.progress(at).target("633") for at in (day(8, 4), day(8, 5)))
    assert before is not None
    assert after is not None
    assert (before.evidence[4].met, after.evidence[4].met) == (False, True)
    assert after.evidence[4].lines[0].flags == ("backdated",)
