"""Bảng kê bàn giao: the A4 list of a hand-over, each row with a code to scan and boxes to tick."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents import s10
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    Side,
    draw_head,
    draw_page_number,
    draw_signatures,
    hotline_words,
    paginated,
    vn_moment,
)
from postal_services.documents.sheet import A4, Sheet, Style, bars_width, code_side, wrapped

_MARGIN: Final = 12.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN - 2
_SIGNATURES: Final = 42.0
_TABLE_HEAD: Final = 8.5
_LEAST_ROW: Final = 11.5
_MOST_ROW: Final = 30.0
_ROW_MODULE: Final = 0.375
_COLUMNS: Final = (8.5, 11.5, 45.0, 52.0, 33.0, 14.0, 7.5, 7.0, 7.5)
_HEADS: Final = ("TT", "", "Mã bưu gửi, mã hồ sơ", "Thủ tục", "Nơi nhận", "Nặng (g)", "Đủ", "Thiếu", "Hư")
_TICKED: Final = {"received": 6, "missing": 7, "damaged": 8}
_CELL: Final = Style(8, least=6.5)


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One row: ``area`` is the commune or district it goes to, never a person; ``weight_g`` 0 when not weighed."""

    code: str
    dossier: str = ""
    procedure: str = ""
    area: str = ""
    weight_g: int = 0
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class HandOverList:
    """What stands on a list. ``confirmed_at`` is the moment of the countersignature, ``None`` before it.

    ``url`` is the text of the QR code in the head; the list's own code stands there too, as Code 128.
    """

    letterhead: Letterhead
    code: str
    made_at: datetime
    giver: Side
    receiver: Side
    items: tuple[ListedItem, ...]
    root: str
    url: str = ""
    confirmed_at: datetime | None = None
    note: str = ""


def render_hand_over_list(listing: HandOverList, out: BinaryIO) -> None:
    """Draw the list on as many A4 pages as it needs, with the head of the table on each."""
    with Sheet(out, A4, f"Bảng kê bàn giao {listing.code}", listing.letterhead.mark) as sheet:
        top = _face(sheet, listing)
        heights = [_row_height(item) for item in listing.items]
        under_head = _MARGIN + 7
        room = _BOTTOM - _TABLE_HEAD
        pages = paginated(heights, room - top, room - under_head, _SIGNATURES)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                sheet.line(_MARGIN, _MARGIN, _ROOM, f"Bảng kê {listing.code} (tiếp theo)", Style(8.5, SEMIBOLD))
                top = under_head
            if len(page):
                top = _table(sheet, top, listing, page, heights)
            if number == len(pages):
                _close(sheet, top + 2, listing)
            _foot(sheet, number, len(pages), listing)


def _face(sheet: Sheet, listing: HandOverList) -> float:
    number = f"Số: {listing.code}"
    top = draw_head(sheet, listing.letterhead, day_of(listing.made_at), number=number, margin=_MARGIN) + 3
    side = code_side(listing.url or listing.code, 0.625)
    room = _ROOM - side - 4
    down = sheet.line(_MARGIN, top, room, "BẢNG KÊ BÀN GIAO", Style(16, BOLD))
    down = _state(sheet, down, room, listing)
    module = _bars_module(listing.code, room)
    sheet.bars(_MARGIN - 10 * module, down + 2, listing.code, module=module, height=12.5)
    down = sheet.line(_MARGIN, down + 14.8, room, listing.code, Style(8.5, SEMIBOLD))
    sheet.code(_MARGIN + _ROOM - side + 2.5, top - 2.5, listing.url or listing.code, module=0.625)
    top = max(down, top + side - 4) + 2
    half = (_ROOM - 6) / 2
    bottoms = []
    for x, title, who in ((_MARGIN, "BÊN GIAO", listing.giver), (_MARGIN + half + 6, "BÊN NHẬN", listing.receiver)):
        down = sheet.line(x, top, half, f"{title} · {who.code}", Style(8, SEMIBOLD))
        down = sheet.fit(x, down, half, who.office, Style(10.5, SEMIBOLD), height=11)
        person = ", ".join(filter(None, (who.person, who.role))) or "Người đại diện: chưa có"
        bottoms.append(sheet.fit(x, down, half, person, Style(9), height=8))
    sheet.stem(_MARGIN + half + 3, top + 0.5, max(bottoms) - top)
    return max(bottoms) + 3


def _bars_module(code: str, room: float) -> float:
    """The widest module, in dots of a 203 dpi printer, at which the bars of ``code`` fit."""
    return next((module for module in (0.375, 0.25) if bars_width(code, module) <= room), 0.25)


def _state(sheet: Sheet, top: float, room: float, listing: HandOverList) -> float:
    count = f"{len(listing.items)} bưu gửi"
    if listing.confirmed_at:
        return sheet.line(_MARGIN, top, room, f"{count}, đã ký nhận lúc {vn_moment(listing.confirmed_at)}", Style(9.5))
    sheet.box(_MARGIN, top + 0.6, 34, 5.6, weight=1.2)
    sheet.line(_MARGIN, top + 0.9, 34, "CHỜ XÁC NHẬN", Style(9, BOLD, "center"))
    made = f"{count}, lập lúc {vn_moment(listing.made_at)}"
    return sheet.line(_MARGIN + 37, top + 0.9, room - 37, made, Style(9.5)) + 0.8


def _row_height(item: ListedItem) -> float:
    lines = max(
        len(wrapped(text, room - 1.6, _CELL.size, _CELL.weight))
        for text, room in ((item.procedure, _COLUMNS[3]), (item.area, _COLUMNS[4]))
    )
    return min(max(_LEAST_ROW, lines * _CELL.line + 1.4), _MOST_ROW)


def _table(sheet: Sheet, top: float, listing: HandOverList, page: range, heights: list[float]) -> float:
    begin = top
    sheet.box(_MARGIN, top, _ROOM, _TABLE_HEAD - 1, weight=0, shade=0.92)
    x = _MARGIN
    for room, head in zip(_COLUMNS, _HEADS, strict=True):
        style = Style(7.5, SEMIBOLD, "left" if room > 30 else "center", 5.5)  # noqa: PLR2004
        sheet.line(x + 0.6, top + 2, room - 1.2, head, style)
        x += room
    top += _TABLE_HEAD - 1
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    for row in page:
        _row(sheet, top, row + 1, listing.items[row], heights[row])
        top += heights[row]
        sheet.rule(_MARGIN, top, _ROOM, 0.25)
    for edge in _edges():
        sheet.stem(edge, begin, top - begin, 0.25)
    return top


def _edges() -> Iterable[float]:
    x = _MARGIN
    yield x
    for place, room in enumerate(_COLUMNS):
        x += room
        if place != 1:
            yield x


def _row(sheet: Sheet, top: float, number: int, item: ListedItem, height: float) -> None:
    starts = [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS))]
    sheet.line(starts[0], top + 3.6, _COLUMNS[0], str(number), Style(8.5, align="center"))
    sheet.code(starts[1] + 0.3, top + 0.3, item.code, module=_ROW_MODULE)
    down = sheet.line(starts[2] + 1, top + 1, _COLUMNS[2] - 2, s10.printed(item.code), Style(10, SEMIBOLD))
    sheet.line(starts[2] + 1, down, _COLUMNS[2] - 2, item.dossier or "chưa có mã hồ sơ", Style(8, least=5))
    sheet.fit(starts[3] + 0.8, top + 0.8, _COLUMNS[3] - 1.6, item.procedure or "chưa có", _CELL, height=height - 1)
    sheet.fit(starts[4] + 0.8, top + 0.8, _COLUMNS[4] - 1.6, item.area or "chưa có", _CELL, height=height - 1)
    weight = str(item.weight_g) if item.weight_g else "chưa cân"
    sheet.line(starts[5] + 0.6, top + 3.6, _COLUMNS[5] - 1.6, weight, Style(8.5, align="right", least=5.5))
    for place in (6, 7, 8):
        x, y = starts[place] + (_COLUMNS[place] - 4) / 2, top + 3.6
        sheet.box(x, y, 4, 4, weight=0.6)
        if _TICKED.get(item.verdict) == place:
            sheet.line(x, y - 0.75, 4, "×", Style(13, BOLD, "center"))


def _close(sheet: Sheet, top: float, listing: HandOverList) -> None:
    note = listing.note or "không có"
    top = sheet.fit(_MARGIN, top, _ROOM, f"Ghi chú: {note}", Style(8.5), height=8)
    draw_signatures(
        sheet,
        top + 1,
        ("ĐẠI DIỆN BÊN GIAO", listing.giver.person),
        ("ĐẠI DIỆN BÊN NHẬN", listing.receiver.person if listing.confirmed_at else ""),
        margin=_MARGIN,
        height=30,
    )


def _foot(sheet: Sheet, number: int, total: int, listing: HandOverList) -> None:
    root = f"Gốc sổ khi in: {listing.root[:16] or 'chưa có'}"
    state = "" if listing.confirmed_at else " · chờ xác nhận"
    note = f"{root} · {hotline_words(listing.letterhead.hotline)}{state}"
    draw_page_number(sheet, number, total, note, margin=_MARGIN)
