"""Giấy mời: left at the door after an attempt in vain; what to bring, until when, where, and a code to ask for more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.documents import s10
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_page_number,
    draw_title,
    hotline_words,
    vn_day,
    vn_moment,
    vnd,
)
from postal_services.documents.sheet import Sheet, Style, code_side

A6: Final = (105.0, 148.0)
_MARGIN: Final = 7.0
_ROOM: Final = A6[0] - 2 * _MARGIN
_TEXT: Final = Style(8.5, least=7)
_MODULE: Final = 0.625


@dataclass(frozen=True, slots=True)
class CallingCard:
    """What stands on a card: ``until`` the last day, ``until_note`` on what it rests, ``url`` what the QR code says."""

    letterhead: Letterhead
    code: str
    receiver: str
    attempt: int
    reason: str
    attempted_at: datetime
    place: str
    place_address: str
    until: date | None
    until_note: str
    again_on: date | None
    state_fee: int
    postal: int
    transfer: int
    old_papers: bool
    url: str

    @property
    def total(self) -> int:
        """Everything to be paid, in VND."""
        return self.state_fee + self.postal + self.transfer


def render_calling_card(card: CallingCard, out: BinaryIO) -> None:
    """Draw one card on A6, to be folded into the letter box or put under the door."""
    with Sheet(out, A6, f"Giấy mời {card.code}", card.letterhead.mark) as sheet:
        sheet.line(_MARGIN, _MARGIN, _ROOM, card.letterhead.agency.upper(), Style(8.5, BOLD, "center", 6.5))
        top = draw_title(sheet, _MARGIN + 5, "GIẤY MỜI NHẬN BƯU GỬI", margin=_MARGIN, size=14)
        top = sheet.labelled(_MARGIN, top + 1.5, _ROOM, "Kính mời ông/bà", card.receiver, style=Style(9.5), most=2)
        when = vn_moment(card.attempted_at)
        said = f"Bưu tá đã đến lần thứ {card.attempt} lúc {when} nhưng chưa phát được: {card.reason.lower()}."
        top = sheet.block(_MARGIN, top + 0.5, _ROOM, said, _TEXT)
        top = _where(sheet, top + 1.5, card)
        top = _bring(sheet, top + 1.5, card)
        _codes(sheet, top + 1, card)
        draw_page_number(sheet, 1, 1, hotline_words(card.letterhead.hotline), margin=_MARGIN)


def _where(sheet: Sheet, top: float, card: CallingCard) -> float:
    if card.again_on is not None:
        top = sheet.labelled(_MARGIN, top, _ROOM, "Bưu tá đến lại ngày", vn_day(card.again_on), style=Style(9.5))
    where = ", ".join(part for part in (card.place, card.place_address) if part)
    top = sheet.labelled(_MARGIN, top, _ROOM, "Hoặc đến nhận tại" if card.again_on else "Nhận tại", where, style=_TEXT)
    if card.until is None:
        return top
    return sheet.labelled(_MARGIN, top, _ROOM, f"Đến hết ngày ({card.until_note})", vn_day(card.until), style=_TEXT)


def _bring(sheet: Sheet, top: float, card: CallingCard) -> float:
    top = sheet.line(_MARGIN, top, _ROOM, "Khi đến nhận, xin mang theo", Style(9, SEMIBOLD))
    lines = ["giấy tờ tùy thân (chỉ xem, không chụp, không giữ)", "giấy hẹn trả kết quả hoặc mã tra cứu"]
    lines.append("giấy ủy quyền, nếu nhận thay")
    if card.old_papers:
        lines.append("giấy tờ cũ phải nộp lại")
    if card.total:
        parts = f"phí, lệ phí {vnd(card.state_fee)}; cước bưu chính {vnd(card.postal)}; chuyển nộp {vnd(card.transfer)}"
        lines.append(f"{vnd(card.total)} ({parts})")
    for line in lines:
        sheet.line(_MARGIN, top, 3, "–", _TEXT)
        top = sheet.block(_MARGIN + 3, top, _ROOM - 3, line, _TEXT)
    return top


def _codes(sheet: Sheet, top: float, card: CallingCard) -> None:
    side = code_side(card.url, _MODULE)
    sheet.code(_MARGIN + _ROOM - side + 2, top - 1, card.url, module=_MODULE)
    room = _ROOM - side
    words = "Quét mã để hẹn ngày phát khác, giữ tại bưu cục hoặc chuyển địa chỉ."
    top = sheet.block(_MARGIN, top + 1, room, words, Style(8.5, SEMIBOLD))
    sheet.bars(_MARGIN - 3.3, top + 1.5, card.code, module=0.25, height=9)
    sheet.line(_MARGIN, top + 11.2, room, s10.printed(card.code), Style(8.5, SEMIBOLD))
