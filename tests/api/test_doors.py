"""Headers, request numbers and what the log may hold."""

import pytest

from postal_services.scrubbing import clean, scrub
from tests.api.world import client

pytestmark = pytest.mark.django_db


def test_every_answer_carries_the_strict_headers() -> None:
    answer = client().get("/api/test/people")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "microphone=()" in answer["Permissions-Policy"]


def test_a_request_keeps_a_sensible_number_and_gets_one_otherwise() -> None:
    assert client({"x-request-id": "scan-2019-08-05"}).get("/api/test/people")["X-Request-Id"] == "scan-2019-08-05"
    for bad in ("x", "a b c d e f g h", "<script>alert(1)</script>", "y" * 65):
        number = client({"x-request-id": bad}).get("/api/test/people")["X-Request-Id"]
        assert number != bad
        assert len(number) == 32


@pytest.mark.parametrize(
    "text",
    [
        "Bearer pst_4nC0aaaaaaaaaaaaaaaaa",
        "key psd_9sQeaaaaaaaaaaaaaaaaa",
        "GET /t/0123456789BCGHKM",
        "called +84 905 000 001 twice",
        "called 0905000001.",
        "DETAIL:  Key (phone)=(0905000001) already exists.",
        "VB1:ABCDEF0123",
        "lan@example.vn wrote",
    ],
)
def test_secrets_and_personal_data_do_not_reach_the_log(text: str) -> None:
    cleaned = clean(text)
    assert cleaned != text
    for secret in ("4nC0", "9sQe", "0123456789BCGHKM", "905 000 001", "905000001", "ABCDEF", "lan@"):
        assert secret not in cleaned


def test_what_is_no_secret_stays_in_the_log() -> None:
    event = {"event": "HC473124829VN moved to BC-633", "seconds": 1.5, "request_id": "01987a1c2f637c549f0e6a54d8a3b1c2"}
    assert scrub(None, "info", dict(event)) == event
