"""Papers as a typographer looks at them: nothing overlaps, nothing leaves its place, no figure is broken."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
import pytest

from postal_services.documents.papers import Letterhead
from tests.reports.sample import sample
from tracking.reports.figures import Figures
from tracking.reports.papers import ReportPaper, render_report
from tracking.reports.papers.page import ROOM
from tracking.reports.sheets.paper import SheetPaper, render_sheet
from tracking.reports.tables import Kind, Way, sections

MM = 72 / 25.4
BINDING, FORE_EDGE, FOOT = 29.9, 14.9, 19.0
"""Least margins of A4 in mm that no text may enter (NĐ 30/2020/NĐ-CP: left 30 to 35, right 15 to 20)."""
KNOWN_TO = datetime(2020, 1, 6, 2, tzinfo=UTC)
LONG = "Sở Thông tin và Truyền thông tỉnh Gia Lai, Trung tâm Phục vụ hành chính công và Chuyển đổi số"


def address(way: Way) -> str:
    return f"https://hoso.example.vn/{way.opens}"


def paper(figures: Figures, **changes: object) -> ReportPaper:
    plain = ReportPaper(
        code="BC-2019-Q4-44-TB-UBND",
        letterhead=Letterhead("Sở Thông tin và Truyền thông", above="UBND tỉnh Gia Lai", place="Gia Lai"),
        figures=figures,
        sha256="0123456789abcdef" * 4,
        known_to=KNOWN_TO,
        marks=("DỰ THẢO", "MÔ PHỎNG"),
        page="https://hoso.example.vn/bao-cao/BC-2019-Q4-44-TB-UBND",
        address=address,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def first_period(figures: Figures) -> Figures:
    return replace(figures, head=replace(figures.head, compared=None, from_notice=True))


def many(figures: Figures) -> Figures:
    """Numbers and names as long as they get."""
    rows = tuple(replace(row, values=tuple(9_999_999 for _ in row.values)) for row in figures.rows)
    top = tuple(
        replace(each, code="VM-629-190920-01", state_name="Đang xử lý", age=1_234) for each in figures.obstacles.top
    )
    return replace(figures, rows=rows, obstacles=replace(figures.obstacles, top=top))


FROZEN = {
    "marks": (),
    "number": "12/BC-STTTT",
    "on": date(2020, 1, 7),
    "check_url": "https://hoso.example.vn/bao-cao/BC-2019-Q4-44-TB-UBND/kiem-tra",
    "seal_root": "0123456789abcdef",
    "opinion": "Đề nghị các huyện khẩn trương.\n" * 12,
}
PAPERS = {
    "draft": paper(sample()),
    "provisional": paper(sample(provisional=True), marks=("DỰ THẢO", "TẠM TÍNH", "MÔ PHỎNG")),
    "frozen": paper(sample(simulated=False), **FROZEN),
    "first period": paper(first_period(sample())),
    "long": paper(many(sample()), letterhead=Letterhead(LONG, above="Ủy ban nhân dân tỉnh Gia Lai", place="Gia Lai")),
    "one line above": paper(sample(), letterhead=Letterhead("Ủy ban nhân dân tỉnh Gia Lai", place="Gia Lai")),
}


def drawn(kind: str) -> bytes:
    out = BytesIO()
    if kind == "sheet":
        tables = [table for section in sections(many(sample())) for table in section.tables]
        head, words = Letterhead("Ủy ban nhân dân tỉnh Gia Lai", place="Gia Lai"), "Quý IV/2019"
        sheet = SheetPaper(
            letterhead=head, on=date(2020, 1, 7), unit="UBND huyện Chư Sê", words=words, rank="Xếp hạng: 4.",
            notes=("Có 68 hồ sơ mô phỏng.",), tables=tuple(tables), counted_to=KNOWN_TO,
            page="https://hoso.example.vn/trach-nhiem/633?quy=2019-Q4&den=2019-11-20", address=address,
        )  # fmt: skip
        render_sheet(sheet, out)
    else:
        render_report(PAPERS[kind], out)
    return out.getvalue()


def rects(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """Where lines of text stand: left, bottom, right, top."""
    text = page.get_textpage()
    return [text.get_rect(number) for number in range(text.count_rects())]


def shared(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """The part of the smaller of two boxes that both cover."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or tall <= 0:
        return 0
    return wide * tall / min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))


@pytest.mark.parametrize("kind", [*PAPERS, "sheet"])
def test_no_line_lies_on_another_and_none_enters_the_margins(kind: str) -> None:
    with pypdfium2.PdfDocument(drawn(kind)) as document:
        for number, page in enumerate(document, 1):
            wide, _ = page.get_size()
            boxes = rects(page)
            for place, box in enumerate(boxes):
                words = (kind, number, page.get_textpage().get_text_bounded(*box))
                assert box[0] >= BINDING * MM, words
                assert box[2] <= wide - FORE_EDGE * MM + 1, words
                assert box[1] >= FOOT * MM, words
                for other in boxes[:place]:
                    assert shared(box, other) < 0.25, (*words, page.get_textpage().get_text_bounded(*other))


@pytest.mark.parametrize("kind", [*PAPERS, "sheet"])
def test_every_page_carries_more_than_its_foot_and_counts_itself(kind: str) -> None:
    with pypdfium2.PdfDocument(drawn(kind)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    for number, text in enumerate(texts, 1):
        assert f"trang {number}/{len(texts)}" in text
        assert len(text.splitlines()) > 6, "a page of its own for a line or two"


def test_a_line_to_date_and_number_the_draft_stands_below_the_motto() -> None:
    for kind in ("draft", "one line above"):
        with pypdfium2.PdfDocument(drawn(kind)) as document:
            text = document[0].get_textpage()
            motto, blank = (text.search(words).get_next() for words in ("Độc lập", "ngày ……"))
            assert motto is not None
            assert blank is not None
            lower = text.get_charbox(blank[0])[3]
            assert lower < text.get_charbox(motto[0])[1] - 1.5


@pytest.mark.parametrize("kind", [*PAPERS, "sheet"])
def test_no_date_and_no_number_is_broken_over_two_lines(kind: str) -> None:
    figures = PAPERS[kind].figures if kind in PAPERS else many(sample())
    with pypdfium2.PdfDocument(drawn(kind)) as document:
        lines = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    joined = " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")
    for table in (table for section in sections(figures) for table in section.tables):
        for cells in table.texts:
            for column, cell in zip(table.columns, cells, strict=True):
                if column.kind != Kind.TEXT and len(cell) > 3:
                    assert cell.replace("\N{NO-BREAK SPACE}", " ") in joined, (table.title, cell)
    assert pytest.approx(165) == ROOM


def test_nothing_is_said_of_a_period_that_was_not() -> None:
    tables = {table.key: table for section in sections(first_period(sample())) for table in section.tables}
    heads = [column.head for column in tables["summary"].columns]
    before = heads.index("Cuối kỳ trước")
    assert {cells[before] for cells in tables["summary"].texts} == {"–"}
    assert {row[-3:-1] for row in ((*cells, "") for cells in tables["kinds"].texts)} == {("–", "–")}
    assert {cells[3] for cells in tables["measures"].texts} == {"–"}
