from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Page

from postal_services.web.assets import MODULES
from tests.browsers import answered_by

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 768, 1280, 1920)


def opened(chromium: Browser, visitor: Client, address: str, width: int) -> Page:
    """A page of the house in a window of ``width`` pixels; a broken content policy or script fails the test."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.route("**/*", answered_by(visitor))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"http://localhost{address}")
    page.wait_for_selector("body.js-enabled")
    assert faults == []
    return page


@pytest.fixture
def developing(settings: LazySettings) -> None:
    settings.DEBUG = True


@pytest.mark.parametrize("address", ["/", "/kieu-mau"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(
    chromium: Browser, visitor: Client, developing: None, address: str, width: int
) -> None:
    page = opened(chromium, visitor, address, width)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()


@pytest.mark.parametrize("address", ["/", "/kieu-mau"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_to_mend(
    chromium: Browser, visitor: Client, developing: None, address: str, width: int
) -> None:
    page = opened(chromium, visitor, address, width)
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run()")
    found = [
        (fault["id"], fault["impact"], [node["html"][:160] for node in fault["nodes"]][:3])
        for fault in result["violations"]
        if fault["impact"] in {"serious", "critical", "moderate"}
    ]
    assert found == []
    page.close()


def test_a_question_mark_opens_the_shortcuts_and_escape_closes_them(
    chromium: Browser, visitor: Client, developing: None
) -> None:
    page = opened(chromium, visitor, "/", 1280)
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('shortcuts').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('shortcuts').open")
    page.close()


def test_a_slash_goes_to_the_search_box_and_is_a_letter_inside_it(
    chromium: Browser, visitor: Client, developing: None
) -> None:
    page = opened(chromium, visitor, "/", 1280)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "ma"
    page.keyboard.type("a/?gh")
    assert page.evaluate("document.activeElement.value") == "a/?gh"
    page.close()


def test_the_first_stop_of_the_tab_key_skips_to_the_content(
    chromium: Browser, visitor: Client, developing: None
) -> None:
    page = opened(chromium, visitor, "/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.close()


def test_stacked_diacritics_are_not_cut_anywhere(chromium: Browser, visitor: Client, developing: None) -> None:
    page = opened(chromium, visitor, "/kieu-mau", 1280)
    tight = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((element) => element.childNodes.length && element.innerText?.trim() && element.tagName !== "KBD")
            .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .map((element) => [element.className, getComputedStyle(element)])
            .filter(([, style]) => parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.33)
            .map(([name, style]) => `${name} ${style.fontSize}/${style.lineHeight}`)"""
    )
    assert tight == []
    page.close()
