"""Biên nhận bàn giao: the A5 receipt of one hand-over, with a code for people and a code for proof."""

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
    draw_title,
    hotline_words,
    paginated,
    vn_moment,
)
from postal_services.documents.sheet import A5, Sheet, Style, code_side, wrapped
from postal_services.documents.signed import Counts, Party

VERDICTS: Final = {"": "", "received": "đủ", "missing": "THIẾU", "damaged": "HƯ HỎNG", "extra": "THỪA"}

_MARGIN: Final = 10.0
_ROOM: Final = A5[0] - 2 * _MARGIN
_BOTTOM: Final = A5[1] - _MARGIN - 2
_ROW: Final = 4.8
_SIGNATURES: Final = 27.0
_NOTES: Final = 11.0
_COLUMNS: Final = (8.0, 36.0, 56.0, 28.0)
_SIGNED_MODULE: Final = 0.625
_URL_MODULE: Final = 0.5
_CELL: Final = Style(8, least=5.5)
_HEAD: Final = Style(7.5, SEMIBOLD)
_NOTE: Final = Style(7.5, least=5.5)
_NOTE_ROOM: Final = _ROOM - _COLUMNS[0] - 1.2
_MOST_NOTE: Final = 5 * _NOTE.line


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One item on the receipt; ``verdict`` is received, missing, damaged or extra."""

    code: str
    verdict: str
    dossier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandOverReceipt:
    """What stands on a receipt. ``url`` and ``signed`` are the texts of the two codes; ``root`` is the ledger's in hex.

    ``check_at`` is the address, for people, of the page that tells whether a receipt is genuine.
    """

    letterhead: Letterhead
    number: str
    hand_over: str
    issued_at: datetime
    party: Party
    giver: Side
    receiver: Side
    counts: Counts
    items: tuple[ReceiptItem, ...]
    root: str
    url: str = ""
    signed: str = ""
    check_at: str = ""
    note: str = ""


def render_receipt(receipt: HandOverReceipt, out: BinaryIO) -> None:
    """Draw the receipt on as many A5 pages as its list needs; an empty ``signed`` marks it *chờ xác nhận*."""
    with Sheet(out, A5, f"Biên nhận bàn giao {receipt.number}", receipt.letterhead.mark) as sheet:
        top = _face(sheet, receipt)
        rows = receipt.items
        under_head = _MARGIN + 7
        tail = _SIGNATURES + (_NOTES if receipt.note else 0)
        pages = paginated([_row_height(item) for item in rows], _BOTTOM - top - 6, _BOTTOM - under_head - 6, tail)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                sheet.line(_MARGIN, _MARGIN, _ROOM, f"Biên nhận {receipt.number} (tiếp theo)", Style(8, SEMIBOLD))
                top = under_head
            if len(page):
                top = _table(sheet, top, rows, page)
            if number == len(pages):
                _sign(sheet, top + 2, receipt)
            foot = f"{receipt.number} · {hotline_words(receipt.letterhead.hotline)}"
            draw_page_number(sheet, number, len(pages), foot, margin=_MARGIN)


def _face(sheet: Sheet, receipt: HandOverReceipt) -> float:
    """Everything above the list."""
    day = day_of(receipt.issued_at)
    top = draw_head(sheet, receipt.letterhead, day, number=f"Số: {receipt.number}", margin=_MARGIN)
    copy = "Bản bên giao giữ" if receipt.party is Party.GIVER else "Bản bên nhận giữ"
    top = draw_title(sheet, top + 2, "BIÊN NHẬN BÀN GIAO", copy, margin=_MARGIN)
    top = _sides(sheet, top + 1, receipt)
    act = "ký nhận" if receipt.signed else "lập"
    facts = f"Bảng kê {receipt.hand_over}, {act} lúc {vn_moment(receipt.issued_at)}"
    top = sheet.line(_MARGIN, top + 1, _ROOM, facts, Style(8.5, least=6))
    top = _counts(sheet, top + 1, receipt.counts)
    top = _codes(sheet, top + 1, receipt)
    return _exceptions(sheet, top, receipt)


def _sides(sheet: Sheet, top: float, receipt: HandOverReceipt) -> float:
    half = (_ROOM - 4) / 2
    bottoms = []
    for x, title, side in (
        (_MARGIN, "BÊN GIAO", receipt.giver),
        (_MARGIN + half + 4, "BÊN NHẬN", receipt.receiver),
    ):
        down = sheet.line(x, top, half, f"{title} · {side.code}", Style(7.5, SEMIBOLD))
        down = sheet.fit(x, down, half, side.office, Style(9.5, SEMIBOLD), height=9)
        person = ", ".join(filter(None, (side.person, side.role))) or "Người đại diện: chưa có"
        bottoms.append(sheet.fit(x, down, half, person, Style(8.5), height=8))
    bottom = max(bottoms)
    sheet.stem(_MARGIN + half + 2, top + 0.5, bottom - top - 0.5)
    return bottom


def _counts(sheet: Sheet, top: float, counts: Counts) -> float:
    cells = (
        ("Theo bảng kê", counts.listed),
        ("Đã nhận", counts.received),
        ("Thiếu", counts.missing),
        ("Hư hỏng", counts.damaged),
        ("Thừa", counts.extra),
    )
    room = _ROOM / len(cells)
    for place, (label, number) in enumerate(cells):
        x = _MARGIN + place * room
        heavy = place > 1 and number > 0
        sheet.box(x, top, room, 11.5, weight=1.4 if heavy else 0.5)
        down = sheet.line(x, top + 0.4, room, label, Style(7.5, SEMIBOLD if heavy else 400, "center"))
        sheet.line(x, down, room, str(number), Style(14, BOLD, "center"))
    return top + 11.5


def _codes(sheet: Sheet, top: float, receipt: HandOverReceipt) -> float:
    """Signed code left, how to check in the middle, address code right."""
    quiet = 4 * _SIGNED_MODULE if receipt.signed else 0.0
    left = code_side(receipt.signed, _SIGNED_MODULE) if receipt.signed else 30.0
    right = code_side(receipt.url, _URL_MODULE) if receipt.url else 0.0
    if receipt.signed:
        sheet.code(_MARGIN - quiet, top, receipt.signed, module=_SIGNED_MODULE)
    else:
        sheet.box(_MARGIN + 2, top + 4, left - 4, 14, weight=1.4)
        sheet.line(_MARGIN + 3, top + 7.5, left - 6, "CHỜ XÁC NHẬN", Style(10, BOLD, "center"))
    if receipt.url:
        sheet.code(_MARGIN + _ROOM - right + 2, top + 0.5, receipt.url, module=_URL_MODULE)
        sheet.line(_MARGIN + _ROOM - right + 2, top + right - 1, right, "theo dõi", Style(7, align="center"))
    x, room = _MARGIN + left - quiet + 1, _ROOM - left - right + quiet
    down = sheet.line(x, top + 2, room, "Kiểm tra thật giả", Style(8.5, SEMIBOLD))
    down = sheet.fit(x, down, room, _how_to_check(receipt), Style(7.5, least=5.5), height=18)
    down = sheet.line(x, down + 1, room, "Gốc sổ khi ký nhận:" if receipt.signed else "Gốc sổ khi in:", Style(7.5))
    down = sheet.line(x, down, room, receipt.root[:16] or "chưa có", Style(9, SEMIBOLD))
    return max(top + (left if receipt.signed else 20.0), top + right + 3, down)


def _how_to_check(receipt: HandOverReceipt) -> str:
    if not receipt.signed:
        return "Bản in từ máy chưa nối mạng. Chưa có chữ ký điện tử; in lại khi hai bên đã ký nhận trên hệ thống."
    where = f"Mở {receipt.check_at} và quét" if receipt.check_at else "Quét"
    return f"{where} ô vuông lớn bên trái. Máy quét đã đăng ký kiểm tra được cả khi không có mạng."


def _exceptions(sheet: Sheet, top: float, receipt: HandOverReceipt) -> float:
    lines = []
    for verdict, title in (("missing", "Thiếu"), ("damaged", "Hư hỏng"), ("extra", "Thừa")):
        found = [item for item in receipt.items if item.verdict == verdict]
        if found:
            named = [s10.printed(item.code) for item in found[:12]]
            more = f" và {len(found) - 12} bưu gửi khác trong danh sách" if len(found) > 12 else ""  # noqa: PLR2004
            lines.append((title, "; ".join(named) + more))
    for title, text in lines:
        top = sheet.labelled(_MARGIN, top, _ROOM, title, text, style=Style(8), most=5)
    return top + (1 if lines else 0)


def _table(sheet: Sheet, top: float, rows: tuple[ReceiptItem, ...], page: range) -> float:
    heads = ("TT", "Mã bưu gửi", "Mã hồ sơ", "Kết quả")
    _cells(sheet, top + 0.5, heads, _HEAD)
    top += 5
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    for row in page:
        item = rows[row]
        cells = (str(row + 1), s10.printed(item.code), item.dossier or "chưa có", VERDICTS[item.verdict])
        _cells(sheet, top + 0.4, cells, _CELL, heavy=item.verdict != "received")
        if item.note:
            sheet.fit(_MARGIN + _COLUMNS[0] + 0.6, top + _ROW - 0.6, _NOTE_ROOM, item.note, _NOTE, height=_MOST_NOTE)
        top += _row_height(item)
        sheet.rule(_MARGIN, top, _ROOM, 0.2)
    return top


def _row_height(item: ReceiptItem) -> float:
    """A row, and beneath it what was noted on the item."""
    if not item.note:
        return _ROW
    return _ROW + min(len(wrapped(item.note, _NOTE_ROOM, _NOTE.size, _NOTE.weight)) * _NOTE.line, _MOST_NOTE)


def _cells(sheet: Sheet, top: float, cells: tuple[str, ...], style: Style, *, heavy: bool = False) -> None:
    x = _MARGIN
    for place, (room, text) in enumerate(zip(_COLUMNS, cells, strict=True)):
        strong = style.weight if not heavy or place not in {1, 3} else SEMIBOLD
        sheet.line(x + 0.6, top, room - 1.2, text, Style(style.size, strong, least=5.5))
        x += room


def _sign(sheet: Sheet, top: float, receipt: HandOverReceipt) -> None:
    if receipt.note:
        top = sheet.fit(_MARGIN, top, _ROOM, f"Ghi chú: {receipt.note}", _NOTE, height=_NOTES)
    draw_signatures(
        sheet,
        top,
        ("ĐẠI DIỆN BÊN GIAO", receipt.giver.person),
        ("ĐẠI DIỆN BÊN NHẬN", receipt.receiver.person),
        margin=_MARGIN,
        height=_SIGNATURES - 2.5,
    )
