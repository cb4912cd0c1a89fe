from typing import Any

import pytest
from django.test import Client

from postal_services.accounts.limits import Limit
from postal_services.documents import keys
from tests import cast as acts
from tests.cast import Cast
from tests.custody_web.test_hand_over_pages import text
from tracking.custody.models import Receipt
from tracking.custody.queries import verify_receipt
from tracking.custody.web import genuine


def receipt(people: Cast) -> Receipt:
    """The receiver's receipt of three items."""
    codes = acts.lodge(people, 3)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    return acts.sign(people.lan, listed.code, codes).receipts["receiver"]


def test_a_genuine_receipt_says_so_with_its_facts(people: Cast, django_assert_max_num_queries: Any) -> None:
    kept = receipt(people)
    with django_assert_max_num_queries(4):
        check = verify_receipt(f"\n {kept.signed[:90]}\r\n{kept.signed[90:]} ")
    assert (check.genuine, check.revoked, check.reason, check.counts_as_proof) == (True, False, "genuine", True)
    assert check.facts is not None
    assert (check.facts.giver_name, check.facts.party) == ("Bộ phận một cửa huyện Chư Sê", "receiver")
    assert (check.facts.counts.listed, check.facts.hand_over) == (3, kept.hand_over.code)


def test_a_revoked_receipt_is_genuine_and_revoked(people: Cast) -> None:
    kept = receipt(people)
    keys.revoke_receipt(kept.id, "Lập nhầm")
    check = verify_receipt(kept.signed)
    assert (check.genuine, check.revoked, check.counts_as_proof) == (True, True, False)
    assert check.facts is not None
    assert check.facts.revoked_at is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda said: "xin chào", "not_ours"),
        (lambda said: said[:100], "damaged"),
        (lambda said: said[:-3] + ("000" if said[-3:] != "000" else "111"), "wrong_signature"),
    ],
)
def test_what_is_not_genuine_says_why(people: Cast, change: Any, reason: str) -> None:
    check = verify_receipt(change(receipt(people).signed))
    assert (check.genuine, check.reason, check.facts) == (False, reason, None)


def test_every_check_is_noted_without_the_text(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    kept = receipt(people)
    with caplog.at_level("INFO"):
        verify_receipt(kept.signed)
    noted = [str(record.msg) for record in caplog.records if "receipt_checked" in str(record.msg)]
    assert len(noted) == 1
    assert kept.signed not in noted[0]


def test_anybody_may_ask_the_page(people: Cast, client: Client) -> None:
    kept = receipt(people)
    assert 'name="signed"' in text(client.get("/bien-nhan"))
    page = text(client.post("/bien-nhan", {"signed": kept.signed}))
    for words in ("Biên nhận thật", "Bộ phận một cửa huyện Chư Sê", "Bưu điện huyện Chư Sê", kept.hand_over.code):
        assert words in page
    assert "Rơ Châm" not in page
    assert "Không phải biên nhận thật" in text(client.post("/bien-nhan", {"signed": "giấy viết tay"}))
    assert client.post("/bien-nhan", {"signed": ""}).status_code == 422


def test_the_page_speaks_english(people: Cast, client: Client) -> None:
    client.get("/ngon-ngu/en?next=/")
    page = text(client.post("/bien-nhan", {"signed": receipt(people).signed}))
    assert "Genuine receipt" in page
    assert "Result of the count" in page


def test_a_network_that_asks_too_fast_waits(people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genuine, "PER_NETWORK", Limit("receipt-check/test", 2, 60))
    answers = [client.post("/bien-nhan", {"signed": "x"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
