"""The working calendars as the fold asks them: the real ones of Gia Lai."""

from datetime import datetime, timedelta

import pytest

from postal_services import clock
from tracking.measures import working

DESK = "UB-633"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 8, day, hour, minute, tzinfo=clock.VN)


@pytest.mark.parametrize(
    ("received", "begins"),
    [
        (at(5, 9), at(6, 0)),  # a Monday morning counts as Monday
        (at(5, 15, 1), at(7, 0)),  # after the cut-off it counts as Tuesday
        (at(9, 15, 30), at(13, 0)),  # a Friday evening counts as the Monday after
        (at(10, 9), at(13, 0)),  # so does a Saturday
    ],
)
def test_the_day_of_receipt_is_not_counted(cast: object, received: datetime, begins: datetime) -> None:
    assert working.current().clock_starts(received, DESK) == begins


def test_a_result_on_the_last_promised_evening_took_as_many_days_as_were_promised(cast: object) -> None:
    ask = working.current()
    received, due = at(5, 9), at(8, 17)
    assert ask.promised_days(received, due, DESK) == 3
    assert ask.worked_minutes(ask.clock_starts(received, DESK), due, DESK) == 3 * timedelta(hours=8) // timedelta(
        minutes=1
    )
    assert ask.worked_minutes(ask.clock_starts(received, DESK), at(5, 16), DESK) == 0
