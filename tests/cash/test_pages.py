"""Pages and calls about money: what people see, what they are refused, and a count on a phone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from postal_services.accounts.models import PersonalDataRead
from tests.browsers import answered_by
from tests.cash.till import close, day_of, dossiers, owes, pay
from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tracking.cash.amounts import Amounts
from tracking.cash.models import CashDay, Reconciliation, Taking

HOST = "http://localhost"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def sent(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, fields)


def call(client: Client, method: str, address: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    text = json.dumps(body or {})
    return client.generic(method, f"/api/v1/{address}", text, content_type="application/json", headers=headers)


def form(amounts: Amounts, **changes: Any) -> dict[str, Any]:
    return {**amounts.as_data(), "method": "cash", "office": "BC-633", **changes}


def test_the_page_offers_what_is_outstanding_and_takes_it(people: Cast) -> None:
    dossier = dossiers(people)[0]
    client = signed_in(people.lan)
    address = f"/tien/thu/{dossier.code}"
    assert client.get(f"/ho-so/{dossier.code}").content.decode().count(address) == 1
    shown = client.get(address).content.decode()
    assert 'value="8.000"' in shown
    assert 'value="26.000"' in shown
    answer = sent(client, address, **form(owes(dossier)))
    assert answer.status_code == 302
    assert answer["Location"] == f"/tien/bien-nhan/{Taking.objects.get().number}"
    assert "không còn khoản nào phải thu" in client.get(address).content.decode()


def test_a_wrong_sum_is_said_on_the_page(people: Cast) -> None:
    dossier = dossiers(people)[0]
    answer = sent(signed_in(people.lan), f"/tien/thu/{dossier.code}", **form(Amounts(8_000, 1_000, 8_000)))
    assert answer.status_code == 422
    assert "26.000" in answer.content.decode()
    assert Taking.objects.count() == 0


def test_printing_a_receipt_is_noted_as_a_read(people: Cast) -> None:
    taking = pay(people.lan, dossiers(people)[0])
    answer = signed_in(people.lan).get(f"/tien/bien-nhan/{taking.number}/bien-nhan.pdf")
    assert body(answer).startswith(b"%PDF")
    assert PersonalDataRead.objects.filter(purpose="taking_receipt", subject=taking.dossier_id).count() == 1


def test_closing_on_the_page_asks_for_a_reason(people: Cast) -> None:
    taking = pay(people.lan, dossiers(people)[0])
    client, code = signed_in(people.lan), day_of(people.lan).code
    answer = sent(client, f"/tien/ngay/{code}/chot", counted="40.000")
    assert answer.status_code == 422
    assert "42.000" in answer.content.decode()
    assert sent(client, f"/tien/ngay/{code}/chot", counted="").status_code == 422
    assert sent(client, f"/tien/ngay/{code}/chot", counted="", n20000="2", n2000="1").status_code == 302
    assert CashDay.objects.get().counted == taking.total
    assert client.get(f"/tien/ngay/{code}/chot").status_code == 409


def test_the_desk_shows_sums_to_heads_and_unclosed_days_to_supervisors(people: Cast) -> None:
    pay(people.lan, dossiers(people)[0])
    for somebody in (people.lan, people.may, people.tinh):
        assert "42.000" in signed_in(somebody).get("/").content.decode()
    close(people.lan, 42_000)
    assert day_of(people.lan).code in signed_in(people.may).get("/").content.decode()
    assert day_of(people.lan).code in signed_in(people.may).get("/tien/quy?muc=cho-nhan").content.decode()


def test_the_officer_reconciles_on_pages(people: Cast) -> None:
    taking = pay(people.lan, dossiers(people)[0])
    close(people.lan, taking.total)
    client = signed_in(people.hanh)
    assert "Lập bảng" in client.get("/tien/doi-soat").content.decode()
    drafted = sent(client, "/tien/doi-soat/lap", post_office="BC-633", committee="UB-633", on="2019-08-05")
    address = drafted["Location"]
    assert sent(client, f"{address}/danh-dau", number=taking.number).status_code == 302
    assert sent(client, f"{address}/so-lieu", side="treasury", amount="8.000", document="").status_code == 422
    assert sent(client, f"{address}/so-lieu", side="treasury", amount="8.000", document="C1-02").status_code == 302
    assert sent(client, f"{address}/ky", words="").status_code == 422
    assert sent(client, f"{address}/ky", words="Bưu điện chưa báo số đã nộp").status_code == 302
    assert Reconciliation.objects.get().state == "agency_signed"
    assert body(client.get(f"{address}/bang.pdf")).startswith(b"%PDF")
    assert sent(client, f"{address}/mo-lai", words="Nhập nhầm").status_code == 302


def test_the_export_is_a_file_with_a_mark_for_excel(people: Cast) -> None:
    pay(people.lan, dossiers(people)[0])
    client = signed_in(people.lan)
    csv = client.get("/tien/xuat?first=01/08/2019&last=05/08/2019&dang=csv")
    assert body(csv).startswith(b"\xef\xbb\xbf")
    xlsx = client.get("/tien/xuat?first=01/08/2019&last=05/08/2019&dang=xlsx")
    assert body(xlsx).startswith(b"PK")
    assert client.get("/tien/xuat?first=01/01/2019&last=31/12/2019&dang=csv").status_code == 422


def test_calls_take_reverse_close_and_accept(people: Cast) -> None:
    dossier = dossiers(people)[0]
    lan, may = signed_in(people.lan), signed_in(people.may)
    account = call(lan, "GET", f"dossiers/{dossier.code}/takings").json()
    assert account["outstanding"] == {"state_fee": 8000, "postal": 26000, "transfer": 8000, "total": 42000}
    paid = account["outstanding"]
    taken = call(lan, "POST", f"dossiers/{dossier.code}/takings", paid, **{"Idempotency-Key": "thu-1"})
    again = call(lan, "POST", f"dossiers/{dossier.code}/takings", paid, **{"Idempotency-Key": "thu-1"})
    assert (taken.status_code, again.json()["number"]) == (201, taken.json()["number"])
    assert Taking.objects.count() == 1
    refused = call(lan, "POST", f"dossiers/{dossier.code}/takings", paid)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_outstanding")
    number, day = taken.json()["number"], taken.json()["day"]
    back = call(lan, "POST", f"takings/{number}/reversal", {"reason": "not_paid"})
    assert (back.status_code, back.json()["total"]) == (201, -42000)
    assert call(lan, "POST", f"cash-days/{day}/closing", {}).status_code == 400
    closed = call(lan, "POST", f"cash-days/{day}/closing", {"counted": 0})
    assert (closed.status_code, closed.json()["state"], closed.json()["count"]) == (200, "closed", 2)
    assert call(lan, "POST", f"cash-days/{day}/closing", {"counted": 0}).json()["code"] == "day_moved"
    assert call(may, "POST", f"cash-days/{day}/acceptance", {"counted": 0}).json()["state"] == "accepted"
    assert len(call(lan, "GET", "takings?on=2019-08-05").json()["results"]) == 2


def test_refusals_of_calls_speak_both_languages(people: Cast) -> None:
    dossier = dossiers(people)[0]
    address, body = f"dossiers/{dossier.code}/takings", {"state_fee": 8000, "total": 9000}
    vi = call(signed_in(people.lan), "POST", address, body).json()
    en = call(signed_in(people.lan), "POST", address, body, **{"Accept-Language": "en"}).json()
    assert vi["code"] == en["code"] == "sum_differs"
    assert "Kiểm tra từng cột" in vi["detail"]
    assert "Check each column" in en["detail"]


@pytest.fixture
def phone(chromium: Browser, people: Cast) -> Iterator[Page]:
    """Lan's phone."""
    page = chromium.new_page(viewport={"width": 360, "height": 780})
    page.route("**/*", answered_by(signed_in(people.lan)))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    page.close()
    assert faults == []


@pytest.mark.browser
def test_a_clerk_counts_and_closes_on_a_phone(phone: Page, people: Cast) -> None:
    taking = pay(people.lan, dossiers(people)[0])
    phone.goto(f"{HOST}/tien/ngay")
    phone.wait_for_selector("body.js-enabled")
    phone.get_by_role("button", name="Đếm và chốt quỹ").click()
    phone.wait_for_selector("[data-counted]")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_text("Đếm theo mệnh giá").click()
    phone.fill("[data-note='20000']", "2")
    expect(phone.locator("[data-difference]")).to_have_text("−2.000 ₫")
    phone.fill("[data-note='2000']", "1")
    expect(phone.locator("[data-difference]")).to_have_text("khớp")
    phone.get_by_role("button", name="Chốt quỹ").click()
    expect(phone.locator("#notices")).to_contain_text("Tiền đếm khớp với sổ")
    day = CashDay.objects.get()
    assert (day.state, day.counted, day.notes) == ("closed", taking.total, {"20000": 2, "2000": 1})
