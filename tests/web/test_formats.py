from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from postal_services.web import formats


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0 ₫"),
        (8000, "8.000 ₫"),
        (26000, "26.000 ₫"),
        (1_234_567, "1.234.567 ₫"),
        (-500, "−500 ₫"),
        (Decimal("13000.00"), "13.000 ₫"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_has_points_between_thousands(amount: int | None, text: str) -> None:
    assert formats.vnd(amount).replace("\N{NO-BREAK SPACE}", " ") == text


def test_a_day_is_day_month_year() -> None:
    assert formats.vn_date(date(2019, 8, 5)) == "05/08/2019"
    assert formats.vn_date(None) == "—"


def test_an_instant_falls_on_its_day_in_viet_nam() -> None:
    late_evening_utc = datetime(2019, 12, 30, 17, 30, tzinfo=UTC)
    assert formats.vn_date(late_evening_utc) == "31/12/2019"
    assert formats.vn_datetime(late_evening_utc) == "00:30 ngày 31/12/2019"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=20), "dưới 1 phút"),
        (timedelta(minutes=40), "40 phút"),
        (timedelta(hours=3, minutes=50), "3 giờ"),
        (timedelta(hours=29), "29 giờ"),
        (timedelta(days=4, hours=2), "4 ngày"),
        (7200, "2 giờ"),
        (None, "—"),
    ],
)
def test_a_span_is_told_by_its_largest_unit(span: timedelta | float | None, text: str) -> None:
    assert formats.duration(span) == text


def test_working_days_say_left_today_or_late() -> None:
    assert formats.working_days(2) == "còn 2 ngày làm việc"
    assert formats.working_days(0) == "hạn hôm nay"
    assert formats.working_days(-3) == "quá hạn 3 ngày làm việc"


def test_english_has_singular_and_plural() -> None:
    with translation.override("en"):
        assert formats.working_days(1) == "1 working day left"
        assert formats.working_days(-3) == "3 working days late"
        assert formats.duration(timedelta(hours=1)) == "1 hour"


def test_s10_codes_stand_in_groups_and_other_codes_as_they_are() -> None:
    assert formats.s10("hc473124829vn").replace("\N{NO-BREAK SPACE}", " ") == "HC 473 124 829 VN"
    assert formats.s10("000.00.18.H21-190805-0001") == "000.00.18.H21-190805-0001"
    assert formats.s10("") == "—"


def test_phone_numbers_stand_in_groups() -> None:
    assert formats.phone("+84905000001").replace("\N{NO-BREAK SPACE}", " ") == "0905 000 001"
    assert formats.phone("02693824123").replace("\N{NO-BREAK SPACE}", " ") == "0269 3824 123"
    assert formats.phone("") == "—"
