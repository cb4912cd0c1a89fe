"""The timetable of tries."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from integrations import schedule

START = datetime(2019, 8, 5, 8, 0, tzinfo=UTC)


def _tries(chance: float) -> list[datetime]:
    now, tries, moments = START, 1, [START]
    while (following := schedule.next_try(tries=tries, first_at=START, now=now, chance=chance)) is not None:
        now, tries = following, tries + 1
        moments.append(now)
    return moments


@given(st.floats(0, 1, exclude_max=True))
def test_a_delivery_is_tried_for_three_days_and_no_longer(chance: float) -> None:
    moments = _tries(chance)
    assert moments[-1] - START == timedelta(days=3)
    assert len(moments) >= 11
    waits = [after - before for before, after in pairwise(moments)]
    assert timedelta(seconds=5) <= waits[0] <= timedelta(seconds=6)
    assert max(waits) <= timedelta(days=1.2)
    assert waits[:-1] == sorted(waits[:-1])


def test_the_jitter_spreads_tries() -> None:
    assert _tries(0.0)[1] < _tries(0.9)[1]


@given(st.integers(-10, 10**7))
def test_retry_after_never_waits_longer_than_an_hour_or_past_the_end(seconds: int) -> None:
    asked = timedelta(seconds=seconds)
    due = schedule.next_try(tries=1, first_at=START, now=START, chance=0.0, retry_after=asked)
    assert due is not None
    assert timedelta(seconds=5) <= due - START <= timedelta(hours=1)
    late = START + timedelta(days=3) - timedelta(seconds=2)
    assert schedule.next_try(tries=9, first_at=START, now=late, chance=0.5, retry_after=asked) == START + schedule.SPAN


def test_a_rejected_message_is_tried_a_few_times() -> None:
    due = [schedule.next_try_of_rejected(tries=tries, now=START, chance=0.0) for tries in range(1, 6)]
    assert [moment is not None for moment in due] == [True, True, True, False, False]


def test_rests_grow_and_are_bounded() -> None:
    rests = [schedule.rest(failures) for failures in range(40)]
    assert rests == sorted(rests)
    assert rests[schedule.TROUBLED_AFTER - 1] == timedelta(0)
    assert rests[-1] == schedule.REST_MAX
