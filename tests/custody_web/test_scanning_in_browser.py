"""A hand scanner is a keyboard: it types a code and Enter. The pages are served by the test's own client."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from postal_services.web.assets import MODULES
from tests import cast as acts
from tests.browsers import answered_by
from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tracking.custody.models import HandOver
from tracking.custody.states import HandOverState

pytestmark = pytest.mark.browser
HOST = "http://localhost"


@pytest.fixture
def desk(chromium: Browser, people: Cast) -> Iterator[Page]:
    """Lan's browser."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/*", answered_by(signed_in(people.lan)))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    page.close()
    assert faults == []


def opened(page: Page, address: str) -> None:
    """A page of the house, with its script at work."""
    page.goto(f"{HOST}{address}")
    page.wait_for_selector("body.js-enabled")


def read(page: Page, field: str, *codes: str) -> None:
    """A hand scanner reads codes one after the other."""
    for code in codes:
        page.locator(field).fill(code)
        page.locator(field).press("Enter")


def numbers(page: Page) -> dict[str, str]:
    """The live counters."""
    return {place.get_attribute("data-n") or "": place.inner_text() for place in page.locator("dd[data-n]").all()}


def test_codes_follow_each_other_without_waiting(desk: Page, people: Cast) -> None:
    codes = acts.at_post(people, 3)
    opened(desk, "/quet")
    desk.keyboard.press("Alt+4")
    read(desk, "#code", *codes, codes[2], "xin chào")
    expect(desk.locator("[data-outcome]")).to_have_count(4)
    assert [acts.item(code).state for code in codes] == ["out_for_delivery"] * 3
    newest = desk.locator("[data-outcome]").first
    assert newest.get_attribute("data-outcome") == "refused"
    assert desk.locator("[data-tally]").inner_text() == "3 đã ghi · 0 cần xem · 1 không ghi được"
    assert acts.actions(codes[2]).count("take_out") == 1


def test_a_list_is_counted_and_signed_by_scanner_and_keyboard(desk: Page, people: Cast) -> None:
    codes = acts.lodge(people, 4)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    opened(desk, "/quet")
    desk.keyboard.press("Alt+1")
    read(desk, "#code", f"HTTPS://POST.EXAMPLE/T/{listed.token}")
    desk.wait_for_url(f"**/ban-giao/{listed.code}/nhan")
    desk.wait_for_selector("body.js-enabled")
    read(desk, "#scan-field", codes[0], f"HTTPS://POST.EXAMPLE/T/{acts.item(codes[1]).dossier.token}", "hc473124829vn")
    assert "không có trong bảng kê" in desk.locator("#scan-said").inner_text()
    read(desk, "#scan-field", codes[0])
    assert "đã quét rồi" in desk.locator("#scan-said").inner_text()
    desk.locator(f"input[name='v-{codes[2]}']").first.focus()
    desk.keyboard.press("h")
    assert numbers(desk) == {
        "expected": "4",
        "received": "2",
        "open": "1",
        "missing": "0",
        "damaged": "1",
        "extra": "1",
    }
    desk.reload()
    desk.wait_for_selector("body.js-enabled")
    assert numbers(desk)["open"] == "1"
    desk.get_by_label("chưa đếm là").check()
    desk.get_by_role("button", name="Ký nhận").click()
    desk.wait_for_url(f"**/ban-giao/{listed.code}")
    signed = HandOver.objects.get(pk=listed.pk)
    assert (signed.state, signed.extra) == (HandOverState.DISPUTED, ["HC473124829VN"])
    verdicts = dict(signed.lines.values_list("item__code", "verdict"))
    assert verdicts == dict(zip(codes, ["received", "received", "damaged", "missing"], strict=True))
    assert desk.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('count:')).length") == 0


def test_a_code_ticks_its_row_on_a_new_list(desk: Page, people: Cast) -> None:
    codes = acts.at_post(people, 2)
    opened(desk, "/ban-giao/moi?receiver=BC-64")
    read(desk, "#pick-field", codes[1])
    assert desk.locator("tbody .pick:checked").get_attribute("value") == codes[1]
    assert desk.locator("[data-picked]").first.inner_text() == "1"


@pytest.mark.parametrize("width", [320, 1920])
@pytest.mark.parametrize("address", ["/", "/ban-giao/", "/ban-giao/moi", "/quet", "/khay", "/buu-gui/", "/bien-nhan"])
def test_no_page_scrolls_sideways(desk: Page, people: Cast, address: str, width: int) -> None:
    codes = acts.lodge(people, 2)
    acts.propose(people.hanh, codes, "UB-633", "BC-633")
    acts.scan(people.lan, "một mã rất dài" * 12, "arrive")
    desk.set_viewport_size({"width": width, "height": 800})
    opened(desk, address)
    assert desk.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_axe_finds_nothing_to_mend(desk: Page, people: Cast) -> None:
    codes = acts.lodge(people, 3)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    acts.scan(people.lan, "không rõ", "arrive")
    addresses = ["/ban-giao/", f"/ban-giao/{listed.code}", f"/ban-giao/{listed.code}/nhan", "/quet", "/khay"]
    for address in [*addresses, f"/buu-gui/{codes[0]}", "/buu-gui/", "/bien-nhan", "/ban-giao/moi"]:
        opened(desk, address)
        desk.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
        result: dict[str, Any] = desk.evaluate("axe.run()")
        found = [
            (address, fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
            for fault in result["violations"]
            if fault["impact"] in {"serious", "critical", "moderate"}
        ]
        assert found == []
