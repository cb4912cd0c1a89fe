"""The public pages in Chromium: for eyes, keyboards and screen readers, on phones, walls and paper."""

from collections.abc import Iterator
from typing import Any, Literal

import pypdfium2
import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from postal_services.web.assets import MODULES
from tests.browsers import answered_by
from tests.cast import Cast
from tests.rollout_web.conftest import BOARD

pytestmark = pytest.mark.browser

PAGES = (
    "/trien-khai",
    "/trien-khai/44-TB-UBND?ngay=2019-12-31",
    f"{BOARD}?ngay=2019-09-30",
    f"{BOARD}?ngay=2019-08-05&so=2019-07-09",
    f"{BOARD}?ngay=nonsense",
    f"{BOARD}/633?ngay=2019-09-30",
    f"{BOARD}/633/dong-so?ngay=2019-09-30&bang-chung=mandate_signed",
    f"{BOARD}/633/so-lieu/lodged?ngay=2019-09-30",
    f"{BOARD}/tuong?ngay=2019-09-30",
    f"{BOARD}/tuong?ngay=2019-09-30&nen=toi",
    "/trien-khai/44-TB-UBND/3",
    "/trien-khai/44-TB-UBND/3/633",
    "/trien-khai/44-TB-UBND/8",
    f"{BOARD}/633/do-phu?ngay=2019-09-30",
    "/chat-luong",
)
A4_ACROSS = (841, 595)
"""Points."""


@pytest.fixture
def visit(chromium: Browser, busy: Cast) -> Iterator[Page]:
    """A visitor's browser, in which a broken content policy fails the test."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/*", answered_by(Client()))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    page.close()
    assert faults == []


def opened(page: Page, address: str, width: int = 1280, height: int = 900) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"http://localhost{address}")


def test_axe_finds_nothing_to_mend(visit: Page) -> None:
    found = []
    for address in PAGES:
        for width in (360, 1280):
            opened(visit, address, width)
            visit.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
            result: dict[str, Any] = visit.evaluate("axe.run()")
            found += [
                (address, width, fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
                for fault in result["violations"]
            ]
    assert found == []


@pytest.mark.parametrize("width", [320, 360, 640, 768, 1280, 1920])
def test_no_page_scrolls_sideways(visit: Page, width: int) -> None:
    """640 pixels are a desk of 1280 at twice the size."""
    for address in PAGES:
        opened(visit, address, width)
        assert visit.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def test_english_is_clean_and_as_narrow(chromium: Browser, busy: Cast) -> None:
    client = Client()
    client.get("/ngon-ngu/en")
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.route("**/*", answered_by(client))
    for address in (f"{BOARD}?ngay=2019-09-30&so=2019-07-09", f"{BOARD}/633?ngay=2019-09-30", f"{BOARD}/633/do-phu"):
        opened(page, address, 320)
        assert page.evaluate("document.documentElement.scrollWidth <= 320"), address
        opened(page, address, 360)
        cut = page.locator(".place").evaluate_all(
            "(all) => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent)"
        )
        assert cut == [], address
        page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
        assert [fault["id"] for fault in page.evaluate("axe.run()")["violations"]] == [], address
    page.close()


def test_letters_at_a_desk_are_no_smaller_than_sixteen(visit: Page) -> None:
    """Those of the page itself; the frame around it has its own."""
    opened(visit, f"{BOARD}?ngay=2019-09-30")
    small = visit.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((element) => !element.closest(".govuk-visually-hidden, .vh, title, desc, caption"))
            .filter((element) => !element.closest(".govuk-details"))
            .filter((element) => element.getClientRects().length && !element.closest(".tag, .page-head__caption"))
            .map((element) => [element.textContent.trim(), sized(element)])
            .filter(([, size]) => size < 15.5);
           function sized(element) {
             const drawing = element.closest("svg.chart");
             const size = parseFloat(getComputedStyle(element).fontSize);
             return drawing ? size * drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : size;
           }"""
    )
    assert [each for each in small if "svg" not in each] == []


def test_the_map_is_walked_by_keyboard_from_row_to_row(visit: Page) -> None:
    opened(visit, f"{BOARD}?ngay=2019-09-30")
    visit.locator(".place__name a").first.focus()
    names = []
    for _ in range(2):
        names.append(visit.evaluate("document.activeElement.textContent"))
        shown = visit.evaluate("getComputedStyle(document.activeElement.closest('.place')).boxShadow")
        assert shown != "none", "where the keyboard is can be seen"
        visit.keyboard.press("Tab")
    assert names == ["phố Pleiku", "Chư Sê"], "Pleiku lies to the north"
    visit.locator(".place__name a").first.press("Enter")
    visit.wait_for_url("**/2/622?ngay=2019-09-30")


def test_a_day_is_chosen_without_a_script(chromium: Browser, busy: Cast) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.route("**/*", answered_by(Client()))
    page.goto(f"http://localhost{BOARD}")
    page.fill("#ngay", "2019-08-10")
    page.fill("#so", "2019-07-09")
    page.click("main button")
    page.wait_for_url("**?ngay=2019-08-10&so=2019-07-09")
    assert "Từ 09/07/2019 đến 10/08/2019" in page.inner_text("#so-sanh")
    page.close()


TALLEST_ON_A_PHONE = 3500
"""Pixels of the board at 360 before anything is unfolded."""


@pytest.mark.parametrize("query", ["", "?ngay=2019-09-30", "?ngay=2019-07-09"])
def test_a_phone_shows_the_answer_first_and_the_rest_folded(chromium: Browser, seventeen: Cast, query: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 780}, java_script_enabled=False)
    page.route("**/*", answered_by(Client()))
    page.goto(f"http://localhost{BOARD}{query}")
    assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST_ON_A_PHONE
    tops = [page.locator(each).bounding_box()["y"] for each in (".headline__number", ".waiting", ".map")]  # type: ignore[index]
    assert tops == sorted(tops)
    assert tops[0] < 400
    table = page.locator(".evidence")
    assert not table.is_visible()
    page.locator("summary", has_text="Từng nơi").focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
    page.close()


def test_what_is_folded_on_a_phone_stands_open_at_a_desk_and_on_paper(visit: Page) -> None:
    address = f"{BOARD}?ngay=2019-09-30&so=2019-07-09"
    shown: tuple[tuple[int, Literal["screen", "print"]], ...] = ((1280, "screen"), (360, "print"))
    for width, media in shown:
        opened(visit, address, width)
        visit.emulate_media(media=media)
        folds = visit.locator(".fold__details")
        assert folds.count() >= 7
        assert visit.locator(".fold__head:visible").count() == 0
        for part in (".backs", ".chart-frame", ".ranking", ".evidence", ".compared__list"):
            assert visit.locator(part).first.is_visible(), (part, media)
    visit.emulate_media(media="screen")


def test_a_number_at_the_head_opens_the_fold_that_it_was_counted_from(visit: Page) -> None:
    opened(visit, f"{BOARD}?ngay=2019-09-30", 360)
    visit.locator(".headline__facts a[href$='#tung-noi']").first.click()
    assert visit.locator(".evidence").is_visible()
    opened(visit, f"{BOARD}?ngay=2019-09-30&xem=lui", 360)
    assert visit.locator(".evidence").is_visible(), "what was asked for is open"


def test_a_finger_finds_what_it_presses(visit: Page) -> None:
    """44 pixels for everything that does not stand in a sentence or a cell of a table."""
    for address in (f"{BOARD}?ngay=2019-09-30", f"{BOARD}/633?ngay=2019-09-30", "/trien-khai/44-TB-UBND/3"):
        opened(visit, address, 360)
        small = visit.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input, select")]
                .filter((each) => each.checkVisibility() && !each.closest(".skip, td, th, .tasks, p, .waiting"))
                .filter((each) => !each.closest(".place, .headline__count"))
                .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height])
                .filter(([, height]) => height < 43.5)"""
        )
        assert small == [], address
        tiles = visit.locator(".place").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().height)")
        assert all(height >= 44 for height in tiles)


def test_the_wall_fits_its_screen_and_reads_from_four_metres(visit: Page) -> None:
    for theme in ("", "&nen=toi"):
        opened(visit, f"{BOARD}/tuong?ngay=2019-09-30{theme}", 1920, 1080)
        assert visit.evaluate("document.documentElement.scrollHeight") <= 1080
        smallest = visit.evaluate(
            """Math.min(...[...document.querySelectorAll("main *")]
                .filter((each) => !each.closest("svg"))
                .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
                .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
        )
        assert smallest >= 24


def test_the_board_is_one_sheet_of_paper_across(visit: Page) -> None:
    opened(visit, f"{BOARD}?ngay=2019-09-30")
    paper = pypdfium2.PdfDocument(visit.pdf(prefer_css_page_size=True, print_background=False))
    assert len(paper) == 1
    assert tuple(int(side) for side in paper[0].get_size()) == pytest.approx(A4_ACROSS, abs=2)
    words = paper[0].get_textpage().get_text_bounded()
    for told in ("Chư Sê", "Pleiku", "7/8", "Lùi lại", "Thiếu 7"):
        assert told in words, told
    visit.emulate_media(media="print")
    colours = visit.evaluate(
        "[...document.querySelectorAll('.place, .place__state')].map((each) => getComputedStyle(each).color)"
    )
    assert set(colours) == {"rgb(0, 0, 0)"}
