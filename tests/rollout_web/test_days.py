"""Which day a page shows, how it says so, and what it makes of days that are none."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from postal_services.web.formats import vn_date
from tests.cast import Cast
from tests.rollout_web.conftest import BOARD, page, text_of
from tracking.rollout.web.days import chosen, default_day, read_day

DEADLINE = date(2019, 12, 31)


@pytest.mark.parametrize(
    ("today", "shown", "words"),
    [
        ((2019, 10, 2), "02/10/2019", "Đang xem hôm nay, vì chưa đến hạn."),
        ((2019, 12, 31), "31/12/2019", "Đang xem hôm nay, vì chưa đến hạn."),
        ((2020, 1, 1), "31/12/2019", "Đang xem ngày hết hạn 31/12/2019, vì hạn đã qua."),
        ((2026, 11, 23), "31/12/2019", "Đang xem ngày hết hạn 31/12/2019, vì hạn đã qua."),
    ],
)
def test_today_until_the_deadline_and_the_deadline_afterwards(
    asked: Cast, today: tuple[int, int, int], shown: str, words: str
) -> None:
    with time_machine.travel(datetime(*today, 3, tzinfo=UTC), tick=False):
        text = text_of(BOARD)
    assert f"hết ngày <strong>{shown}</strong>" in text
    assert words in text


def test_an_item_that_was_late_before_it_was_asked_shows_the_last_deadline(asked: Cast) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 3, tzinfo=UTC), tick=False):
        text = text_of("/trien-khai/44-TB-UBND/3")
    assert "hết ngày <strong>31/12/2019</strong>" in text
    assert "quá hạn 184 ngày" in text


@pytest.mark.parametrize(
    "text",
    ["hôm qua", "2019-02-30", "31/02/2019", "0000-01-01", "99999-01-01", "2019", "'><script>", "1/2/3/4", "31/x/2019"],
)
def test_nonsense_leads_to_the_default_day_with_words_about_it(asked: Cast, text: str) -> None:
    answer = page(BOARD, ngay=text)
    told = answer.content.decode()
    assert answer.status_code == 400
    assert "không phải là một ngày. Nhập ngày như 31/12/2019" in told
    assert f"hết ngày <strong>{vn_date(default_day(DEADLINE))}</strong>" in told
    assert "<script>" not in told.split("</head>", 1)[1].replace('<script src="', "")
    assert page(BOARD, ngay="2019-12-31", so=text).status_code == 400


@pytest.mark.parametrize("text", ["2019-10-02", "02/10/2019", "2/10/2019"])
def test_a_day_is_read_as_people_and_browsers_write_it(text: str) -> None:
    assert read_day(text) == date(2019, 10, 2)


def test_years_far_from_the_work_are_no_days() -> None:
    assert [read_day(text) for text in ("1999-12-31", "2101-01-01", "")] == [None, None, None]


def test_a_day_ahead_is_judged_by_what_is_written_so_far(asked: Cast) -> None:
    with time_machine.travel(datetime(2019, 7, 9, 3, tzinfo=UTC), tick=False):
        told = text_of(BOARD, ngay="2019-12-31")
    assert "Ngày này chưa đến: xét theo những gì đã ghi vào sổ đến nay." in told
    assert "ngày hết hạn" in told


@pytest.mark.parametrize(("day", "words"), [("2019-12-01", "còn 30 ngày đến hạn"), ("2020-01-10", "sau hạn 10 ngày")])
def test_the_page_says_how_the_day_lies_to_the_deadline(asked: Cast, day: str, words: str) -> None:
    assert words in text_of(BOARD, ngay=day)


def test_links_keep_the_day(busy: Cast) -> None:
    text = text_of(BOARD, ngay="2019-08-10")
    assert f'href="{BOARD}/633?ngay=2019-08-10"' in text
    assert f'href="{BOARD}/633/dong-so?ngay=2019-08-10&amp;bang-chung=devices_enrolled"' in text
    assert 'href="/trien-khai/44-TB-UBND?ngay=2019-08-10"' in text
    assert "as_of=2019-08-10" in text
    assert 'value="2019-08-10"' in text
    sheet = text_of(f"{BOARD}/633", ngay="2019-08-10")
    assert f'href="{BOARD}?ngay=2019-08-10"' in sheet
    assert f'href="{BOARD}/622?ngay=2019-08-10"' in sheet


def test_two_days_are_compared_from_the_earlier_to_the_later(busy: Cast) -> None:
    text = text_of(BOARD, ngay="2019-08-05", so="2019-07-09")
    assert "Từ 09/07/2019 đến 05/08/2019" in text
    assert "thêm <strong>9</strong>, mất <strong>0</strong> minh chứng" in text
    assert "thêm 8 so với 09/07/2019" in text
    turned = text_of(BOARD, ngay="2019-07-09", so="2019-08-05")
    assert "hết ngày <strong>05/08/2019</strong>" in turned
    lost = text_of(BOARD, ngay="2019-08-15", so="2019-08-05")
    assert "mất <strong>1</strong> minh chứng" in lost
    assert "mất 1 so với 05/08/2019" in lost
    assert "so-sanh" not in text_of(BOARD, ngay="2019-08-05", so="2019-08-05")


def test_a_page_without_a_deadline_shows_today() -> None:
    with time_machine.travel(datetime(2019, 10, 2, 3, tzinfo=UTC), tick=False):
        found = chosen({}, None)
    assert (found.day, found.standing) == (date(2019, 10, 2), "không có hạn ghi ngày")


def test_a_day_before_the_directive_has_a_page(asked: Cast) -> None:
    text = text_of(BOARD, ngay="2019-07-01")
    assert "hết ngày <strong>01/07/2019</strong>" in text
    assert 'data-complete="0" data-pieces="0" data-as-of="2019-07-01"' in text
    assert page(f"{BOARD}/633", ngay="2019-07-01").status_code == 200
