"""The citizen's page and the search by code."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.models import Dossier
from delegation.registry.models import Parameter
from postal_services.accounts.limits import Limit
from postal_services.documents.tokens import new_token
from tests import cast as play
from tests.cast import NOON, Cast
from tests.journey.conftest import signed_in
from tracking.custody.models import HandOver
from tracking.journey import lookup, queries

PHONE_ENDING = "0001"
HEAVIEST = 30 * 1024


@pytest.fixture
def code(people: Cast) -> str:
    """A result that the post has taken over."""
    return play.at_post(people)[0]


def dossier_of(code: str) -> Dossier:
    return play.item(code).dossier


def page(visitor: Client, code: str) -> Any:
    return visitor.get(f"/t/{dossier_of(code).token}")


def asks(visitor: Client, code: str, digits: str) -> Any:
    return visitor.post("/tra-cuu", {"code": code, "digits": digits})


def test_the_page_tells_where_the_result_is(visitor: Client, code: str) -> None:
    text = page(visitor, code).content.decode()
    assert "Bưu điện đã nhận kết quả" in text
    assert "Bưu điện huyện Chư Sê" in text
    assert "chưa kiểm chứng" in text


def test_a_page_costs_one_statement_and_sets_no_cookie(visitor: Client, code: str) -> None:
    token = dossier_of(code).token
    visitor.get(f"/t/{token}")
    with CaptureQueriesContext(connection) as seen:
        answer = visitor.get(f"/t/{token}")
    assert len(seen) == 1
    assert not answer.cookies


def test_nothing_of_the_citizen_is_on_the_page(visitor: Client, code: str) -> None:
    dossier = dossier_of(code)
    text = page(visitor, code).content.decode()
    for private in (dossier.applicant_name, dossier.applicant_phone, dossier.applicant_address, "Lan", "Trích lục"):
        assert private not in text


def test_the_page_stays_out_of_caches_and_search_engines(visitor: Client, code: str) -> None:
    answer = page(visitor, code)
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_printed_link_works_in_capitals_and_small_letters(visitor: Client, code: str) -> None:
    token = dossier_of(code).token
    assert visitor.get(f"/T/{token}").status_code == 200
    assert visitor.get(f"/t/{token.lower()}").status_code == 200


def test_the_page_weighs_less_than_thirty_kilobytes_with_everything(visitor: Client, people: Cast, code: str) -> None:
    for _ in range(20):
        play.scan(people.lan, code, "take_out")
        play.scan(people.lan, code, "fail", reason="absent", measure="retry")
        play.scan(people.lan, code, "arrive")
    answer = page(visitor, code)
    parts = [answer.content]
    sources = set(re.findall(r'(?:href|src)="/static/([^"]+)"', answer.content.decode()))
    for source in sources:
        found = finders.find(source)
        assert isinstance(found, str)
        with open(found, "rb") as file:
            parts.append(file.read())
    inside = b"".join(parts)
    assert b"<script" not in inside
    assert b"url(" not in inside
    assert len(inside) < HEAVIEST


def test_unknown_tokens_and_nonsense_get_one_answer(visitor: Client, people: Cast) -> None:
    answers = [visitor.get(f"/t/{text}") for text in (new_token(), new_token(), "abc", "x" * 300)]
    assert {answer.status_code for answer in answers} == {404}


def test_a_corrected_scan_disappears_from_the_page(visitor: Client, people: Cast, code: str) -> None:
    play.scan(people.lan, code, "take_out")
    assert "Đang đi phát" in page(visitor, code).content.decode()
    play.scan(people.lan, code, "correct")
    assert "Đang đi phát" not in page(visitor, code).content.decode()


def test_limbo_names_who_has_to_sign(visitor: Client, people: Cast) -> None:
    code = play.lodge(people)[0]
    play.propose(people.hanh, [code], "UB-633", "BC-633")
    text = page(visitor, code).content.decode()
    assert "Đang chờ Bưu điện huyện Chư Sê ký nhận" in text
    assert "Bộ phận một cửa huyện Chư Sê" in text


def test_a_changed_number_of_days_is_noticed_at_once(people: Cast, code: str) -> None:
    token = dossier_of(code).token
    before = queries.journey(token)
    Parameter.objects.filter(key="transit_days_in_province").update(value="4", verified=True)
    after = queries.journey(token)
    assert before is not None
    assert after is not None
    assert before.expected_on is not None
    assert after.expected_on == before.expected_on + timedelta(days=2)
    assert "chưa kiểm chứng" not in after.expected_note


@pytest.mark.parametrize("form", ["item", "dossier"])
def test_a_code_and_four_digits_show_the_milestones_but_never_the_token(visitor: Client, code: str, form: str) -> None:
    dossier = dossier_of(code)
    typed = f" {code[:2].lower()} {code[2:]} " if form == "item" else dossier.code.lower()
    answer = asks(visitor, typed, PHONE_ENDING)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Bưu điện đã nhận kết quả" in text
    assert dossier.token not in text
    assert dossier.applicant_name not in text


def test_a_wrong_ending_and_a_code_that_is_none_get_the_same_bytes(visitor: Client, code: str) -> None:
    dossier = dossier_of(code)
    other = f"{dossier.code[:-4]}9999"
    asks(visitor, other, "9876")
    with CaptureQueriesContext(connection) as wrong_work:
        wrong = asks(visitor, dossier.code, "9876")
    with CaptureQueriesContext(connection) as none_work:
        none = asks(visitor, other, "9876")
    assert wrong.status_code == none.status_code == 404
    assert wrong.content.replace(dossier.code.encode(), b"") == none.content.replace(other.encode(), b"")
    assert set(wrong.headers.items()) - varying(wrong) == set(none.headers.items()) - varying(none)
    assert [shape(q) for q in wrong_work] == [shape(q) for q in none_work]


def varying(answer: Any) -> set[tuple[str, str]]:
    return {pair for pair in answer.headers.items() if pair[0] == "X-Request-Id"}


def shape(query: dict[str, str]) -> str:
    return re.sub(r"'[^']*'|\\x[0-9a-f]+|\d+", "?", query["sql"])


def test_a_token_needs_no_digits(visitor: Client, code: str) -> None:
    token = dossier_of(code).token
    for answer in (visitor.get("/tra-cuu", {"code": f"https://x.vn/t/{token}"}), asks(visitor, token, "")):
        assert answer.status_code == 302
        assert answer["Location"] == f"/t/{token}"


@pytest.mark.parametrize(
    ("typed", "digits", "words"),
    [
        ("", "0001", "Nhập mã trên biên nhận"),
        ("HC473124820VN", "0001", "chữ số chưa đúng"),
        ("xin chào", "0001", "không phải mã"),
        ("HC473124829VN", "12", "bốn chữ số cuối"),
        ("HC473124829VN", "", "bốn chữ số cuối"),
    ],
)
def test_what_cannot_be_a_code_is_said_beside_the_field(
    visitor: Client, people: Cast, typed: str, digits: str, words: str
) -> None:
    answer = asks(visitor, typed, digits)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_front_page_sends_a_code_along(visitor: Client, people: Cast) -> None:
    text = visitor.get("/tra-cuu", {"code": "HC473124829VN"}).content.decode()
    assert 'value="HC473124829VN"' in text
    assert "Thêm bốn số cuối điện thoại" in text


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are reached soon."""
    monkeypatch.setattr(lookup, "PER_CODE", Limit("test/code", 2, 900))
    monkeypatch.setattr(lookup, "PER_NETWORK", Limit("test/network", 4, 900))
    monkeypatch.setattr(lookup, "PER_SERVICE", Limit("test/service", 6, 60))


@pytest.mark.usefixtures("few")
def test_guessing_the_ending_of_one_code_stops_soon_whether_it_exists_or_not(visitor: Client, code: str) -> None:
    dossier = dossier_of(code)
    for typed in (dossier.code, f"{dossier.code[:-4]}9999"):
        assert [asks(visitor, typed, "1111").status_code for _ in range(2)] == [404, 404]
    answer = asks(visitor, dossier.code, PHONE_ENDING)
    assert answer.status_code == 429
    assert "Chờ" in answer.content.decode()


@pytest.mark.usefixtures("few")
def test_one_network_cannot_try_many_codes(visitor: Client, people: Cast) -> None:
    codes = [f"000.00.98.H21-190805-{n:04d}" for n in range(1, 6)]
    assert [asks(visitor, each, "1111").status_code for each in codes] == [404, 404, 404, 404, 429]


@pytest.mark.usefixtures("few")
def test_the_whole_service_has_a_ceiling(people: Cast) -> None:
    statuses = [
        Client(REMOTE_ADDR=f"203.0.113.{n}")
        .post("/tra-cuu", {"code": f"H21-190805-{n:04d}", "digits": "1111"})
        .status_code
        for n in range(1, 8)
    ]
    assert statuses == [404] * 6 + [429]


@pytest.mark.usefixtures("few")
def test_one_network_alone_cannot_reach_the_ceiling_of_the_service(visitor: Client, people: Cast) -> None:
    codes = [f"000.00.98.H21-190805-{n:04d}" for n in range(1, 11)]
    assert [asks(visitor, each, "1111").status_code for each in codes] == [404] * 4 + [429] * 6
    other = Client(REMOTE_ADDR="203.0.113.77")
    assert asks(other, "000.00.98.H21-190805-0001", "1111").status_code == 404


@pytest.mark.usefixtures("few")
def test_a_right_answer_does_not_use_up_the_tries_of_a_code(visitor: Client, code: str) -> None:
    statuses = [asks(visitor, code, PHONE_ENDING).status_code for _ in range(3)]
    assert statuses == [200] * 3


def test_an_english_reader_gets_english_words(visitor: Client, code: str) -> None:
    visitor.cookies["ngon_ngu"] = "en"
    text = page(visitor, code).content.decode()
    assert "The post has the result" in text
    assert "Đang đến lượt" not in text


def test_a_late_result_says_so(visitor: Client, people: Cast, code: str) -> None:
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert "đã quá ngày" in page(visitor, code).content.decode()


def test_the_code_of_a_list_leads_its_staff_to_the_list_and_says_nothing_to_others(
    visitor: Client, people: Cast, code: str
) -> None:
    listed = HandOver.objects.get(lines__item__code=code)
    link = f"/T/{listed.token}"
    assert signed_in(people.lan).get(link).headers["Location"] == f"/ban-giao/{listed.code}"
    strange = visitor.get(f"/T/{new_token()}")
    for stranger in (visitor, signed_in(people.minh)):
        answer = stranger.get(link)
        assert answer.status_code == strange.status_code == 404
