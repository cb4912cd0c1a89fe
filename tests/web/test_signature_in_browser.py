"""Signing on glass in a real browser: with a mouse, with a finger, taken back, and without scripts."""

import io

import pytest
from django import forms
from django.conf import LazySettings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page

from postal_services.documents import pictures
from postal_services.web.fields import SignatureField
from postal_services.web.forms import HouseForm
from tests.browsers import answered_by

pytestmark = pytest.mark.browser

STYLE_PAGE = "http://localhost/kieu-mau"
GLASS = "#bieu-mau [data-signature-canvas], [data-signature-canvas]"


@pytest.fixture(autouse=True)
def _developing(settings: LazySettings) -> None:
    settings.DEBUG = True


def opened(chromium: Browser, visitor: Client, width: int, *, touch: bool = False) -> Page:
    page = chromium.new_context(viewport={"width": width, "height": 900}, has_touch=touch).new_page()
    page.route("**/*", answered_by(visitor))
    page.goto(STYLE_PAGE)
    page.wait_for_selector("[data-signature][data-ready]")
    page.locator(GLASS).first.scroll_into_view_if_needed()
    return page


def drawn(page: Page) -> str:
    value: str = page.locator("[data-signature] input").first.input_value()
    return value


def sign(page: Page) -> None:
    box = page.locator(GLASS).first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.6)
    page.mouse.down()
    for step in range(12):
        across, up = 0.2 + step * 0.05, 0.6 - (step % 3) * 0.15
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * up)
    page.mouse.up()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_drawn_with_a_mouse_is_a_signature(chromium: Browser, visitor: Client, width: int) -> None:
    page = opened(chromium, visitor, width)
    assert drawn(page) == ""
    sign(page)
    kept = pictures.signature_png(drawn(page))
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.width > picture.height
    assert page.locator("[data-signature-state]").first.inner_text() == "Đã có chữ ký"
    page.context.close()


def test_clearing_takes_the_signature_back(chromium: Browser, visitor: Client) -> None:
    page = opened(chromium, visitor, 360)
    sign(page)
    assert drawn(page)
    page.locator("[data-signature-clear]").first.click()
    assert drawn(page) == ""
    assert page.locator("[data-signature-state]").first.inner_text() == "Chưa ký"
    page.context.close()


def test_a_finger_signs_and_the_page_does_not_scroll_under_it(chromium: Browser, visitor: Client) -> None:
    page = opened(chromium, visitor, 360, touch=True)
    page.locator(GLASS).first.evaluate(
        """(glass) => {
            const seen = glass.getBoundingClientRect();
            const send = (kind, x, y) => glass.dispatchEvent(new PointerEvent(kind, {
                pointerId: 7, pointerType: "touch", isPrimary: true, button: 0, bubbles: true,
                clientX: seen.left + x * seen.width, clientY: seen.top + y * seen.height }));
            glass.setPointerCapture = () => {};
            send("pointerdown", 0.1, 0.5);
            for (let n = 1; n < 9; n += 1) send("pointermove", 0.1 + n * 0.09, n % 2 ? 0.3 : 0.7);
            send("pointerup", 0.9, 0.5);
        }"""
    )
    assert pictures.signature_png(drawn(page))
    assert page.locator(GLASS).first.evaluate("(glass) => getComputedStyle(glass).touchAction") == "none"
    page.context.close()


def test_a_tap_is_no_signature(chromium: Browser, visitor: Client) -> None:
    page = opened(chromium, visitor, 360)
    page.locator(GLASS).first.click()
    assert drawn(page) == ""
    page.context.close()


class Door(HouseForm):
    signature = SignatureField(label="Người nhận ký", required=False)
    witness = forms.CharField(label="Người làm chứng", required=False)


def test_without_scripts_the_glass_is_hidden_and_a_witness_is_named() -> None:
    page = str(Door())
    assert "data-signature-glass hidden" in page
    assert "Ghi tên người làm chứng" in page
    form = Door({"signature": "", "witness": "Siu H'Bia"})
    assert form.is_valid()
    assert form.cleaned_data == {"signature": None, "witness": "Siu H'Bia"}


def test_a_photograph_sent_through_the_field_is_answered_beside_it() -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 250), 80).convert("RGB").save(out, format="PNG")
    form = Door({"signature": pictures.data_url(out.getvalue()[: pictures.MOST_BYTES])})
    assert not form.is_valid()
    assert form.errors.get_json_data()["signature"][0]["code"] == "not_an_image"
