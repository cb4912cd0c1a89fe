"""What every page has in common, asked of the pages themselves."""

import re
from html.parser import HTMLParser

import pytest

from tests.architecture import house
from tests.architecture.doors import DOORS
from tests.architecture.test_doors import walked
from tests.architecture.world import World

MARKED = {
    "postal_services/accounts/templates/allauth/elements/fields.html": "words of the framework about passwords",
}
"""Templates that let text through unescaped, each with whose text it is."""
WITHOUT_SECRET = {
    "tracking/journey/templates/journey/lookup.html",
    "tracking/journey/templates/journey/_wish_form.html",
    "tracking/journey/templates/journey/wishes.html",
    "tracking/journey/templates/journey/_rating.html",
    "tracking/pickups/templates/pickups/public_form.html",
    "tracking/pickups/templates/pickups/public_mine.html",
}
"""Pages of citizens, who have no session that another site could use: a question changes nothing, a wish carries a
signed pass of its own, an answer the token of its case, a booking is anybody's to make, and a pickup is changed by
who has its token."""
PARTS = {"dossiers:prices"}
"""Addresses that give a part of a page to the page that asks for it."""
PEOPLE = ("hanh", "lan", "tinh", "quan", "anonymous")


class Page(HTMLParser):
    """What the tests ask about a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.counts: dict[str, int] = {}
        self.ids: list[str] = []
        self.unnamed: list[str] = []
        self.inline: list[str] = []
        self._labels: set[str] = set()
        self._fields: list[tuple[str, str]] = []
        self.feed(text)
        self.unlabelled = [f"{tag}#{name}" for tag, name in self._fields if name not in self._labels]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        self.inline += [f"{tag} {name}" for name in given if name == "style" or re.match(r"on[a-z]+$", name)]
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append("script")
        if tag == "label":
            self._labels.add(given.get("for", ""))
        if tag == "img" and "alt" not in given:
            self.unnamed.append("img")
        told = "aria-label" in given or "aria-labelledby" in given or "title" in given
        typed = tag == "input" and given.get("type", "text") not in {"hidden", "submit"}
        if (typed or tag in {"select", "textarea"}) and not told:
            self._fields.append((tag, given.get("id", "")))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_whole(chu_se: World, language: str) -> None:
    faults, seen = [], 0
    for name, address in walked().items():
        if DOORS[name].get is None or name in PARTS:
            continue
        for who in PEOPLE:
            client = chu_se.client(who, page=not address.is_call)
            client.cookies["ngon_ngu"] = language
            answer = client.get(chu_se.path(address.path, DOORS[name].thing), headers={"accept-language": language})
            if answer.streaming:
                assert list(answer)
                continue
            if not answer["Content-Type"].startswith("text/html") or 300 <= answer.status_code < 400:
                continue
            seen += 1
            faults += [f"{address} as {who}: {fault}" for fault in _faults(answer.content.decode(), language)]
    assert not faults, "\n".join(faults)
    assert seen > 80


def _faults(text: str, language: str) -> list[str]:
    page = Page(text)
    told = []
    if page.language != language and "swagger-ui" not in text:  # the reading page of the calls is English
        told.append(f"lang={page.language!r}")
    if page.counts.get("h1") != 1:
        told.append(f"{page.counts.get('h1', 0)} h1")
    told += [f"{page.counts.get(tag, 0)} {tag}" for tag in ("main", "head", "body") if page.counts.get(tag) != 1]
    twice = {each for each in page.ids if page.ids.count(each) > 1}
    told += [f"id {each} twice" for each in sorted(twice)]
    told += [*page.inline, *page.unnamed]
    told += [f"no label: {each}" for each in page.unlabelled]
    if "{{" in text or "{%" in text:
        told.append("an unfinished template")
    return told


def test_no_template_marks_foreign_text_as_safe() -> None:
    rule = re.compile(r"\|\s*safe\b|{%\s*autoescape off")
    told = {house.name(path) for path in house.files(".html") if rule.search(path.read_text(encoding="utf-8"))}
    assert told <= set(MARKED)


def test_no_python_marks_text_as_safe_by_itself() -> None:
    told = {house.module(path) for path in house.python() if "mark_safe" in path.read_text(encoding="utf-8")}
    assert not told, "format_html escapes what it is given"


def test_every_form_that_writes_carries_the_secret() -> None:
    rule = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
    told = [
        house.name(path)
        for path in house.files(".html")
        for form in rule.findall(path.read_text(encoding="utf-8"))
        if "csrf_token" not in form and "slot" not in form
    ]
    assert set(told) <= WITHOUT_SECRET, told
