"""Phiếu kiểm soát quá trình giải quyết hồ sơ: who gave the case to whom, when, and within which time."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents.fonts import SEMIBOLD
from postal_services.documents.papers.flow import Block, draw_blocks, gap, labelled, pages_of
from postal_services.documents.papers.forms import Form
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_title,
    hotline_words,
    vn_moment,
)
from postal_services.documents.sheet import A4, Sheet, Style, bars_width, code_side, wrapped

_MARGIN: Final = 14.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN - 8
_FURTHER: Final = _MARGIN + 8
_COLUMNS: Final = (9.0, 52.0, 61.0, 22.0, 38.0)
_HEADS: Final = ("TT", "TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ", "GHI CHÚ")
_CELL: Final = Style(9)
_NAME: Final = Style(9, SEMIBOLD)
_TEXT: Final = Style(10)


@dataclass(frozen=True, slots=True)
class Passing:
    """One hand-over: offices and people of both sides in words, and what came of it.

    ``standing`` is ``Trước hạn``, ``Đúng hạn``, ``Quá hạn`` or empty. An open hand-over has no ``taker_person`` yet.
    """

    giver: str
    taker: str
    at: datetime
    giver_person: str = ""
    taker_person: str = ""
    standing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """The sheet of one dossier. ``chain`` is the hash of the case's last line, ``root`` the last seal of the ledger."""

    form: Form
    letterhead: Letterhead
    unit: str
    dossier: str
    url: str
    applicant: str
    phone: str
    request: str
    agency: str
    received_at: datetime
    due_at: datetime | None
    printed_at: datetime
    rows: tuple[Passing, ...]
    lines: int
    chain: str
    root: str


def render_control_sheet(paper: ControlSheet, out: BinaryIO) -> None:
    """Draw the sheet on as many A4 pages as the way of the case needs."""
    with Sheet(out, A4, f"{paper.form.title.capitalize()} {paper.dossier}", paper.letterhead.mark) as sheet:
        top = _face(sheet, paper)
        head = Block(8, _table_head)
        rows = [_row(number, row, head) for number, row in enumerate(paper.rows, 1)]
        blocks = [*_facts(paper), gap(2), head, *rows, *([] if rows else [_empty()])]
        pages = pages_of(blocks, _BOTTOM - top, _BOTTOM - _FURTHER)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                again = f"{paper.form.title.capitalize()}, hồ sơ {paper.dossier} (tiếp theo)"
                sheet.line(_MARGIN, _MARGIN, _ROOM, again, Style(8.5, SEMIBOLD))
                top = _FURTHER
            draw_blocks(sheet, top, page)
            _foot(sheet, number, len(pages), paper)


def _face(sheet: Sheet, paper: ControlSheet) -> float:
    head = Letterhead(paper.unit, above=paper.letterhead.agency, place=paper.letterhead.place)
    top = draw_head(sheet, head, day_of(paper.received_at), number=f"Mã hồ sơ: {paper.dossier}", margin=_MARGIN) + 2
    side = code_side(paper.url, 0.625)
    sheet.code(_MARGIN + _ROOM - side + 2.5, top - 2, paper.url, module=0.625)
    module = next((each for each in (0.375, 0.25) if bars_width(paper.dossier, each) <= _ROOM - side), 0.25)
    sheet.bars(_MARGIN - 10 * module, top + 2, paper.dossier, module=module, height=11)
    return draw_title(sheet, top + side - 3, paper.form.title, margin=_MARGIN, size=13.5) + 2


def _facts(paper: ControlSheet) -> list[Block]:
    due = vn_moment(paper.due_at) if paper.due_at else "chưa hẹn"
    facts = (
        ("Kèm theo hồ sơ của", paper.applicant),
        ("Số điện thoại", paper.phone),
        ("Nội dung yêu cầu giải quyết", paper.request),
        ("Cơ quan giải quyết", paper.agency),
        ("Hẹn trả kết quả", due),
    )
    return [block for label, value in facts for block in labelled(_MARGIN, _ROOM, label, value, _TEXT)]


def _starts() -> list[float]:
    return [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS))]


def _table_head(sheet: Sheet, top: float) -> None:
    sheet.box(_MARGIN, top, _ROOM, 8, weight=0.5, shade=0.93)
    for x, room, head in zip(_starts(), _COLUMNS, _HEADS, strict=True):
        sheet.line(x + 0.5, top + 2, room - 1, head, Style(8, SEMIBOLD, "center", 6))
    _stems(sheet, top, 8)


def _row(number: int, row: Passing, head: Block) -> Block:
    places = (f"1. Giao: {row.giver}", f"2. Nhận: {row.taker}")
    times = (vn_moment(row.at), f"Người giao: {row.giver_person}", f"Người nhận: {row.taker_person}")
    cells = [
        [line for text in places for line in _lines(text, 1)],
        [line for text in times if not text.endswith(": ") for line in _lines(text, 2)],
        _lines(row.standing, 3),
        _lines(row.note, 4),
    ]
    height = max(len(cell) for cell in cells) * _CELL.line + 2.4
    starts = _starts()

    def draw(sheet: Sheet, top: float) -> None:
        sheet.line(starts[0], top + 1, _COLUMNS[0], str(number), Style(9, align="center"))
        for place, cell in enumerate(cells, 1):
            sheet.lines(starts[place] + 1, top + 1, _COLUMNS[place] - 2, cell, _NAME if place == _STANDING else _CELL)
        sheet.rule(_MARGIN, top + height, _ROOM, 0.3)
        _stems(sheet, top, height)

    return Block(height, draw, head)


_STANDING: Final = 3


def _lines(text: str, place: int) -> list[str]:
    weight = SEMIBOLD if place == _STANDING else _CELL.weight
    return list(wrapped(text, _COLUMNS[place] - 2, _CELL.size, weight)) if text else []


def _empty() -> Block:
    return Block(8, lambda sheet, top: sheet.line(_MARGIN, top + 1.5, _ROOM, "Chưa có lần giao nhận nào.", _CELL))


def _stems(sheet: Sheet, top: float, height: float) -> None:
    for x in (*_starts(), _MARGIN + _ROOM):
        sheet.stem(x, top, height, 0.3)


def _foot(sheet: Sheet, number: int, total: int, paper: ControlSheet) -> None:
    chain = f"In từ sổ điện tử lúc {vn_moment(paper.printed_at)}: {paper.lines} dòng, mã băm {paper.chain[:16]}"
    sheet.line(_MARGIN, A4[1] - _MARGIN - 5, _ROOM, f"{chain}; gốc sổ {paper.root[:16] or 'chưa có'}", Style(7.5))
    note = f"{paper.form.source} · {hotline_words(paper.letterhead.hotline)}"
    draw_page_number(sheet, number, total, note, margin=_MARGIN)
