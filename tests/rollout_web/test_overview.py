"""The list of directives, the items of one, and the items that are no board."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.journey.conftest import signed_in
from tests.rollout import book
from tests.rollout_web.conftest import BOARD, STRANGE, page, text_of

ALL = "/trien-khai/44-TB-UBND"


def test_directives_are_listed_and_may_be_none(people: Cast) -> None:
    assert "Chưa có văn bản chỉ đạo nào" in text_of("/trien-khai")


def test_a_directive_leads_to_its_items(asked: Cast) -> None:
    assert f'href="{ALL}"' in text_of("/trien-khai")
    text = text_of(ALL, ngay="2019-12-31")
    assert re.findall(r'items__number">(\w+)<', text) == ["1b", "1c", "2", "3", "4", "5a", "6c", "7", "8"]
    assert "“chuyển giao một số nhiệm vụ, dịch vụ hành chính công sang Bưu điện”" in text
    assert text.count("chưa có nguyên văn") == 8
    assert "quý II/2019" in text
    assert "(ngày 30/06/2019)" in text
    assert "Quá hạn 184 ngày" in text


def test_the_items_numbers_are_those_of_their_pages(busy: Cast) -> None:
    text = text_of(ALL, ngay="2019-08-10")
    assert f'class="items__count" href="{BOARD}?ngay=2019-08-10">1/2</a>' in text
    assert 'data-complete="1"' in text_of(BOARD, ngay="2019-08-10")


def test_readiness_stands_by_district_with_the_late_ones_first(asked: Cast) -> None:
    book.of_target("readiness", "declare", book.day(8, 1), "3/23947")
    text = text_of(f"{ALL}/3", ngay="2019-07-20")
    assert re.findall(r'<tr data-unit="(\w+)"', text)[0] == "633"
    assert "nêu đích danh" in text
    assert "không nêu hạn" in text
    assert "quá hạn 20 ngày" in text
    assert "quá hạn 9 ngày" in text_of(f"{ALL}/3", ngay="2019-07-09"), "from the first day on"
    communes = text_of(f"{ALL}/3/633", ngay="2019-08-10")
    assert "Sẵn sàng" in communes
    assert f'href="{ALL}/3/23947?ngay=2019-08-10"' in communes
    assert "1 dòng sổ" in text_of(f"{ALL}/3/23947", ngay="2019-08-10")


def test_an_item_that_is_a_task_says_who_must_do_it_and_why_it_is_open(asked: Cast) -> None:
    text = text_of(f"{ALL}/8", ngay="2019-12-31")
    assert "Chưa báo cáo hoàn thành. Báo cáo kèm minh chứng." in text
    assert "khẩn trương" in text


def test_an_item_of_figures_is_typed_in_by_nobody(asked: Cast) -> None:
    assert "Mục này tính từ sổ, không có ai khai." in text_of(f"{ALL}/1c")


def test_names_are_shown_and_never_run(seventeen: Cast) -> None:
    text = text_of(BOARD)
    assert "<b>Ia" not in text
    assert "&lt;b&gt;Ia O&#x27;Đùng&lt;/b&gt; &amp; K&#x27;Ñai" in text
    sheet = text_of(f"{BOARD}/700")
    assert STRANGE not in sheet
    assert "&lt;b&gt;Ia O&#x27;Đùng" in sheet


def test_the_board_takes_at_most_ten_statements_and_a_hundred_kilobytes(seventeen: Cast) -> None:
    client = Client()
    for query in ({}, {"ngay": "2019-12-31", "so": "2019-07-09"}):
        page(BOARD, client, **query)
        with CaptureQueriesContext(connection) as seen:
            answer = page(BOARD, client, **query)
        assert len(seen) <= 10, [each["sql"][:80] for each in seen]
        assert len(answer.content) <= 100_000
        assert answer.content.count(b'<li class="place ') == 17


def test_everybody_signed_in_finds_the_way(asked: Cast) -> None:
    for person in (asked.hanh, asked.tien, asked.bao):
        assert 'href="/trien-khai" data-go="n"' in text_of("/", signed_in(person))
    assert 'href="/trien-khai"' in text_of("/")


def test_the_desk_of_the_province_counts_what_the_directive_asks(busy: Cast) -> None:
    text = text_of("/", signed_in(busy.tinh))
    assert "Huyện đã đủ minh chứng" in text
    assert "Vướng mắc chờ trả lời" in text


def test_the_wall_asks_again_by_itself_and_holds_nothing_to_press(busy: Cast) -> None:
    answer = page(f"{BOARD}/tuong")
    text = answer.content.decode()
    assert answer["Refresh"] == "300"
    assert not re.search(r"<(a|button|input|script)\b", text)
