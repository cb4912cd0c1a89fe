"""Every error is a problem document, in the caller's language."""

import json
from typing import Any, cast

import pytest
from pytest_django import Settings

from postal_services.api.problems import catalogue
from tests.api.world import client

pytestmark = pytest.mark.django_db
FORM = "/api/test/form"
PAPER = {"name": "Khai sinh", "kind": "original", "count": 1}
GOOD = {"applicant": {"phone": "0905000001"}, "papers": [PAPER]}


@pytest.mark.parametrize("english", [False, True], ids=["vi", "en"])
@pytest.mark.parametrize(
    ("kind", "status", "code", "vi", "en"),
    [
        ("refused", 409, "full", "Túi T-1 đã đầy.", "Bag T-1 is full."),
        ("invalid", 400, "invalid", "Một số thông tin chưa đúng", "Some of the information"),
        ("not_there", 404, "not_found", "Không tìm thấy", "Not found"),
        ("not_allowed", 403, "not_allowed", "Vị trí của bạn", "Your post"),
        ("http404", 404, "not_found", "Không tìm thấy", "Not found"),
        ("denied", 403, "not_allowed", "Vị trí của bạn", "Your post"),
        ("suspicious", 400, "malformed", "Không đọc được", "cannot be read"),
        ("busy", 503, "busy", "Hệ thống đang bận", "The system is busy"),
        ("fault", 500, "internal_error", "Hệ thống gặp lỗi", "The system failed"),
    ],
)
def test_every_kind_of_error_is_a_problem_document(
    *, kind: str, status: int, code: str, vi: str, en: str, english: bool
) -> None:
    answer = client(english=english).get(f"/api/test/raise/{kind}")
    body = json.loads(answer.content)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == ("en" if english else "vi")
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == f"/api/problems/{code}"
    assert body["title"]
    assert (en if english else vi) in body["detail"]


def test_a_fault_never_shows_what_it_was_but_names_its_number() -> None:
    answer = client({"x-request-id": "abcdef-123456"}).get("/api/test/raise/fault")
    assert b"secret of the house" not in answer.content
    assert b"ZeroDivision" not in answer.content
    assert "abcdef-123456" in answer.json()["detail"]
    assert b"10.0.0.1" not in client().get("/api/test/raise/busy").content


def test_fields_are_named_by_path_with_a_code_and_words() -> None:
    sent = {
        "applicant": {"phone": None, "email": "x"},
        "papers": [PAPER, {"name": "quá dài so với mười", "kind": "fax", "count": 0}],
        "weigth": 80,
    }
    vi = client().post(FORM, sent).json()["errors"]
    en = client(english=True).post(FORM, sent).json()["errors"]
    assert {name: problems[0]["code"] for name, problems in vi.items()} == {
        "applicant.phone": "null",
        "applicant.email": "unknown_field",
        "papers[1].name": "max_length",
        "papers[1].kind": "invalid_choice",
        "papers[1].count": "min_value",
        "weigth": "unknown_field",
    }
    assert vi["papers[1].name"][0]["message"] == "Dài quá 10 ký tự."
    assert en["papers[1].name"][0]["message"] == "Longer than 10 characters."
    assert vi["papers[1].count"][0]["message"] == "Nhỏ hơn mức cho phép là 1."


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"applicant": {"phone": "0"}, "papers": []}, "papers", "empty"),
        ({"applicant": {"phone": "0"}, "papers": {"0": 1}}, "papers", "not_a_list"),
        ({"applicant": "Lan", "papers": GOOD["papers"]}, "applicant", "invalid"),
        ({"applicant": {"phone": "\x00"}, "papers": GOOD["papers"]}, "applicant.phone", "null_characters_not_allowed"),
        ({"papers": GOOD["papers"]}, "applicant", "required"),
        ([GOOD], "body", "invalid"),
        ("Lan", "body", "invalid"),
        (None, "body", "null"),
    ],
)
def test_bodies_of_the_wrong_shape_are_refused_by_field(sent: object, field: str, code: str) -> None:
    answer = client().generic("POST", FORM, json.dumps(sent), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][field][0]["code"] == code


@pytest.mark.parametrize("levels", [201, 900, 960, 100_000])
@pytest.mark.parametrize("key", [{}, {"HTTP_IDEMPOTENCY_KEY": "deep"}], ids=["plain", "with key"])
def test_what_is_boxed_too_deep_is_malformed_before_it_breaks_anything(levels: int, key: dict[str, str]) -> None:
    raw = b'{"papers": ' + b"[" * levels + b"]" * levels + b"}"
    answer = client().post(FORM, raw, content_type="application/json", **key)  # type: ignore[arg-type]  # headers
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"weight": NaN}',
        b'{"weight": 1e999}',
        b'{"weight": Infinity}',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"weight": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_not_json_is_malformed(raw: bytes) -> None:
    answer = client().generic("POST", FORM, cast("Any", raw), "application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] in {"malformed", "invalid"}


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(GOOD).encode()
    assert client().generic("POST", FORM, cast("Any", raw), "application/json").status_code == 200


def test_the_framework_s_own_refusals_are_problem_documents_too() -> None:
    seen = {
        "401": client().get("/api/v1/devices"),
        "404": client().get("/api/v1/nothing-here"),
        "405": client().put(FORM, GOOD),
        "406": client({"accept": "text/html"}).get("/api/test/people"),
        "415": client().generic("POST", FORM, "a=1", content_type="application/x-www-form-urlencoded"),
    }
    for status, answer in seen.items():
        assert answer.status_code == int(status)
        assert answer["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["status"] == int(status)
    assert seen["401"]["WWW-Authenticate"] == 'Bearer realm="api", Device realm="api"'
    assert seen["405"]["Allow"] == "POST, OPTIONS"
    assert "PUT" in seen["405"].json()["detail"]
    assert "application/x-www-form-urlencoded" in seen["415"].json()["detail"]


def test_a_body_beyond_the_limit_is_too_large(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client().post(FORM, {**GOOD, "note": "x" * 2000})
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "1000" in answer.json()["detail"]


def test_an_unknown_host_gets_a_problem_document(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["post.example"]
    answer = client().get("/api/test/people")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("vi,en;q=0.9", "vi"),
        ("fr, en;q=0.5", "en"),
        ("en;q=0.5, vi;q=0.5", "vi"),
        ("*", "vi"),
        ("en;q=x", "vi"),
        ("ja", "vi"),
    ],
)
def test_vietnamese_unless_english_is_preferred(header: str, language: str) -> None:
    answer = client({"accept-language": header}).get("/api/test/raise/refused")
    assert answer["Content-Language"] == language


def test_every_refusal_has_a_page_in_both_languages() -> None:
    listing = client().get("/api/problems").content.decode()
    codes = catalogue().keys()
    assert {"not_found", "invalid", "idempotency_key_reused", "sign_in_failed", "too_many_requests"} <= set(codes)
    for code, kinds in catalogue().items():
        assert f"/api/problems/{code}" in listing
        page = client().get(f"/api/problems/{code}").content.decode()
        assert page.count('<dd lang="vi">') == len(kinds)
        assert all(kind.__doc__ for kind in kinds), f"{kinds}: say when it comes"
    assert client().get("/api/problems/no_such_code").status_code == 404


def test_refusals_that_share_a_code_share_their_status() -> None:
    for code, kinds in catalogue().items():
        assert len({kind.status for kind in kinds}) == 1, (code, kinds)
