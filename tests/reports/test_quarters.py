"""Quarters begin and end at midnight in Vietnam; the first of a directive begins on its day."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.reports.gathering import period_of
from tracking.reports.quarters import Quarter, since
from tracking.reports.refusals import QuarterBeforeDirective, QuarterNotBegun
from tracking.rollout.models import Directive

NOTICE = Directive(code="44-TB-UBND", number="44/TB-UBND", issued_on=date(2019, 7, 9))


NONSENSE = (
    "",
    "2019",
    "2019-Q5",
    "2019-Q0",
    "Q4-2019",
    "19-Q4",
    "2019-Q4x",
    "9999-Q1",
    "1900-Q1",
    "２０１９-Q4",
    "2019Q4",
)


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        Quarter.parse(text)


def test_a_quarter_is_read_with_blanks_and_small_letters() -> None:
    assert Quarter.parse(" 2019-q4 ") == Quarter(2019, 4)
    assert str(Quarter(2019, 4)) == "2019-Q4"
    assert Quarter(2019, 4).words == "Quý IV/2019"


@given(st.dates(min_value=date(1980, 1, 1), max_value=date(2090, 1, 1)))
def test_every_day_lies_in_its_quarter_and_quarters_leave_no_gap(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert (quarter.next.first - quarter.last).days == 1
    assert quarter.next.previous == quarter
    assert Quarter.parse(str(quarter)) == quarter


def test_the_first_quarter_of_a_directive_begins_on_its_day() -> None:
    period = period_of(NOTICE, Quarter(2019, 3), date(2019, 10, 1))
    assert (period.first, period.as_of) == (date(2019, 7, 9), date(2019, 9, 30))
    assert period.compared is None
    assert period.from_notice
    assert not period.provisional
    assert period.months == ("2019-07", "2019-08", "2019-09")


def test_a_later_quarter_is_compared_with_the_end_of_the_one_before() -> None:
    period = period_of(NOTICE, Quarter(2019, 4), date(2020, 1, 1))
    assert (period.first, period.as_of, period.compared) == (date(2019, 10, 1), date(2019, 12, 31), date(2019, 9, 30))
    assert period.before_first == date(2019, 7, 9)
    assert period.months == ("2019-10", "2019-11", "2019-12")


def test_a_running_quarter_counts_up_to_today_and_is_provisional() -> None:
    period = period_of(NOTICE, Quarter(2019, 4), date(2019, 11, 15))
    assert (period.as_of, period.provisional) == (date(2019, 11, 15), True)
    assert period.months == ("2019-10",)
    assert period_of(NOTICE, Quarter(2019, 4), date(2019, 12, 31)).provisional


def test_the_edge_is_midnight_in_vietnam() -> None:
    period = period_of(NOTICE, Quarter(2019, 4), date(2020, 1, 1))
    assert period.edge == datetime(2019, 12, 31, 17, 0, tzinfo=UTC)
    assert period.begin == datetime(2019, 9, 30, 17, 0, tzinfo=UTC)


def test_quarters_before_the_directive_and_to_come_are_refused() -> None:
    with pytest.raises(QuarterBeforeDirective):
        period_of(NOTICE, Quarter(2019, 2), date(2020, 1, 1))
    with pytest.raises(QuarterNotBegun):
        period_of(NOTICE, Quarter(2020, 1), date(2019, 12, 31))
    with pytest.raises(QuarterNotBegun):
        period_of(NOTICE, Quarter(2019, 3), date(2019, 7, 8))


def test_quarters_since_a_day_come_newest_first() -> None:
    assert since(date(2019, 7, 9), date(2020, 1, 1)) == [Quarter(2020, 1), Quarter(2019, 4), Quarter(2019, 3)]
    assert since(date(2019, 7, 9), date(2019, 7, 8)) == []
