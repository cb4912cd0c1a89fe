"""Phiếu gửi hồ sơ and biên bản giao nhận: a list of papers with counts, signed by two, on A4.

Their content is that of TT 17/2017/TT-BTTTT, articles 5 and 9, and QĐ 45/2016/QĐ-TTg, article 5; the layout is the
house's own, as the post's printed form is not published (unverified).
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from PIL import Image

from postal_services.clock import day_of
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_title,
    hotline_words,
    paginated,
    vnd,
)
from postal_services.documents.sheet import A4, Sheet, Style, bars_width, code_side, wrapped
from postal_services.documents.tokens import find_token, grouped

_MARGIN: Final = 14.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN - 3
_CELL: Final = Style(9.5, least=7)
_HEAD: Final = Style(8.5, BOLD, "center", 6.5)
_NUMBER: Final = Style(9.5, align="center")
_COLUMNS: Final = (10.0, 78.0, 34.0, 18.0, 18.0, 24.0)
_SIGNATURES: Final = 46.0
_TABLE_HEAD: Final = 7.0
_LEAST_ROW: Final = 8.0


@dataclass(frozen=True, slots=True)
class CountedPaper:
    """One line: ``first`` and ``second`` are the two counts under the slip's ``heads``; ``note`` why they differ."""

    name: str
    kind: str
    first: int
    second: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """One of the two who sign: ``png`` as drawn on glass, ``words`` in its place where nobody drew (a witness)."""

    title: str
    name: str = ""
    png: bytes | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One column of money, VND, with the number of its receipt."""

    name: str
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SendingSlip:
    """What stands on the paper; ``facts`` are (label, value) in their order, ``heads`` name the two counts.

    ``bars`` is drawn as Code 128 (an S10 code or the number of the paper), ``url`` as a QR code.
    """

    letterhead: Letterhead
    title: str
    number: str
    made_at: datetime
    url: str
    bars: str
    facts: tuple[tuple[str, str], ...]
    heads: tuple[str, str]
    papers: tuple[CountedPaper, ...]
    left: Signed
    right: Signed
    sums: tuple[Sum, ...] = ()
    note: str = ""
    unverified: str = ""


def render_sending_slip(slip: SendingSlip, out: BinaryIO) -> None:
    """Draw the paper on as many pages as its list needs; the signatures stand under the last of its rows."""
    with Sheet(out, A4, f"{slip.title} {slip.number}", slip.letterhead.mark) as sheet:
        top = draw_head(sheet, slip.letterhead, day_of(slip.made_at), number=f"Số: {slip.number}", margin=_MARGIN)
        top = draw_title(sheet, top + 3, slip.title, margin=_MARGIN, size=16)
        top = _codes(sheet, top + 1, slip)
        for label, value in slip.facts:
            top = sheet.labelled(_MARGIN, top, _ROOM, label, value, style=Style(10), most=3)
        heights = [_row_height(paper) for paper in slip.papers]
        tail = _SIGNATURES + 7.0 * len(slip.sums) + (12 if slip.sums else 4) + (10 if slip.note else 0)
        room = _BOTTOM - _TABLE_HEAD
        pages = paginated(heights, room - top - 3, room - _MARGIN, tail)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                top = _MARGIN - 3
            top = _table(sheet, top + 3, slip, page, heights)
            if number == len(pages):
                _end(sheet, top, slip)
            note = f"{slip.number} · {hotline_words(slip.letterhead.hotline)}"
            note += f" · {slip.unverified}" if slip.unverified else ""
            draw_page_number(sheet, number, len(pages), note, margin=_MARGIN)


def _codes(sheet: Sheet, top: float, slip: SendingSlip) -> float:
    """Both codes in a frame: the link to follow, and the bars for a hand scanner."""
    side = code_side(slip.url, 0.8)
    sheet.box(_MARGIN, top, _ROOM, side + 1, weight=0.8)
    sheet.code(_MARGIN + 0.5, top + 0.5, slip.url, module=0.8)
    x = _MARGIN + side + 4
    down = sheet.line(x, top + 3, 60, "Mã tra cứu", Style(8.5))
    token = find_token(slip.url)
    down = sheet.line(x, down, 60, grouped(token) if token else "", Style(12, BOLD))
    sheet.fit(x, down + 0.5, 56, "Quét ô vuông, hoặc nhập mã tại trang tra cứu.", Style(8), height=9)
    width = bars_width(slip.bars, 0.33)
    at = _MARGIN + _ROOM - width - 2
    sheet.bars(at, top + 4, slip.bars, module=0.33, height=14)
    sheet.line(at, top + 19, width, slip.bars, Style(10, SEMIBOLD, "center"))
    return top + side + 3


def _row_height(paper: CountedPaper) -> float:
    lines = max(
        len(wrapped(paper.name, _COLUMNS[1] - 2, _CELL.size, _CELL.weight)),
        len(wrapped(paper.note, _COLUMNS[5] - 2, 8.5, _CELL.weight)) if paper.note else 1,
    )
    return max(_LEAST_ROW, lines * _CELL.line + 2)


def _table(sheet: Sheet, top: float, slip: SendingSlip, page: range, heights: list[float]) -> float:
    heads = ("TT", "Tên giấy tờ", "Loại", *slip.heads, "Ghi chú")
    sheet.box(_MARGIN, top, _ROOM, _TABLE_HEAD, weight=0, shade=0.93)
    x = _MARGIN
    for head, room in zip(heads, _COLUMNS, strict=True):
        sheet.fit(x + 0.5, top + 1, room - 1, head, _HEAD, height=_TABLE_HEAD - 1)
        x += room
    start, down = top, top + _TABLE_HEAD
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    sheet.rule(_MARGIN, down, _ROOM, 0.8)
    for row in page:
        paper, height = slip.papers[row], heights[row]
        cells: tuple[tuple[str, Style], ...] = (
            (str(row + 1), _NUMBER),
            (paper.name, _CELL),
            (paper.kind, _CELL),
            (str(paper.first), _NUMBER),
            (str(paper.second), Style(9.5, BOLD, "center") if paper.first != paper.second else _NUMBER),
            (paper.note, Style(8.5, least=6.5)),
        )
        x = _MARGIN
        for (text, style), room in zip(cells, _COLUMNS, strict=True):
            if text:
                sheet.fit(x + 1, down + 1, room - 2, text, style, height=height - 1.5)
            x += room
        down += height
        sheet.rule(_MARGIN, down, _ROOM, 0.3)
    x = _MARGIN
    for room in (*_COLUMNS, 0.0):
        sheet.stem(x, start, down - start, 0.3)
        x += room
    return down


def _end(sheet: Sheet, top: float, slip: SendingSlip) -> None:
    """The money in its columns, a note, and the two who sign."""
    if slip.sums:
        top = sheet.line(_MARGIN, top + 3, _ROOM, "Các khoản đã thu", Style(10, BOLD))
        for each in slip.sums:
            sheet.line(_MARGIN + _ROOM - 40, top, 40, vnd(each.amount), Style(10, SEMIBOLD, "right"))
            words = f"{each.name} ({each.note})" if each.note else each.name
            top = sheet.line(_MARGIN, top, _ROOM - 44, words, Style(10))
            sheet.rule(_MARGIN, top + 0.3, _ROOM, 0.2)
            top += 0.6
    if slip.note:
        top = sheet.fit(_MARGIN, top + 2, _ROOM, slip.note, Style(9.5), height=10)
    half = (_ROOM - 8) / 2
    for x, side in ((_MARGIN, slip.left), (_MARGIN + half + 8, slip.right)):
        _sign(sheet, x, top + 4, half, side)


def _sign(sheet: Sheet, x: float, top: float, room: float, side: Signed) -> None:
    down = sheet.line(x, top, room, side.title, Style(10, BOLD, "center"))
    down = sheet.line(x, down, room, "(ký, ghi rõ họ tên)", Style(8, align="center"))
    if side.png is not None:
        draw_strokes(sheet, x + room * 0.2, down + 1, room * 0.6, side.png, height=20)
    elif side.words:
        sheet.fit(x + 2, down + 5, room - 4, side.words, Style(9, align="center"), height=12)
    else:
        sheet.dashes(x + room * 0.2, down + 18, room * 0.6)
    if side.name:
        sheet.fit(x, down + 23, room, side.name, Style(10, SEMIBOLD, "center"), height=9)


def draw_strokes(sheet: Sheet, x: float, top: float, room: float, png: bytes, *, height: float) -> None:
    """Draw the ink of a small black and white picture inside ``room`` by ``height`` mm, as black runs of pixels."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        ink = picture.convert("L")
        step = min(room / ink.width, height / ink.height)
        left = x + (room - ink.width * step) / 2
        pixels = ink.tobytes()
        for row in range(ink.height):
            line = pixels[row * ink.width : (row + 1) * ink.width]
            column = 0
            while (start := line.find(b"\x00", column)) >= 0:
                column = start
                while column < len(line) and line[column] == 0:
                    column += 1
                sheet.box(left + start * step, top + row * step, (column - start) * step, step, weight=0, shade=0.0)
