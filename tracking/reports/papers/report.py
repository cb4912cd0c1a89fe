"""The quarterly report: head in two columns, sections, drawings, signatures, and how to check it against the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.documents.fonts import BOLD, REGULAR, SEMIBOLD
from postal_services.documents.papers.flow import Block, draw_blocks, gap, pages_of
from postal_services.documents.papers.frame import Letterhead, draw_head, draw_page_number, vn_moment
from postal_services.documents.sheet import A4, Sheet, Style, code_side, text_width, wrapped
from tracking.reports.figures import Figures
from tracking.reports.tables import sections

from .charts import drawn
from .page import BINDING, BOTTOM, LEFT, NOTE, ROOM, TABLE_TITLE, TOP, centred, heading, prose, together, way_in
from .rows import Address, set_table

_MARK: Final = Style(9, BOLD, "center")
_SIGN: Final = 42.0
_COMPANY: Final = 6
"""Lines of the opinion, and the room between them, that come along with the signature."""
_LINE: Final = 3.0
"""Blocks less tall are gaps, mm."""
_DIGITS: Final = 16
_MODULE: Final = 0.625


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A report as it is printed. ``marks`` (draft, provisional, simulated) stand boxed on every page.

    ``check_url`` and ``seal_root`` are empty until the report is frozen; ``on`` is the day it was frozen. ``page`` is
    the address of the report's own page, ``address`` that of each figure; a paper of figures that are stored nowhere
    has neither.
    """

    code: str
    letterhead: Letterhead
    figures: Figures
    sha256: str
    known_to: datetime
    marks: tuple[str, ...]
    opinion: str = ""
    number: str = ""
    on: date | None = None
    check_url: str = ""
    seal_root: str = ""
    page: str = ""
    address: Address | None = None


def render_report(paper: ReportPaper, out: BinaryIO) -> None:
    """Draw the report; the same paper gives the same bytes."""
    with Sheet(out, A4, f"Báo cáo {paper.figures.head.quarter_words} {paper.code}") as sheet:
        sheet.dx = BINDING
        top = _face(sheet, paper)
        pages = pages_of(list(_blocks(paper)), BOTTOM - top, BOTTOM - TOP)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                top = TOP
            _marks(sheet, paper)
            draw_blocks(sheet, top, page)
            note = f"{paper.code} · SHA-256 {paper.sha256[:_DIGITS]}… · số liệu đến {_known(paper)}"
            draw_page_number(sheet, number, len(pages), note, margin=LEFT)


def _known(paper: ReportPaper) -> str:
    return vn_moment(paper.known_to)


def _face(sheet: Sheet, paper: ReportPaper) -> float:
    number = f"Số: {paper.number or '………'}"
    return draw_head(sheet, paper.letterhead, paper.on, number=number, margin=LEFT, dated=True) + 5


def _marks(sheet: Sheet, paper: ReportPaper) -> None:
    """Boxes at the upper edge, so that no page taken by itself passes for more than it is."""
    x = LEFT
    for mark in paper.marks:
        room = text_width(mark, _MARK) + 5
        sheet.box(x, 6, room, 5.4, weight=0.9)
        sheet.line(x, 6.5, room, mark, _MARK)
        x += room + 2


def _blocks(paper: ReportPaper) -> Iterator[Block]:
    head = paper.figures.head
    yield from centred("BÁO CÁO", 14, BOLD)
    yield from centred(f"Tình hình thực hiện văn bản số {head.number} – {head.quarter_words}", 11.5, SEMIBOLD)
    if paper.marks:
        yield from centred(f"({', '.join(mark.lower() for mark in paper.marks)})", 10)
    yield gap(3)
    for text in _basis(paper):
        yield from prose(text)
    if paper.page:
        yield from way_in(paper.page)
    tables = charts = 0
    for section in sections(paper.figures):
        blocks = [block for text in section.words for block in prose(text)]
        for part in section.parts:
            if isinstance(part, str):
                found = drawn(part, charts + 1, paper.figures)
                charts += bool(found)
            else:
                tables += 1
                found = set_table(tables, part, paper.address)
            blocks += found
        yield from _headed(section.number, section.title, blocks)
    lines = (paper.opinion or "(Chưa có nhận xét.)").splitlines()
    yield from _headed("VIII", "Nhận xét, kiến nghị", [block for line in lines for block in prose(line)])
    yield gap(4)
    yield _ending(paper)


def _headed(number: str, title: str, blocks: list[Block]) -> Iterator[Block]:
    """A section whose head takes the first line, or table, along overleaf."""
    first = next((place for place, block in enumerate(blocks) if block.height >= _LINE), 0) + 1
    yield together([*heading(number, title), *blocks[:first]])
    yield from blocks[first:]


def _basis(paper: ReportPaper) -> Iterator[str]:
    head = paper.figures.head
    yield f"Căn cứ văn bản số {head.number} ngày {head.issued_on:%d/%m/%Y} của {head.issuer}: {head.title};"
    yield (
        f"{paper.letterhead.agency} báo cáo tình hình thực hiện từ ngày {head.first:%d/%m/%Y} đến hết ngày "
        f"{head.as_of:%d/%m/%Y} như sau:"
    )


def _ending(paper: ReportPaper) -> Block:
    """Signature and check stay together, and bring the last lines along."""
    whole = together([_signature(paper), gap(3), _check(paper)])
    return Block(whole.height, whole.draw, company=_COMPANY)


def _signature(paper: ReportPaper) -> Block:
    left, right = ROOM * 0.45, ROOM * 0.5

    def draw(sheet: Sheet, top: float) -> None:
        down = sheet.line(LEFT, top, left, "Nơi nhận:", Style(9, SEMIBOLD))
        for text in ("- Chủ tịch, các Phó Chủ tịch UBND tỉnh;", "- UBND cấp huyện; Bưu điện tỉnh;", "- Lưu: VT."):
            down = sheet.line(LEFT, down, left, text, Style(8.5))
        x = LEFT + ROOM - right
        down = sheet.line(x, top, right, "NGƯỜI DUYỆT BÁO CÁO", Style(10, BOLD, "center"))
        down = sheet.line(x, down, right, "(ký, ghi rõ họ tên, đóng dấu)", Style(8, align="center"))
        sheet.dashes(x + right * 0.2, top + _SIGN - 4, right * 0.6)

    return Block(_SIGN, draw)


def _check(paper: ReportPaper) -> Block:
    """How anybody checks the report; a draft says that it cannot be relied on."""
    title = "Đối chiếu báo cáo với sổ" if paper.check_url else "Bản chưa chốt"
    facts = [
        f"Mã báo cáo: {paper.code}",
        f"SHA-256 của số liệu: {paper.sha256[:32]}",
        paper.sha256[32:],
        f"Tính đến hết ngày {paper.figures.head.as_of:%d/%m/%Y}, theo các dòng sổ ghi đến {_known(paper)}.",
    ]
    if paper.seal_root:
        facts.append(f"Mã niêm phong sổ khi chốt: {paper.seal_root}")
    facts.append(
        "Quét ô vuông, hoặc mở địa chỉ bên dưới, để xem báo cáo còn khớp với sổ không."
        if paper.check_url
        else "Số liệu còn có thể thay đổi; bản này không có giá trị ban hành."
    )
    side = code_side(paper.check_url, _MODULE) if paper.check_url else 0.0
    room = ROOM - 6 - (side + 2 if side else 0)
    lines = [line for fact in facts for line in wrapped(fact, room, NOTE.size, REGULAR)]
    if paper.check_url:
        lines += wrapped(paper.check_url, room, NOTE.size, REGULAR)
    height = max(len(lines) * NOTE.line + TABLE_TITLE.line + 5, side + 3)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.box(LEFT, top, ROOM, height, weight=0.5)
        x = LEFT + 3
        if side:
            sheet.code(LEFT + 1, top + 1.5, paper.check_url, module=_MODULE)
            x += side + 1
        down = sheet.line(x, top + 2, room, title, TABLE_TITLE)
        sheet.lines(x, down + 0.5, room, lines, NOTE)

    return Block(height, draw)
