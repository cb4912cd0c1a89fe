"""Whatever shows a case that is played says so: every page, paper, file and call is asked, and none is forgotten."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2

from delegation.dossiers.models import Channel, Dossier
from tests.architecture.doors import DOORS
from tests.architecture.test_doors import walked
from tests.architecture.world import World

TAG = "<span>Mô phỏng</span>"
PLAYED = "Mô phỏng, không phải hồ sơ thật"
PEOPLE = ("hanh", "lan", "tien", "may", "tinh", "mai", "anonymous")
"""Who is asked, in this order, until somebody is let in."""
UNMARKED = {
    "pickups:day-list": "visits to people who have no case yet",
}
"""Papers without a mark, each with its reason."""
SENT = ("document", "file", "attachment")
"""How addresses end that give back a document as somebody sent it."""
OF_REPORTS = ("report",)
"""Reports of figures say themselves how much of what they count is played; see the tests of that room."""
LISTS = {"custody:hand-overs", "custody:bags", "rounds:list", "dossiers:list"}
"""Lists that lead to cases, though some name none themselves; asked of everybody."""
CALLS = {"dossiers", "dossier", "items", "item", "journey"}
"""Calls about cases that say in a field of their own whether they are played."""
PAPERS_AT_LEAST = 25
PAGES_AT_LEAST = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody is shown at an address."""

    name: str
    kind: str
    body: bytes


def shown_to_people(world: World) -> Iterator[Shown]:
    """What stands at every address, for the first who is let in; lists for everybody."""
    for name, address in walked().items():
        if DOORS[name].get is None or name.startswith(OF_REPORTS) or name.endswith(SENT):
            continue
        for who in PEOPLE:
            client = world.client(who, page=not address.is_call)
            answer: Any = client.get(world.path(address.path, DOORS[name].thing))
            if answer.status_code != 200:
                continue
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield Shown(name, answer["Content-Type"].split(";")[0], body)
            if name not in LISTS:
                break


def pages(body: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(body)
    return [page.get_textpage().get_text_range() for page in document]


def cells(body: bytes) -> str:
    """All text of a workbook."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def visible(body: bytes) -> str:
    """What a page shows: no head, no attributes, no way back to the page before."""
    text = re.sub(r"<head>.*?</head>|<script.*?</script>", "", body.decode(), flags=re.DOTALL)
    return re.sub(r'<a class="govuk-back-link".*?</a>', "", text, flags=re.DOTALL)


def says(each: Shown, codes: list[str]) -> bool | None:
    """Whether what is shown says that its cases are played; None where it shows none."""
    if each.kind == "application/pdf":
        return None if each.name in UNMARKED else all("MÔ PHỎNG" in text for text in pages(each.body))
    if each.kind == "text/html":
        text = visible(each.body)
        plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
        found = TAG in text or PLAYED in text or "(mô phỏng)" in plain
        return True if found else False if any(code in plain for code in codes) else None
    if each.kind == "application/json":
        return b'"simulated":true' in each.body.replace(b": ", b":") if each.name in CALLS else None
    text = cells(each.body) if each.kind.endswith("sheet") else each.body.decode()
    return "(mô phỏng)" in text if any(code in text for code in codes) else None


def test_whatever_shows_a_played_case_says_so(chu_se: World) -> None:
    Dossier.objects.update(channel=Channel.SIMULATION)
    codes = list(Dossier.objects.values_list("code", flat=True))
    told = [(each, verdict) for each in shown_to_people(chu_se) if (verdict := says(each, codes)) is not None]
    silent = sorted({each.name for each, verdict in told if not verdict})
    assert not silent
    of = {kind: {each.name for each, _ in told if each.kind == kind} for kind in {each.kind for each, _ in told}}
    assert len(of["application/pdf"]) > PAPERS_AT_LEAST
    assert len(of["text/html"]) > PAGES_AT_LEAST
    assert of["text/html"] >= LISTS
    assert of["application/json"] == CALLS
    assert len(of) > len(("pdf", "html", "json")), "and files"


def test_nothing_else_is_marked(chu_se: World) -> None:
    marked = []
    for each in shown_to_people(chu_se):
        if each.kind == "application/pdf":
            marked += [each.name for text in pages(each.body) if "MÔ PHỎNG" in text]
        elif each.kind == "text/html" and each.name != "style":
            text = each.body.decode()
            marked += [each.name] if TAG in text or PLAYED in text else []
    assert not marked
