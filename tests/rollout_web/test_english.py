"""Every public page in English: no Vietnamese is left but the notice's own words, which say what language they are."""

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation

from delegation.registry.models import Office, Procedure, Unit
from postal_services.web import formats
from tests.cast import Cast
from tests.journey.conftest import signed_in
from tests.rollout_web.conftest import BOARD, STRANGE, text_of
from tracking.measures import __file__ as measures
from tracking.measures.keys import MEANINGS
from tracking.measures.web.flow import RULES
from tracking.rollout import __file__ as rollout
from tracking.rollout.evidence import ITEM_TWO
from tracking.rollout.models import Measure, ObstacleKind, WhyNot
from tracking.rollout.web import board_page, doors, drawing, line_table, sheet_page, words

DAY = "?ngay=2019-09-30"
PUBLIC = (
    "/trien-khai",
    f"/trien-khai/44-TB-UBND{DAY}",
    f"{BOARD}{DAY}",
    BOARD,
    f"{BOARD}{DAY}&so=2019-07-09",
    f"{BOARD}{DAY}&xem=lui",
    f"{BOARD}{DAY}&xem=chua",
    f"{BOARD}{DAY}&thieu=sustained_use",
    f"{BOARD}{DAY}&co=mandate_signed",
    f"{BOARD}?ngay=2019-12-31",
    f"{BOARD}?ngay=x",
    f"{BOARD}/tuong{DAY}",
    f"{BOARD}/633{DAY}",
    f"{BOARD}/622{DAY}",
    f"{BOARD}/633/do-phu{DAY}",
    f"{BOARD}/622/do-phu{DAY}",
    f"{BOARD}/633/so-lieu/lodged{DAY}",
    f"{BOARD}/633/so-lieu/late_open{DAY}",
    *(f"{BOARD}/633/dong-so{DAY}&bang-chung={kind}" for kind in ITEM_TWO),
    "/trien-khai/44-TB-UBND/1c",
    "/trien-khai/44-TB-UBND/3?ngay=2019-07-20",
    "/trien-khai/44-TB-UBND/3/633?ngay=2019-07-20",
    "/trien-khai/44-TB-UBND/8",
    "/chat-luong",
    "/chat-luong?den=x",
)
STAFF = ("/so-do", "/so-do?tu=x", "/so-do/ho-so?buoc=lodged", f"{BOARD}{DAY}", f"{BOARD}/633{DAY}")
WRITTEN = re.compile(r"[^\W\d_]+")
ROOMS = [Path(rollout).parent, Path(measures).parent]


class Words(HTMLParser):
    """The words of a page that are said in its own language: text, titles, labels; nothing below ``lang="vi"``."""

    EMPTY = frozenset({"meta", "link", "input", "br", "img", "hr", "use", "path", "rect", "circle", "line", "polyline"})
    READ = ("title", "aria-label", "alt", "placeholder", "data-label")

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = (bool(self._open) and self._open[-1][1]) or given.get("lang") == "vi" or tag in {"script", "style"}
        if not silent:
            self.said += [given[name] or "" for name in self.READ if given.get(name)]
        if tag not in self.EMPTY:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in self.EMPTY:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1][1]):
            self.said.append(data.strip())


def is_vietnamese(word: str) -> bool:
    """Whether it has a letter that English has not."""
    return any(letter in "đĐ" or unicodedata.combining(letter) for letter in unicodedata.normalize("NFD", word))


def left_over(html: str, names: list[str]) -> list[str]:
    """Pieces of a page with Vietnamese words that are no proper name."""
    reader = Words()
    reader.feed(html)
    found = []
    for piece in reader.said:
        rest = piece
        for name in names:
            rest = rest.replace(name, " ")
        if any(is_vietnamese(word) for word in WRITTEN.findall(rest)):
            found.append(piece[:120])
    return found


def proper_names() -> list[str]:
    """Names of units, offices, procedures and people, the longest first; a unit also without its kind."""
    found = {STRANGE, "Hồ sơ qua bưu điện", "Tiếng Việt"}
    for names in (Unit.objects, Office.objects, Procedure.objects):
        found |= set(names.values_list("name", flat=True))
    found |= set(Unit.objects.values_list("short_name", flat=True))
    found |= {field for field in Procedure.objects.values_list("field", flat=True) if field}
    return sorted(found, key=len, reverse=True)


def english(client: Client) -> Client:
    client.get("/ngon-ngu/en")
    return client


def test_a_visitor_reads_every_public_page_in_english(busy: Cast) -> None:
    client, names = english(Client()), proper_names()
    for address in PUBLIC:
        html = client.get(address).content.decode()
        assert '<html lang="en"' in html, address
        assert left_over(html, names) == [], address


def test_the_province_reads_its_figures_in_english(busy: Cast) -> None:
    client = english(signed_in(busy.tinh))
    names = proper_names()
    for address in STAFF:
        assert left_over(client.get(address).content.decode(), names) == [], address


def test_a_notice_that_is_not_loaded_says_so_in_english(people: Cast) -> None:
    assert left_over(english(Client()).get("/trien-khai").content.decode(), proper_names()) == []


def test_the_words_of_the_notice_stay_and_say_what_language_they_are(busy: Cast) -> None:
    html = english(Client()).get("/trien-khai/44-TB-UBND").content.decode()
    assert '<p class="items__words" lang="vi">“chuyển giao một số nhiệm vụ' in html
    assert left_over('<p lang="en">Còn thiếu</p>', []) == ["Còn thiếu"], "the reader of this file does read"


def test_names_that_are_only_counted_are_counted_in_english(seventeen: Cast) -> None:
    client = english(Client())
    for address in (BOARD, f"{BOARD}/tuong"):
        html = client.get(address).content.decode()
        assert "more" in html
        assert left_over(html, proper_names()) == [], address


def test_one_and_many_are_told_apart(busy: Cast) -> None:
    client = english(Client())
    html = client.get(f"{BOARD}/633/dong-so?ngay=2019-08-10&bang-chung=devices_enrolled").content.decode()
    assert "1 ledger line up to the end of 10/08/2019" in html
    assert "30 days to the deadline" in client.get(f"{BOARD}?ngay=2019-12-01").content.decode()
    assert "1 day to the deadline" in client.get(f"{BOARD}?ngay=2019-12-30").content.decode()


@pytest.mark.parametrize(("language", "told"), [("vi", ("1.234", "14,6", "76 %")), ("en", ("1,234", "14.6", "76%"))])
def test_numbers_are_written_as_the_language_writes_them(language: str, told: tuple[str, str, str]) -> None:
    with translation.override(language):
        assert (formats.count(1234), formats.tenths(14.6), formats.percent(76)) == told
        assert formats.grouped(1234) == "1.234", "papers and money keep their points"


def test_vietnamese_stays_the_language_of_those_who_chose_nothing(busy: Cast) -> None:
    assert "đã đủ minh chứng" in text_of(BOARD)


def asked_for(room: Path) -> set[tuple[str, str]]:
    """Context and sentence of every word that the templates of a room ask for."""
    found = set()
    for path in (room / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if "progress" not in path.parts and "measures" not in path.parts:
            continue
        for one, other, context in re.findall(
            r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')(?:\s+context\s+"(\w+)")?""", text
        ):
            found.add((context, one or other))
        found |= {("", title) for title in re.findall(r'{%\s*fold\s+"[^"]+"\s+"([^"]+)"', text)}
        for body in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", text, re.DOTALL):
            single = re.split(r"{%\s*plural\s*%}", body)[0].replace("%", "%%")
            found.add(("", re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", single)))
    return found


def in_code() -> set[tuple[str, str]]:
    """Words that the code looks up by a name of its own."""
    found = {("evidence", each) for each in words.SHORT.values()} | {("", each) for _, each in words.CROWDS}
    found |= {("", each) for each in board_page.FILTERS.values()} | {("", each) for each, _ in doors.DOING.values()}
    found |= {("", each) for each in drawing.NO_FORECAST.values() if each}
    found |= {("", each) for each in [*sheet_page.COUNTED.values(), *line_table.FLAGS.values()]}
    found |= {("line", each) for acts in line_table.ACTIONS.values() for each in acts.values()}
    found |= {("", str(label)) for kinds in (Measure, ObstacleKind, WhyNot) for label in kinds.labels}
    found |= {("", part) for each in MEANINGS.values() for part in (each.label, each.rule)}
    return found | {
        (context, part) for each in RULES.values() for context, part in zip(("step", ""), each, strict=True)
    }


def test_every_word_of_the_pages_has_its_english(db: None) -> None:
    known = set()
    for room in ROOMS:
        with (room / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as stream:
            for message in read_po(stream):
                one = message.id if isinstance(message.id, str) else message.id[0]
                known |= {(message.context or "", one)} if message.string else set()
    asked = in_code() | asked_for(ROOMS[0]) | asked_for(ROOMS[1])
    assert asked - known == set()
