"""The doors at the head of every page: one row at a desk for every role, one word on a phone, without a script."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browsers import answered_by
from tests.cast import Cast
from tests.journey.conftest import mai, signed_in
from tests.rollout.conftest import asked, cast, fresh_limits, furnished, people

__all__ = ["asked", "cast", "fresh_limits", "furnished", "mai", "people"]

pytestmark = pytest.mark.browser

PEOPLE = ("hanh", "lan", "tien", "tinh")


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A browser without scripts."""
    page = chromium.new_page(java_script_enabled=False)
    yield page
    page.close()


def at(page: Page, client: Client, width: int, address: str = "/trien-khai") -> None:
    page.unroute_all()
    page.route("**/*", answered_by(client))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"http://localhost{address}")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_doors_of_every_role_stand_in_one_row_at_1280(plain: Page, asked: Cast, language: str) -> None:
    for name in PEOPLE:
        client = signed_in(getattr(asked, name))
        client.get(f"/ngon-ngu/{language}")
        at(plain, client, 1280)
        tops = plain.locator(".doorway__list > li").evaluate_all(
            "(items) => items.map((item) => item.getBoundingClientRect().top)"
        )
        assert len(tops) >= 4, name
        assert len(set(tops)) == 1, name


def test_more_opens_by_keyboard_and_leads_on(plain: Page, asked: Cast) -> None:
    at(plain, signed_in(asked.tinh), 1280)
    hidden = plain.locator(".doorway__others a", has_text="Cơ sở")
    assert not hidden.is_visible()
    plain.locator(".doorway__more-word").focus()
    plain.keyboard.press("Enter")
    assert hidden.is_visible()
    hidden.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/co-so")
    assert "Cơ sở" in plain.locator(".doorway__more-word").inner_text()


def test_on_a_phone_the_doors_are_one_word_that_opens_all_of_them(plain: Page, asked: Cast) -> None:
    at(plain, signed_in(asked.tinh), 360)
    assert plain.locator(".doorway").bounding_box()["height"] <= 60  # type: ignore[index]
    plain.locator(".doorway__open").click()
    links = plain.locator(".doorway a")
    assert links.count() > 12
    for height in links.evaluate_all("(all) => all.map((link) => link.getBoundingClientRect().height)"):
        assert height >= 44
