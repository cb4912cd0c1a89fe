"""The links of a paper as its reader follows them, and what the page at their end comes to."""

import ctypes
import html
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pypdfium2.raw as pdfium
from django.test import Client

from tracking.reports.tables import Kind, Table, said

HOST = "http://127.0.0.1"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def of_pdf(content: bytes) -> list[tuple[str, str]]:
    """Every link of a paper in the order in which it was drawn: the words under it, and its address."""
    with pypdfium2.PdfDocument(content) as document:
        return [link for page in document for link in _of_page(document, page)]


def _of_page(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[tuple[str, str]]:
    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    text = page.get_textpage()
    while pdfium.FPDFLink_Enumerate(page.raw, place, link):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
        rect = pdfium.FS_RECTF()
        assert pdfium.FPDFLink_GetAnnotRect(link, rect)
        words = text.get_text_bounded(rect.left, rect.bottom, rect.right, rect.top)
        yield " ".join(words.split()), buffer.value.decode()


def of_book(content: bytes) -> list[dict[str, str]]:
    """Of every sheet of a workbook, the address behind each linked cell."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        for name in sorted(names, key=lambda each: int(re.findall(r"\d+", each)[0])):
            sheet = ET.fromstring(book.read(name))
            links = sheet.findall(f".//{_MAIN}hyperlink")
            rels = f"xl/worksheets/_rels/{name.rsplit('/', 1)[-1]}.rels"
            targets = {}
            if links:
                targets = {each.get("Id"): each.get("Target", "") for each in ET.fromstring(book.read(rels))}
            found.append({each.attrib["ref"]: _joined(each, targets) for each in links})
    return found


def _joined(link: ET.Element, targets: dict[str | None, str]) -> str:
    anchor = link.get("location")
    return targets[link.get(f"{_REL}id")] + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True)
class Figure:
    """A figure of a table with where it stands."""

    table: Table
    row: int
    place: int

    @property
    def text(self) -> str:
        """As it is printed, without the places where lines were broken."""
        return " ".join(self.table.texts[self.row][self.place].split())

    @property
    def kind(self) -> Kind:
        """What it is; a sum is what its column is."""
        summed = self.row >= len(self.table.rows)
        return self.table.columns[self.place].kind if summed else self.table.kind(self.row, self.place)

    @property
    def head(self) -> str:
        """The head of its column."""
        return self.table.columns[self.place].head

    @property
    def name(self) -> str:
        """What names its row."""
        named = next((n for n, column in enumerate(self.table.columns) if column.kind == Kind.TEXT), 0)
        return self.table.texts[self.row][named]


def linked(table: Table) -> list[Figure]:
    """The figures of a table that are opened, in the order in which they stand."""
    every = (Figure(table, row, place) for row in range(len(table.ways)) for place in range(len(table.columns)))
    return [each for each in every if table.way(each.row, each.place)]


class Pages:
    """Pages opened once each, by one reader."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read: dict[str, str] = {}

    def open(self, address: str) -> str:
        """The page behind an address of a paper. It has to be there."""
        assert address.startswith(HOST), address
        path = address.removeprefix(HOST).partition("/")[2]
        where = f"/{path.partition('#')[0]}"
        if where not in self._read:
            answer = self._client.get(where)
            assert answer.status_code == 200, (answer.status_code, where)
            self._read[where] = html.unescape(answer.content.decode())
        return self._read[where]


def rows_of(page: str, key: str = "opened") -> list[dict[str, str]]:
    """The rows of a table of a page, by their heads; the sum is not among them."""
    table = page.split(f'data-table="{key}"', 1)
    if len(table) == 1:
        return []
    body = table[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [cells_of(row) for row in body.split("<tr>")[1:]]


def cells_of(row: str) -> dict[str, str]:
    """The cells of a row by their heads."""
    found = re.findall(r'<t[dh][^>]*data-label="([^"]*)"[^>]*>(.*?)</t[dh]>', row, re.DOTALL)
    return {head: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for head, cell in found}


def number(text: str) -> int:
    """A count as people read it."""
    return int(text.replace(".", "").replace("−", "-").replace("+", "")) if text != "–" else 0


def comes_to(page: str, figure: Figure, address: str) -> str:
    """What the list at the end of a link comes to, said like the figure."""
    path, asked = urlsplit(address).path, parse_qs(urlsplit(address).query)
    if "/so/" in path:
        return _own(page, figure, path)
    if path.endswith("/dong-so"):
        tag = page.split("page-head__title", 1)[1].split("</h1>", 1)[1].split("</div>", 1)[0]
        return said("Có</" in tag, Kind.MARK)
    if path.count("/") == 4:
        have, of = re.findall(r'data-met="(\d+)">\d+<span class="headline__of">/(\d+)<', page)[0]
        return said(have == of, Kind.MARK) if figure.kind == Kind.MARK else str(have)
    return said(_changed(page, figure), Kind.CHANGE) if "so" in asked else _board(page, figure, asked)


def _board(page: str, figure: Figure, asked: dict[str, list[str]]) -> str:
    """What the rows of the board come to: how many they are, what part of all, or all that they have shown."""
    met = [int(each) for each in re.findall(r'<tr data-unit="\w+" data-met="(\d+)"', page)]
    whole = len(re.findall(r'<li class="place ', page))
    if figure.kind == Kind.SHARE:
        return said((len(met) * 20_000 + whole) // (2 * whole), Kind.SHARE)
    if "xem" in asked or "co" in asked:
        return str(len(met))
    if figure.head == "Tổng số" and figure.name != "Minh chứng đã có":
        return str(whole)
    pieces = re.findall(r'data-pieces="(\d+)">\d+/(\d+)<', page)[0]
    assert int(pieces[0]) == sum(met)
    return str(pieces[1] if figure.head == "Tổng số" else pieces[0])


def _own(page: str, figure: Figure, path: str) -> str:
    rows = rows_of(page)
    if not rows:
        return "0"
    heads = list(rows[0])
    head = next((name for name in (figure.head, figure.name) if name in heads), heads[-1])
    if figure.head == "Số ngày":
        return max((row[head] for row in rows), key=int)
    if (path.endswith("/thoi-gian") and head not in {"Hồ sơ xong", "Đúng hạn"}) or head == "Tỷ lệ":
        foot = page.split('data-table="opened"', 1)[1].split("<tfoot>", 1)[1].split("</tfoot>", 1)[0]
        return cells_of(foot)[head]
    return said(sum(number(row[head]) for row in rows), Kind.COUNT)


def _changed(page: str, figure: Figure) -> int:
    """What came less what went, of all units, of one unit, or of one kind."""
    total = 0
    part = page.split('id="so-sanh"', 1)[1].split("</section>", 1)[0]
    for sign, side in zip((1, -1), part.split("<h3")[1:], strict=True):
        for unit, kinds in re.findall(r"<li><a[^>]*>([^<]*)</a>: ([^<]*)</li>", side):
            every = kinds.split(", ")
            if figure.table.key == "kinds":
                total += sign * every.count(figure.name)
            elif figure.name == "Cả tỉnh" or figure.name.endswith(unit):
                total += sign * len(every)
    return total
