"""One sheet on A4: nobody's name, a line to write the head's on, and where every figure comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.flow import Block, draw_blocks, gap, pages_of
from postal_services.documents.papers.frame import Letterhead, draw_head, draw_page_number, draw_signatures, vn_moment
from postal_services.documents.sheet import A4, Sheet, Style
from tracking.reports.papers.page import BINDING, BOTTOM, LEFT, TOP, centred, prose, way_in
from tracking.reports.papers.rows import Address, set_table
from tracking.reports.tables import Table

_SIGN: Final = 34.0


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """A sheet as it is printed; ``page`` is its own address, ``address`` that of each figure."""

    letterhead: Letterhead
    on: date
    unit: str
    words: str
    rank: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    counted_to: datetime
    page: str
    address: Address


def render_sheet(paper: SheetPaper, out: BinaryIO) -> None:
    """Draw the sheet; the same figures give the same bytes."""
    title = f"Phiếu trách nhiệm {paper.unit} {paper.words}"
    with Sheet(out, A4, title, paper.letterhead.mark) as sheet:
        sheet.dx = BINDING
        top = draw_head(sheet, paper.letterhead, paper.on, number="Số: ………", margin=LEFT) + 4
        pages = pages_of(list(_blocks(paper)), BOTTOM - top, BOTTOM - TOP)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                top = TOP
            draw_blocks(sheet, top, page)
            note = f"{title} · số liệu từ sổ điện tử, đến {vn_moment(paper.counted_to)}"
            draw_page_number(sheet, number, len(pages), note, margin=LEFT)


def _blocks(paper: SheetPaper) -> Iterator[Block]:
    yield from centred("PHIẾU TRÁCH NHIỆM CỦA NGƯỜI ĐỨNG ĐẦU", 14, BOLD)
    yield from centred(f"{paper.unit} – {paper.words}", 11.5, SEMIBOLD)
    yield gap(2)
    yield from prose("Họ và tên người đứng đầu: ………………………………………………………………………………")
    yield from prose(paper.rank, Style(10.5, SEMIBOLD))
    yield from way_in(paper.page)
    for number, table in enumerate(paper.tables, 1):
        yield from set_table(number, table, paper.address)
    for note in paper.notes:
        yield from prose(note, Style(8.5))
    yield gap(3)
    yield Block(_SIGN, _signatures, company=2)


def _signatures(sheet: Sheet, top: float) -> None:
    draw_signatures(sheet, top, ("NGƯỜI LẬP PHIẾU", ""), ("NGƯỜI ĐỨNG ĐẦU", ""), margin=LEFT, height=_SIGN - 2)


def tables_of(*found: Table) -> Sequence[Table]:
    """Those with anything to say."""
    return [table for table in found if table.rows or table.none]
