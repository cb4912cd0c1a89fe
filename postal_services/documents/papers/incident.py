"""Biên bản sự cố and thư xin lỗi: the A4 record of an incident, and the letter to the citizen it happened to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_signatures,
    draw_title,
    hotline_words,
    paginated,
    vn_moment,
)
from postal_services.documents.sheet import A4, Sheet, Style, code_side, wrapped

_MARGIN: Final = 18.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN
_BODY: Final = Style(11)
_CELL: Final = Style(9, least=7)
_COLUMNS: Final = (40.0, 44.0, _ROOM - 84.0)
_HEADS: Final = ("Lúc", "Việc", "Nơi, người, ghi chú")
_TABLE_HEAD: Final = 6.5
_SIGNATURES: Final = 50.0
_CODE: Final = 0.5
_GAP: Final = 3.0


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One line of the custody of an item: when, what, by whom."""

    at: datetime
    act: str
    who: str


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """What stands on the record of an incident.

    ``facts`` are labels with values in the order of the paper; ``found`` is what was seen, in words, and ``settled``
    how it ended; both stay empty lines to write on while nothing is known. ``custody`` is an excerpt, oldest first.
    """

    letterhead: Letterhead
    number: str
    title: str
    made_at: datetime
    facts: tuple[tuple[str, str], ...]
    found: str
    settled: str
    custody: tuple[CustodyLine, ...]
    root: str
    url: str = ""
    finder: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class ApologyLetter:
    """A letter of apology: who is addressed, the paragraphs, and who signs."""

    letterhead: Letterhead
    number: str
    made_on: date
    subject: str
    name: str
    address: str
    paragraphs: tuple[str, ...]
    signer: str = ""
    copies: tuple[str, ...] = ()


def render_incident_record(record: IncidentRecord, out: BinaryIO) -> None:
    """Draw the record on as many A4 pages as the custody needs; the signatures stay with its last lines."""
    with Sheet(out, A4, f"Biên bản sự cố {record.number}", record.letterhead.mark) as sheet:
        top = _face(sheet, record)
        top = _told(sheet, top + 1, "Hiện trạng khi phát hiện", record.found)
        top = _told(sheet, top + 1, "Cách giải quyết", record.settled)
        top = sheet.line(_MARGIN, top + 2, _ROOM, "Trích sổ giao nhận của bưu gửi", Style(11, BOLD))
        heights = [_row_height(line) for line in record.custody]
        under_head = _MARGIN + 7
        room = _BOTTOM - _TABLE_HEAD - 4
        pages = paginated(heights, room - top, room - under_head, _SIGNATURES)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                sheet.line(_MARGIN, _MARGIN, _ROOM, f"Biên bản sự cố {record.number} (tiếp theo)", Style(9, SEMIBOLD))
                top = under_head
            top = _table(sheet, top + 1, record, page, heights)
            if number == len(pages):
                _sign(sheet, top + 3, record)
            root = f"Gốc sổ khi in: {record.root[:16] or 'chưa có'} · {hotline_words(record.letterhead.hotline)}"
            draw_page_number(sheet, number, len(pages), root, margin=_MARGIN)


def _face(sheet: Sheet, record: IncidentRecord) -> float:
    day = day_of(record.made_at)
    top = draw_head(sheet, record.letterhead, day, number=f"Số: {record.number}", margin=_MARGIN) + 4
    top = draw_title(sheet, top, "BIÊN BẢN SỰ CỐ", record.title, margin=_MARGIN, size=16) + 2
    side = code_side(record.url, _CODE) if record.url else 0.0
    if record.url:
        sheet.code(_MARGIN + _ROOM - side, top, record.url, module=_CODE)
    down, room = top, _ROOM - side - (_GAP if side else 0)
    down = sheet.block(_MARGIN, down, room, f"Lập lúc {vn_moment(record.made_at)}.", _BODY)
    for label, value in record.facts:
        down = sheet.labelled(_MARGIN, down + 0.4, room, label, value, style=_BODY, most=3)
    return max(down, top + side)


def _told(sheet: Sheet, top: float, title: str, words: str) -> float:
    """A heading with its words, or lines to write on."""
    top = sheet.line(_MARGIN, top + 1, _ROOM, title, Style(11, BOLD))
    if words:
        return sheet.fit(_MARGIN, top, _ROOM, words, _BODY, height=34)
    for _ in range(3):
        top += 7
        sheet.dashes(_MARGIN, top, _ROOM)
    return top + 1


def _row_height(line: CustodyLine) -> float:
    texts = (line.act, _COLUMNS[1]), (line.who, _COLUMNS[2])
    rows = max(len(wrapped(text, room - 2, _CELL.size, _CELL.weight)) for text, room in texts)
    return max(6.5, rows * _CELL.line + 1.6)


def _table(sheet: Sheet, top: float, record: IncidentRecord, page: range, heights: list[float]) -> float:
    if not len(page):
        return sheet.line(_MARGIN, top, _ROOM, "Không có bưu gửi kèm theo.", _BODY)
    begin, x = top, _MARGIN
    sheet.box(_MARGIN, top, _ROOM, _TABLE_HEAD, weight=0, shade=0.92)
    for room, head in zip(_COLUMNS, _HEADS, strict=True):
        sheet.line(x + 1, top + 1.4, room - 2, head, Style(8.5, SEMIBOLD))
        x += room
    top += _TABLE_HEAD
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    for place in page:
        line, x = record.custody[place], _MARGIN
        for room, text in zip(_COLUMNS, (_when(line.at), line.act, line.who), strict=True):
            sheet.fit(x + 1, top + 0.9, room - 2, text, _CELL, height=heights[place] - 1)
            x += room
        top += heights[place]
        sheet.rule(_MARGIN, top, _ROOM, 0.25)
    x = _MARGIN
    for room in (0.0, *_COLUMNS):
        x += room
        sheet.stem(x, begin, top - begin, 0.25)
    return top


def _when(at: datetime) -> str:
    words = vn_moment(at)
    return words.replace(" giờ ", ":").replace(" phút, ngày", " ngày")


def _sign(sheet: Sheet, top: float, record: IncidentRecord) -> None:
    closing = "Biên bản lập thành hai bản có giá trị như nhau, đã đọc cho các bên cùng nghe và ký tên."
    top = sheet.block(_MARGIN, top, _ROOM, closing, _BODY)
    left, right = ("NGƯỜI PHÁT HIỆN", record.finder), ("ĐẠI DIỆN NƠI PHỤ TRÁCH", record.witness)
    draw_signatures(sheet, top + 2, left, right, margin=_MARGIN, height=32)


def render_apology_letter(letter: ApologyLetter, out: BinaryIO) -> None:
    """Draw the letter on one A4 page; long paragraphs are set smaller, never cut off the page."""
    with Sheet(out, A4, f"Thư xin lỗi {letter.number}", letter.letterhead.mark) as sheet:
        number = f"Số: {letter.number}"
        top = draw_head(sheet, letter.letterhead, letter.made_on, number=number, margin=_MARGIN) + 8
        top = draw_title(sheet, top, "THƯ XIN LỖI", letter.subject, margin=_MARGIN, size=16) + 6
        top = sheet.labelled(_MARGIN, top, _ROOM, "Kính gửi", f"Ông/Bà {letter.name}", style=Style(12), most=2)
        top = sheet.labelled(_MARGIN, top + 0.5, _ROOM, "Địa chỉ", letter.address, style=Style(12), most=3) + 4
        size = 12.0
        while size > 9 and _height(letter, size) > _BOTTOM - 60 - top:  # noqa: PLR2004
            size -= 0.5
        for paragraph in letter.paragraphs:
            top = sheet.block(_MARGIN, top, _ROOM, paragraph, Style(size)) + _GAP
        half = _ROOM / 2
        down = sheet.line(_MARGIN + half, top + 4, half, "THỦ TRƯỞNG ĐƠN VỊ", Style(11, BOLD, "center"))
        sheet.line(_MARGIN + half, down, half, "(ký, ghi rõ họ tên, đóng dấu)", Style(9, align="center"))
        if letter.signer:
            sheet.line(_MARGIN + half, down + 26, half, letter.signer, Style(11, SEMIBOLD, "center"))
        below = sheet.line(_MARGIN, top + 4, half, "Nơi nhận:", Style(9.5, SEMIBOLD))
        for copy in ("Như trên;", *(f"{each};" for each in letter.copies), "Lưu hồ sơ sự cố."):
            below = sheet.line(_MARGIN, below, half, f"- {copy}", Style(9.5))
        draw_page_number(sheet, 1, 1, hotline_words(letter.letterhead.hotline), margin=_MARGIN)


def _height(letter: ApologyLetter, size: float) -> float:
    style = Style(size)
    return sum(len(wrapped(text, _ROOM, size, style.weight)) * style.line + _GAP for text in letter.paragraphs)
