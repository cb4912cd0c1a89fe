"""The postman's telephone in a real browser: counted, sealed, paid, signed with a finger's width of ink by both."""

from collections.abc import Iterator
from typing import Any
from typing import cast as cast_to

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browsers import Handler, answered_by
from tests.cast import Cast
from tests.pickups.test_pages import staff
from tests.pickups.world import given, windows
from tracking.pickups.models import Pickup

pytestmark = pytest.mark.browser
HOST = "http://localhost"
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def telephone(chromium: Browser, cast: Cast) -> Iterator[Page]:
    """Tiến's telephone."""
    page = chromium.new_context(viewport=PHONE, has_touch=True).new_page()
    page.route("**/*", staying(answered_by(staff(cast.tien))))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    page.context.close()
    assert faults == []


class Stayed:
    """A route whose answer leads elsewhere: the browser stays, and the test goes there itself."""

    def __init__(self, route: Route) -> None:
        self.request, self._route = route.request, route

    def fulfill(self, *, status: int = 200, headers: dict[str, str] | None = None, **rest: Any) -> None:
        """Answer a redirect with nothing; a followed one would leave the process."""
        if status == 302 and headers is not None:
            self._route.fulfill(status=204, headers={"x-leads-to": headers["Location"]})
        else:
            self._route.fulfill(status=status, headers=headers, **rest)


def staying(handle: Handler) -> Handler:
    """The same handler, but for redirects."""
    return lambda route: handle(cast_to("Route", Stayed(route)))


def send(page: Page, button: str) -> str:
    """Press a button; gives where the answer leads."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name=button).click()
    assert sent.value.status == 204, page.content()[:2000]
    return str(sent.value.headers["x-leads-to"])


def sign(page: Page, place: int) -> None:
    """Draw a few strokes into one of the glasses."""
    glass = page.locator("[data-signature-canvas]").nth(place)
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 30 + step * 18, box["y"] + 60 + (-1) ** step * 24)
    page.mouse.up()


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_postman_collects_on_a_telephone(telephone: Page, cast: Cast) -> None:
    windows()
    code = given(cast.lan, cast.tien).code
    telephone.goto(f"{HOST}/lay/{code}")
    expect(telephone.get_by_text("Bắt đầu đếm giấy tờ")).to_be_visible()
    assert fits(telephone)
    telephone.goto(f"{HOST}/lay/{code}/giay-to")
    telephone.fill("#found-2", "0")
    telephone.select_option("#short-2", "missing")
    telephone.check("input[name=told][value=sender]")
    assert fits(telephone)
    telephone.goto(f"{HOST}{send(telephone, 'Tiếp tục: niêm phong')}")
    telephone.fill("#id_weight_g", "80")
    telephone.fill("#id_seal", "NP 000123")
    assert fits(telephone)
    telephone.goto(f"{HOST}{send(telephone, 'Tiếp tục: thu phí và ký')}")
    telephone.wait_for_selector("[data-signature][data-ready]")
    sign(telephone, 0)
    sign(telephone, 1)
    assert fits(telephone)
    telephone.goto(f"{HOST}{send(telephone, 'Nhận hồ sơ')}")
    expect(telephone.get_by_alt_text("Chữ ký người gửi")).to_be_visible()
    expect(telephone.get_by_text("NP000123")).to_be_visible()
    assert Pickup.objects.get().state == "collected"
