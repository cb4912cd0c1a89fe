"""The forecast: the same for the same facts, never later for more evidence, silent where nothing can be said."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.rollout import book
from tests.rollout.book import day, noon
from tests.rollout.world import CODE
from tracking.rollout import evidence
from tracking.rollout.evidence.courses import Course
from tracking.rollout.evidence.forecasting import HORIZON, HORIZON_WEEKS, Pace, forecast

AT = day(9, 30)
DEADLINE = day(12, 31)
BEGUN = day(7, 9)
WANTED = 8
weeks = st.lists(st.integers(-2, 3), min_size=8, max_size=8).map(tuple)


def p50(pieces: tuple[int, ...], pace: tuple[tuple[int, ...], ...]) -> date | None:
    found, _, _ = forecast(Pace(pieces, pace), WANTED, AT, DEADLINE, "seed")
    return found.p50 if found else None


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_more_evidence_never_makes_it_later(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 5))
    pace = tuple(data.draw(weeks) for _ in range(count))
    pieces = tuple(data.draw(st.integers(0, 6)) for _ in range(count))
    more = tuple(min(7, each + data.draw(st.integers(0, 2))) for each in pieces)
    never = AT + timedelta(weeks=HORIZON_WEEKS + 1)
    few, many = (forecast(Pace(each, pace), WANTED, AT, DEADLINE, "seed")[0] for each in (pieces, more))
    assert (few is None) == (many is None)
    if few and many:
        for name in ("p10", "p50", "p90"):
            assert (getattr(many, name) or never) <= (getattr(few, name) or never)
        assert (many.chance or 0) >= (few.chance or 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(weeks, min_size=1, max_size=5).map(tuple))
def test_its_days_and_its_band_are_in_order(pace: tuple[tuple[int, ...], ...]) -> None:
    found, band, reason = forecast(Pace((5,) * len(pace), pace), WANTED, AT, DEADLINE, "seed")
    if found is None:
        assert reason == "no_gain"
        return
    days = [each for each in (found.p10, found.p50, found.p90) if each]
    assert days == sorted(days)
    assert all(each > AT for each in days)
    for number in range(100):
        low, middle, high = band(AT + timedelta(days=number))
        assert low is not None
        assert middle is not None
        assert high is not None
        assert 0 <= low <= middle <= high <= len(pace)


def test_the_same_facts_give_the_same_forecast() -> None:
    pace = Pace((3, 5), ((1, 0, 2, 0, 1, 0, 0, 1), (0, 1, 0, 0, 1, -1, 0, 2)))
    told = {forecast(pace, WANTED, AT, DEADLINE, "a")[0] for _ in range(3)}
    assert len(told) == 1


def test_a_faster_pace_is_done_earlier() -> None:
    slow, fast = ((0, 0, 0, 1, 0, 0, 0, 0),), ((1, 1, 1, 1, 1, 1, 1, 1),)
    assert p50((4,), fast) == AT + timedelta(weeks=4)
    assert (p50((4,), slow) or date.max) > AT + timedelta(weeks=8)


@pytest.mark.parametrize(
    ("pieces", "pace", "reason"),
    [
        ((8, 8), ((1,) * 8,) * 2, "done"),
        ((3, 8), ((1,),) * 2, "too_early"),
        ((3, 8), ((0,) * 8,) * 2, "no_gain"),
        ((3, 8), ((-1,) * 8,) * 2, "no_gain"),
        ((), (), "not_judged"),
    ],
)
def test_nothing_is_forecast_where_nothing_can_be_said(
    pieces: tuple[int, ...], pace: tuple[tuple[int, ...], ...], reason: str
) -> None:
    found, band, why = forecast(Pace(pieces, pace), WANTED, AT, DEADLINE, "seed")
    assert (found, why, band(AT)) == (None, reason, (None, None, None))


def test_the_chance_speaks_of_a_deadline_still_to_come() -> None:
    pace = Pace((7,), ((1,) * 8,))
    told = [forecast(pace, WANTED, AT, deadline, "seed")[0] for deadline in (DEADLINE, AT, day(1, 1), None)]
    assert [each.chance if each else 9 for each in told] == [1.0, None, None, None]
    soon = forecast(pace, WANTED, AT, AT + timedelta(days=6), "seed")[0]
    assert soon is not None
    assert soon.chance == 0.0


def test_the_pace_counts_gains_and_losses_of_whole_weeks() -> None:
    course = Course.of([(date.min, False), (day(9, 24), True), (day(9, 29), False), (day(9, 30), True)])
    older = Course.of([(date.min, False), (day(8, 6), True)])
    pace = Pace.of([{"a": course, "b": older}], AT, BEGUN)
    assert pace.pieces == (2,)
    assert pace.weeks == ((1, 0, 0, 0, 0, 0, 0, 1),)
    assert Pace.of([{"a": course}], AT, day(9, 20)).weeks == ((1,),)


def test_a_burn_up_leads_from_what_was_to_what_may_be(asked: Cast) -> None:
    book.furnished(day(8, 1))
    book.device(day(8, 20), "BC-622")
    with time_machine.travel(noon(day(8, 31)), tick=False):
        found = evidence.burn_up(CODE, "2", day(8, 31))
    assert (found.days[0].day, found.days[-1].day, len(found.days)) == (BEGUN, DEADLINE, 176)
    known = [point for point in found.days if point.complete is not None]
    assert known[-1].day == day(8, 31)
    assert (known[-1].pieces, found.all_pieces, found.units) == (7, 16, 2)
    assert found.forecast is not None
    ahead = [point for point in found.days if point.complete is None]
    assert all(point.low is not None and point.low <= (point.high or 0) for point in ahead)
    late = evidence.burn_up(CODE, "2", day(3, 31, 2020))
    assert late.days[-1].day == day(3, 31, 2020)


def test_a_day_generations_ahead_is_no_more_work_than_one_of_next_year(asked: Cast) -> None:
    book.furnished(day(8, 1))
    with time_machine.travel(noon(day(8, 31)), tick=False):
        found = evidence.burn_up(CODE, "2", day(12, 31, 2100))
        page = Client().get(f"/trien-khai/{CODE}/2?ngay=2100-12-31")
    assert (found.days[-1].day, found.as_of) == (day(8, 31) + HORIZON, day(12, 31, 2100))
    assert page.status_code == 200


def test_a_day_before_the_notice_has_no_history(asked: Cast) -> None:
    found = evidence.burn_up(CODE, "2", day(6, 1))
    assert all(point.complete is None for point in found.days)
    assert (found.forecast, found.days[0].day) == (None, BEGUN)
