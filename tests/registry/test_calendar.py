"""The working clock: Tết, days in lieu, swapped Saturdays, closures, pauses, and where the table ends."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.registry import calendar, parameters
from delegation.registry.models import Calendar, CalendarDay, Closure, OfficeHours, Parameter
from delegation.registry.refusals import CalendarEnds, NoParameter
from postal_services import clock
from postal_services.errors import Invalid

pytestmark = pytest.mark.usefixtures("gialai")
anytime = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
days = st.dates(date(2019, 1, 1), date(2027, 6, 30))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.VN)


@anytime
@given(start=days, count=st.integers(0, 60), office=st.sampled_from([None, "UB-633", "UB-64"]))
def test_adding_then_counting_gives_the_same_number(start: date, count: int, office: str | None) -> None:
    end = calendar.add_working_days(start, count, office)
    assert calendar.working_days_between(start, end, office) == count
    assert count == 0 or calendar.is_working_day(end, office)


@anytime
@given(one=days, two=days)
def test_counting_back_is_the_negative(one: date, two: date) -> None:
    assert calendar.working_days_between(one, two) == -calendar.working_days_between(two, one)


@anytime
@given(
    start=st.datetimes(
        datetime(2019, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
        datetime(2027, 11, 30),  # noqa: DTZ001
        timezones=st.just(clock.VN),
    ),
    first=st.timedeltas(timedelta(), timedelta(days=4)),
    second=st.timedeltas(timedelta(), timedelta(days=4)),
)
def test_working_time_adds_up_and_pauses_take_away_exactly_their_share(
    start: datetime, first: timedelta, second: timedelta
) -> None:
    low = start
    middle, high = low + first, low + first + second
    whole = calendar.working_time_between(low, high)
    assert whole == calendar.working_time_between(low, middle) + calendar.working_time_between(middle, high)
    paused = calendar.working_time_between(low, high, [(middle, None), (middle, high)])
    assert paused == calendar.working_time_between(low, middle)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2019, 2, 2), date(2019, 2, 10)),
        (date(2020, 1, 23), date(2020, 1, 29)),
        (date(2021, 2, 10), date(2021, 2, 16)),
        (date(2022, 1, 29), date(2022, 2, 6)),
        (date(2023, 1, 20), date(2023, 1, 26)),
        (date(2024, 2, 8), date(2024, 2, 14)),
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2026, 2, 14), date(2026, 2, 22)),
    ],
)
def test_tet_is_one_stretch_without_work(first: date, last: date) -> None:
    length = (last - first).days + 1
    assert not any(calendar.is_working_day(first + timedelta(days=n)) for n in range(length))
    assert calendar.is_working_day(first - timedelta(days=1))
    assert calendar.is_working_day(last + timedelta(days=1))
    assert calendar.working_days_between(first, last) == 0


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2019-01-05", True),
        ("2019-04-15", False),
        ("2019-04-29", False),
        ("2019-05-04", True),
        ("2019-09-02", False),
        ("2024-05-04", True),
        ("2025-05-02", False),
        ("2025-04-26", True),
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2019-08-03", False),
        ("2019-08-05", True),
    ],
)
def test_days_in_lieu_and_swaps(day: str, worked: bool) -> None:
    assert calendar.is_working_day(date.fromisoformat(day)) is worked


def test_postal_days_and_processing_days_are_kept_apart() -> None:
    saturday, swapped_off = date(2019, 8, 3), date(2019, 4, 29)
    assert not calendar.is_working_day(saturday)
    assert calendar.is_working_day(saturday, calendar=Calendar.POSTAL)
    assert calendar.is_working_day(swapped_off, calendar=Calendar.POSTAL)
    assert not calendar.is_working_day(date(2019, 2, 5), calendar=Calendar.POSTAL)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2019-08-05T09:00", "2019-08-08T17:00"),
        ("2019-08-05T15:00", "2019-08-08T17:00"),
        ("2019-08-05T15:01", "2019-08-09T17:00"),
        ("2019-08-03T09:00", "2019-08-08T17:00"),
        ("2019-08-30T16:00", "2019-09-06T17:00"),
        ("2019-02-01T10:00", "2019-02-13T17:00"),
    ],
)
def test_due_times_follow_the_cut_off_and_the_holidays(received: str, due: str) -> None:
    assert calendar.due_at(at(received), 3) == at(due)


def test_the_cut_off_is_data() -> None:
    Parameter.objects.filter(key="receipt_cut_off").update(value="16:30")
    assert calendar.due_at(at("2019-08-05T16:00"), 3) == at("2019-08-08T17:00")


def test_a_storm_closes_one_office_only() -> None:
    day = date(2025, 11, 6)
    assert not calendar.is_working_day(day, "UB-64")
    assert calendar.is_working_day(day, "UB-633")
    assert calendar.is_working_day(day)
    assert calendar.add_working_days(date(2025, 11, 5), 1, "UB-64") == date(2025, 11, 10)


def test_a_closure_of_all_offices_closes_each() -> None:
    day = date(2019, 8, 6)
    closure = Closure.objects.create(
        first_day=day, last_day=day, calendar=Calendar.PROCESSING, reason="Lũ", declared_at=clock.now()
    )
    assert not calendar.is_working_day(day, "UB-633")
    closure.withdrawn_at = clock.now()
    closure.save()
    assert calendar.is_working_day(day, "UB-633")


def test_hours_of_a_day_half_days_and_swapped_saturdays() -> None:
    assert calendar.working_time_between(at("2019-08-05T00:00"), at("2019-08-06T00:00")) == timedelta(hours=8)
    assert calendar.working_time_between(at("2019-08-05T11:00"), at("2019-08-05T14:00")) == timedelta(hours=1)
    assert calendar.working_time_between(at("2019-05-04T00:00"), at("2019-05-05T00:00")) == timedelta(hours=8)
    assert calendar.working_time_between(at("2019-08-06T00:00"), at("2019-08-05T00:00")) == timedelta()
    OfficeHours.objects.filter(calendar="processing", weekday=5, opens="13:30").delete()
    assert calendar.working_time_between(at("2019-08-09T00:00"), at("2019-08-10T00:00")) == timedelta(hours=4.5)


def test_overlapping_pauses_are_taken_away_once() -> None:
    pauses = [
        (at("2019-08-05T08:00"), at("2019-08-05T10:00")),
        (at("2019-08-05T09:00"), at("2019-08-05T11:00")),
        (at("2019-08-05T08:30"), at("2019-08-05T09:30")),
    ]
    worked = calendar.working_time_between(at("2019-08-05T07:00"), at("2019-08-05T17:00"), pauses)
    assert worked == timedelta(hours=5)


def test_a_pause_moves_the_due_day_by_its_working_days() -> None:
    clockwork = calendar.current()
    pause = (at("2019-08-06T09:00"), at("2019-08-12T09:00"))
    moved = clockwork.after_pauses(date(2019, 8, 8), [pause], at("2019-08-20T09:00"))
    assert clockwork.working_days_between(date(2019, 8, 8), moved) == 4
    assert moved == date(2019, 8, 14)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2018, 12, 31), date(2028, 1, 1), date(2100, 1, 1)])
def test_the_calendar_says_where_it_ends(day: date) -> None:
    with pytest.raises(CalendarEnds) as refusal:
        calendar.is_working_day(day)
    assert str(day.year) in refusal.value.detail("en")
    assert "01/01/2019" in refusal.value.detail("vi")


def test_a_deadline_beyond_the_last_year_is_refused_not_guessed() -> None:
    with pytest.raises(CalendarEnds):
        calendar.add_working_days(date(2027, 12, 30), 5)
    with pytest.raises(CalendarEnds):
        calendar.due_at(at("2027-12-31T16:00"), 1)
    with pytest.raises(Invalid):
        calendar.add_working_days(date(2019, 8, 5), -1)


def test_a_year_with_a_single_day_is_not_reached() -> None:
    CalendarDay.objects.create(day=date(2028, 1, 1), calendar="processing", kind="holiday", name="Tết Dương lịch")
    with pytest.raises(CalendarEnds):
        calendar.is_working_day(date(2028, 1, 3))


def test_one_small_query_a_question_and_none_inside_a_reading() -> None:
    calendar.current()
    with CaptureQueriesContext(connection) as queries:
        calendar.add_working_days(date(2019, 1, 2), 200)
    assert len(queries) == 1
    clockwork = calendar.current()
    with CaptureQueriesContext(connection) as queries:
        for n in range(300):
            clockwork.due_at(at("2019-08-05T09:00"), n)
    assert len(queries) == 0


def test_a_changed_day_is_seen_at_once() -> None:
    day = date(2019, 8, 7)
    assert calendar.is_working_day(day)
    row = CalendarDay.objects.create(day=day, calendar="processing", kind="holiday", name="Ngày lễ của tỉnh")
    assert not calendar.is_working_day(day)
    row.delete()
    assert calendar.is_working_day(day)


def test_parameters_carry_their_basis_and_their_day() -> None:
    hold = parameters.value(parameters.Key.HOLD_DAYS, date(2019, 8, 5))
    assert (hold.whole, hold.unit, hold.verified) == (10, "ngày", False)
    Parameter.objects.create(key="hold_days", name="Lưu", value="7", unit="ngày", valid_from=date(2026, 1, 1))
    assert parameters.whole(parameters.Key.HOLD_DAYS, date(2025, 12, 31)) == 10
    assert parameters.whole(parameters.Key.HOLD_DAYS, date(2026, 1, 1)) == 7
    with pytest.raises(NoParameter):
        parameters.value(parameters.Key.HOLD_DAYS, date(1999, 1, 1))
    assert all(parameters.value(key, date(2019, 8, 5)).text for key in parameters.Key)
