"""Deadlines as documents say them."""

import unicodedata
from datetime import date

import pytest

from tracking.rollout.directives.deadlines import NotADeadline, last_day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12/2019", date(2019, 12, 31)),
        ("tháng 12/2019", date(2019, 12, 31)),
        ("THÁNG 12 / 2019", date(2019, 12, 31)),
        ("tháng 12 năm 2019", date(2019, 12, 31)),
        ("trong tháng 2/2020", date(2020, 2, 29)),
        ("7/2019", date(2019, 7, 31)),
        ("quý II/2019", date(2019, 6, 30)),
        ("Quý II năm 2019", date(2019, 6, 30)),
        ("Q III/2019", date(2019, 9, 30)),
        ("quý 4/2019", date(2019, 12, 31)),
        ("QIV/2019", date(2019, 12, 31)),
        ("31/12/2019", date(2019, 12, 31)),
        ("ngày 9/7/2019", date(2019, 7, 9)),
        ("2019-07-09", date(2019, 7, 9)),
        ("năm 2019", date(2019, 12, 31)),
        (unicodedata.normalize("NFD", "tháng 1/2019"), date(2019, 1, 31)),
    ],
)
def test_a_deadline_without_a_day_is_kept_on_its_last_day(words: str, day: date) -> None:
    assert last_day(words) == day


@pytest.mark.parametrize(
    "words",
    ["", "khẩn trương", "13/2019", "0/2019", "quý V/2019", "quý 0/2019", "31/02/2019", "12/19", "2019", "12/1899",
     "12/2101", "2019-13-01", "12/2019 hoặc sớm hơn", "hằng quý", "-1/2019", "٣/2019"],
)  # fmt: skip
def test_words_that_name_no_day_are_refused(words: str) -> None:
    with pytest.raises(NotADeadline):
        last_day(words)
