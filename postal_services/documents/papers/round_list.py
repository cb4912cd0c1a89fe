"""Bản kê đi phát (BD13): what a postman carries, with bar codes, money in three columns and room to sign a line."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.documents import s10
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_signatures,
    hotline_words,
    paginated,
    vn_day,
    vn_moment,
)
from postal_services.documents.sheet import A4, Sheet, Style, bars_width, wrapped

_SIZE: Final = (A4[1], A4[0])
_MARGIN: Final = 12.0
_ROOM: Final = _SIZE[0] - 2 * _MARGIN
_BOTTOM: Final = _SIZE[1] - _MARGIN - 2
_TABLE_HEAD: Final = 9.0
_TOTALS: Final = 8.0
_SIGNATURES: Final = 40.0
_LEAST_ROW: Final = 15.0
_MOST_ROW: Final = 30.0
_MODULE: Final = 0.33
_COLUMNS: Final = (8.0, 60.0, 76.0, 20.0, 20.0, 20.0, 22.0, 47.0)
_HEADS: Final = (
    "TT",
    "Mã bưu gửi, mã hồ sơ",
    "Người nhận, điện thoại, địa chỉ",
    "Phí, lệ phí",
    "Cước bưu chính",
    "Cước ch. nộp",
    "Cộng (₫)",
    "Người nhận ký; ghi chú",
)
_MONEY: Final = (3, 4, 5, 6)
_CELL: Final = Style(8.5, least=6.5)
_NAME: Final = Style(9.5, SEMIBOLD, least=7)


@dataclass(frozen=True, slots=True)
class RoundStop:
    """One line: an item, whom it goes to, what is owed in whole VND, and a short note (attempt, wish, papers)."""

    code: str
    dossier: str
    receiver: str
    phone: str
    address: str
    state_fee: int = 0
    postal: int = 0
    transfer: int = 0
    note: str = ""
    outcome: str = ""

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        """The three columns and their sum."""
        return self.state_fee, self.postal, self.transfer, self.state_fee + self.postal + self.transfer


@dataclass(frozen=True, slots=True)
class RoundList:
    """What stands on a BD13; ``taken_out_at`` is None while the round is being drawn up."""

    letterhead: Letterhead
    code: str
    day: date
    office: str
    postman: str
    stops: tuple[RoundStop, ...]
    made_at: datetime
    taken_out_at: datetime | None = None
    root: str = ""


def render_round_list(listing: RoundList, out: BinaryIO) -> None:
    """Draw the list on as many A4 pages across as it needs; the head of the table stands on each."""
    with Sheet(out, _SIZE, f"Bản kê đi phát {listing.code}", listing.letterhead.mark) as sheet:
        top = _face(sheet, listing)
        heights = [_row_height(stop) for stop in listing.stops]
        under_head = _MARGIN + 7
        room = _BOTTOM - _TABLE_HEAD
        pages = paginated(heights, room - top, room - under_head, _SIGNATURES + _TOTALS)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                sheet.line(_MARGIN, _MARGIN, _ROOM, f"Bản kê đi phát {listing.code} (tiếp theo)", Style(8.5, SEMIBOLD))
                top = under_head
            if len(page):
                top = _table(sheet, top, listing, page, heights)
            if number == len(pages):
                _close(sheet, top, listing)
            _foot(sheet, number, len(pages), listing)


def _face(sheet: Sheet, listing: RoundList) -> float:
    top = draw_head(sheet, listing.letterhead, listing.day, number=f"Số: {listing.code}", margin=_MARGIN) + 2
    width = bars_width(listing.code, 0.25)
    sheet.bars(_MARGIN + _ROOM - width, top + 1, listing.code, module=0.25, height=11)
    sheet.line(_MARGIN + _ROOM - width, top + 12.6, width, listing.code, Style(8, SEMIBOLD, "center"))
    room = _ROOM - width - 6
    down = sheet.line(_MARGIN, top, room, "BẢN KÊ ĐI PHÁT (BD13)", Style(16, BOLD))
    words = f"{listing.office} · Bưu tá: {listing.postman} · Ngày phát {vn_day(listing.day)}"
    down = sheet.line(_MARGIN, down + 0.5, room, words, Style(10, SEMIBOLD))
    state = f"đi phát lúc {vn_moment(listing.taken_out_at)}" if listing.taken_out_at else "chưa ghi đi phát"
    down = sheet.line(_MARGIN, down + 0.5, room, f"{len(listing.stops)} bưu gửi, {state}", Style(9.5))
    return max(down, top + 17) + 2


def _row_height(stop: RoundStop) -> float:
    room = _COLUMNS[2] - 2
    lines = len(wrapped(f"{stop.phone} {stop.address}".strip(), room, _CELL.size, _CELL.weight))
    return min(max(_LEAST_ROW, _NAME.line + lines * _CELL.line + 1.6), _MOST_ROW)


def _starts() -> list[float]:
    return [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS) + 1)]


def _table(sheet: Sheet, top: float, listing: RoundList, page: range, heights: list[float]) -> float:
    begin = top
    sheet.box(_MARGIN, top, _ROOM, _TABLE_HEAD - 1, weight=0, shade=0.92)
    for place, (x, head) in enumerate(zip(_starts(), _HEADS, strict=False)):
        style = Style(8, SEMIBOLD, "right" if place in _MONEY else "left" if place else "center", 5.5)
        sheet.line(x + 0.8, top + 2.2, _COLUMNS[place] - 1.6, head, style)
    top += _TABLE_HEAD - 1
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    for row in page:
        _row(sheet, top, row + 1, listing.stops[row], heights[row])
        top += heights[row]
        sheet.rule(_MARGIN, top, _ROOM, 0.25)
    for edge in _starts():
        sheet.stem(edge, begin, top - begin, 0.25)
    return top


def _row(sheet: Sheet, top: float, number: int, stop: RoundStop, height: float) -> None:
    starts = _starts()
    sheet.line(starts[0], top + 4.6, _COLUMNS[0], str(number), Style(9, SEMIBOLD, "center"))
    sheet.bars(starts[1], top + 1.2, stop.code, module=_MODULE, height=6.4)
    printed = f"{s10.printed(stop.code)} · {stop.dossier}"
    sheet.line(starts[1] + 2, top + 8.2, _COLUMNS[1] - 4, s10.printed(stop.code), Style(8.5, SEMIBOLD))
    sheet.line(starts[1] + 2, top + 11.4, _COLUMNS[1] - 4, printed.split(" · ", 1)[1], Style(7, least=5.5))
    down = sheet.line(starts[2] + 1, top + 0.8, _COLUMNS[2] - 2, stop.receiver, _NAME)
    where = ", ".join(part for part in (stop.phone, stop.address) if part)
    sheet.fit(starts[2] + 1, down, _COLUMNS[2] - 2, where, _CELL, height=height - _NAME.line - 1)
    for place, amount in zip(_MONEY, stop.amounts, strict=True):
        weight = Style(9, SEMIBOLD, "right", 6.5) if place == _MONEY[-1] else Style(9, align="right", least=6.5)
        sheet.line(starts[place] + 0.8, top + 4.6, _COLUMNS[place] - 1.8, _grouped(amount), weight)
    note = " · ".join(part for part in (stop.outcome, stop.note) if part)
    sheet.fit(starts[7] + 1, top + 0.8, _COLUMNS[7] - 2, note, Style(7.5, least=6), height=height - 1.6)


def _close(sheet: Sheet, top: float, listing: RoundList) -> None:
    starts = _starts()
    sheet.line(
        starts[0] + 1, top + 1.6, starts[3] - starts[0] - 3, f"Cộng {len(listing.stops)} bưu gửi", Style(9, BOLD)
    )
    for place, column in zip(_MONEY, zip(*(stop.amounts for stop in listing.stops), strict=True), strict=False):
        total = _grouped(sum(column), zero="0")
        sheet.line(starts[place] + 0.8, top + 1.6, _COLUMNS[place] - 1.8, total, Style(9, BOLD, "right", 6.5))
    sheet.rule(_MARGIN, top + _TOTALS - 1, _ROOM, 0.8)
    draw_signatures(
        sheet,
        top + _TOTALS + 1,
        ("NGƯỜI GIAO TẠI BƯU CỤC", ""),
        ("BƯU TÁ", listing.postman),
        margin=_MARGIN,
        height=28,
    )


def _foot(sheet: Sheet, number: int, total: int, listing: RoundList) -> None:
    root = f"Gốc sổ khi in: {listing.root[:16] or 'chưa có'}"
    note = f"{root} · lập lúc {vn_moment(listing.made_at)} · {hotline_words(listing.letterhead.hotline)}"
    draw_page_number(sheet, number, total, note, margin=_MARGIN)


def _grouped(amount: int, *, zero: str = "–") -> str:
    return f"{amount:,}".replace(",", ".") if amount else zero
