"""The public list of procedures: open to all, readable without a script, honest about what is not verified."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from delegation import registry

ROOM = Path(registry.__file__).parent
pytestmark = pytest.mark.usefixtures("gialai")


def page(path: str, **query: str) -> str:
    answer = Client().get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_public_and_searches_without_diacritics() -> None:
    everything = page("/thu-tuc/")
    assert "Cấp bản sao trích lục hộ tịch" in everything
    assert "Đăng ký thành lập hộ kinh doanh" in everything
    some = page("/thu-tuc/", q="ho kinh doanh")
    assert "Đăng ký thành lập hộ kinh doanh" in some
    assert "Cấp bản sao trích lục hộ tịch" not in some
    assert "Không có thủ tục nào như vậy" in page("/thu-tuc/", q="xin thẻ thư viện")
    assert "Cấp bản sao trích lục hộ tịch" in page("/thu-tuc/", field="Hộ tịch")


def test_a_procedure_shows_papers_time_fee_and_postal_charges() -> None:
    shown = page("/thu-tuc/2.000635")
    for words in (
        "Tờ khai cấp bản sao",
        "1 ngày làm việc",
        "8.000",
        "26.000",
        "Bà mẹ Việt Nam anh hùng: miễn cước",
        "hộ nghèo: giảm 50 %",
        "30.500",
        "2.200",
        "85",
    ):
        assert words in shown
    assert "chưa kiểm chứng" in shown.lower()


def test_an_unknown_fee_is_not_shown_as_free_of_charge() -> None:
    shown = page("/thu-tuc/GL-DD-002")
    assert "Chưa có số liệu kiểm chứng" in shown
    assert "Phải nộp lại" in shown or "Giấy tờ cũ phải nộp lại" in shown


def test_a_procedure_that_needs_presence_offers_no_post() -> None:
    shown = page("/thu-tuc/2.000806")
    assert "cần đến trực tiếp" in shown
    assert "Cước bưu chính" not in shown


def test_an_unknown_procedure_is_not_there() -> None:
    assert Client().get("/thu-tuc/9.999999").status_code == 404
    assert Client().post("/thu-tuc/").status_code in {403, 405}


def test_a_page_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    page("/thu-tuc/2.000635")
    with django_assert_max_num_queries(4):
        page("/thu-tuc/2.000635")
    with django_assert_max_num_queries(3):
        page("/thu-tuc/")


def test_every_word_of_the_pages_has_an_english_one() -> None:
    with (ROOM / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        known = {message.id for message in read_po(file) if message.id and message.string}
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOM / "templates").rglob("*.html"))
    views = (ROOM / "web/views.py").read_text(encoding="utf-8")
    used = set(re.findall(r"{% translate ['\"]([^'\"]+)['\"]", texts)) | set(
        re.findall(r"_(?:lazy)?\(\"([^\"]+)\"", views)
    )
    assert used <= known
    assert len(used) > 25
