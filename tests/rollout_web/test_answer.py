"""The head of the board: how many, who is missing, what, since when, and where it leads."""

import re
from datetime import date

from tests.cast import Cast
from tests.rollout_web.conftest import BOARD, text_of
from tracking.rollout.web.showing import MOST_LACKING, Mark, Place


def waiting(text: str) -> str:
    """The part of the head that names who is not complete, without its markup."""
    part = re.search(r'<section class="waiting".*?</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", part[0]).split()) if part else ""


def test_the_head_names_who_lacks_what_and_since_when(busy: Cast) -> None:
    told = waiting(text_of(BOARD, ngay="2019-09-30"))
    assert told.startswith("2 nơi chưa đủ Chư Sê 7/8: mất Dùng thường xuyên từ 15/08/2019")
    assert "Pleiku 1/8: chưa có" in told
    assert "4 minh chứng khác" in told
    assert waiting(text_of(BOARD, ngay="2019-08-05")).startswith("1 nơi chưa đủ"), "one of them is complete then"


def test_of_many_the_head_names_a_few_and_opens_the_others(seventeen: Cast) -> None:
    text = text_of(BOARD)
    told = waiting(text)
    assert told.startswith("17 nơi chưa đủ")
    assert told.count("/8:") == 5
    assert told.endswith("và 12 nơi khác")
    assert "xem=chua#tung-noi" in text


def test_the_answer_stands_before_the_map_and_the_days(busy: Cast) -> None:
    text = text_of(BOARD, ngay="2019-09-30")
    places = [
        text.index(each) for each in ('class="headline__number"', 'class="waiting"', 'class="days"', 'class="map')
    ]
    assert places == sorted(places)


def mark(kind: str, *, met: bool = False, lost_on: date | None = None) -> Mark:
    return Mark(kind, kind, kind, met, "", lost_on=lost_on)


def place(*marks: Mark) -> Place:
    return Place("633", "Huyện Chư Sê", "Chư Sê", "", marks)


def test_what_was_lost_is_said_before_what_never_was_there() -> None:
    told = place(mark("A"), mark("B", met=True), mark("C", lost_on=date(2019, 11, 9))).lacks
    assert told == "mất C từ 09/11/2019, chưa có A"


def test_a_long_list_is_cut_but_never_for_a_single_one() -> None:
    assert place(*(mark(letter, met=letter == "Z") for letter in "ABCDZ")).lacks.count(",") == MOST_LACKING
    assert place(*(mark(letter, met=letter == "Z") for letter in "ABCDEZ")).lacks.endswith("2 minh chứng khác")
    assert place(mark("A"), mark("B")).lacks == "chưa có minh chứng nào"
