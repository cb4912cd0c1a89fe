"""A postman works through a round at the width of a phone: signs on glass, takes money, leaves a card, comes home."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import answered_by
from tests.cast import Cast, at_post, item
from tests.custody_web.conftest import signed_in
from tests.rounds.desk import built, stop
from tracking.custody.models import Proof
from tracking.rounds.models import Round
from tracking.rounds.states import RoundState, StopOutcome

pytestmark = pytest.mark.browser
HOST = "http://localhost"


@pytest.fixture
def phone(chromium: Browser, people: Cast) -> Iterator[Page]:
    """Tiến's phone."""
    page = chromium.new_page(viewport={"width": 360, "height": 760}, has_touch=True)
    page.route("**/*", answered_by(signed_in(people.tien)))
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


def signs(page: Page) -> None:
    """Somebody draws a name on the glass."""
    glass = page.locator("[data-signature-canvas]")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box is not None
    left, top = box["x"] + 40, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(left + 22 * step, top + (30 if step % 2 else -30), steps=4)
    page.mouse.up()


def is_narrow(page: Page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_postman_works_through_a_round_and_comes_home(phone: Page, people: Cast) -> None:
    codes = at_post(people, 3)
    round_ = built(people, codes)
    opened(phone, f"/phat/{round_.code}")
    assert is_narrow(phone)
    phone.get_by_role("button", name="Ghi đi phát").click()
    expect(phone.locator(".next-stop__place")).to_contain_text("Điểm 1 trên 3")
    phone.locator(".next-stop").get_by_role("button", name="Đã phát").click()
    assert is_narrow(phone)
    phone.get_by_label("Họ tên người nhận").fill("Rơ Châm H'Lan")
    phone.get_by_label("Quan hệ với người đứng tên").select_option("spouse")
    phone.get_by_label("Kiểm tra bằng").select_option("receipt")
    phone.get_by_label("Mã hoặc bốn số").fill(item(codes[0]).dossier.token)
    signs(phone)
    expect(phone.locator("[data-signature-state]")).to_contain_text("Đã có chữ ký")
    phone.get_by_role("button", name="Ghi đã phát").click()
    expect(phone.locator(".next-stop__place")).to_contain_text("Điểm 2 trên 3")
    assert item(codes[0]).state == "delivered"
    assert Proof.objects.get().signature
    taken = stop(round_, codes[0]).taken
    assert taken == stop(round_, codes[0]).due > 0

    phone.locator(".next-stop").get_by_role("button", name="Không phát được").click()
    assert is_narrow(phone)
    phone.get_by_label("Người nhận đi vắng").check()
    phone.get_by_label("Bước tiếp theo").select_option("hold")
    phone.get_by_role("button", name="Ghi không phát được").click()
    expect(phone.get_by_role("button", name="Giấy mời")).to_be_visible()
    assert stop(round_, codes[1]).outcome == StopOutcome.FAILED

    opened(phone, f"/phat/{round_.code}/ve")
    assert is_narrow(phone)
    phone.get_by_label(f"Lý do của {codes[2]}").select_option("no_time")
    phone.get_by_label("Số tiền đếm được").fill(str(taken))
    phone.get_by_role("button", name="Nhận chuyến về").click()
    expect(phone.locator("main")).to_contain_text("Tiền mặt khớp")
    assert Round.objects.get().state == RoundState.CLOSED
    assert [item(code).state for code in codes] == ["delivered", "held", "arrived"]
