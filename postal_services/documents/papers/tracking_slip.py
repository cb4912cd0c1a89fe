"""Phiếu theo dõi hồ sơ: the A5 slip a citizen takes home."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_title,
    hotline_words,
    vn_day,
    vn_moment,
    vnd,
)
from postal_services.documents.sheet import A5, Sheet, Style, code_side, wrapped
from postal_services.documents.tokens import find_token, grouped

_MARGIN: Final = 11.0
_ROOM: Final = A5[0] - 2 * _MARGIN
_BOTTOM: Final = A5[1] - _MARGIN - 3


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge in VND; ``amount`` ``None`` when not yet known; ``note`` says for example when it is paid."""

    name: str
    amount: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrackingSlip:
    """What a citizen needs to follow a dossier. ``steps`` say what happens next, in the order of things.

    ``exemption`` is the reason for a reduced or waived charge in words, empty when there is none.
    """

    letterhead: Letterhead
    dossier: str
    url: str
    applicant: str
    procedure: str
    service: str
    received_at: datetime
    due_on: date | None
    steps: tuple[str, ...]
    charges: tuple[Charge, ...]
    exemption: str = ""
    look_up_at: str = ""


def render_tracking_slip(slip: TrackingSlip, out: BinaryIO) -> None:
    """Draw the slip; long texts are set smaller and at last carried to a second page, never cut."""
    with Sheet(out, A5, f"Phiếu theo dõi hồ sơ {slip.dossier}", slip.letterhead.mark) as sheet:
        top = draw_head(sheet, slip.letterhead, day_of(slip.received_at), margin=_MARGIN)
        top = draw_title(sheet, top + 2, "PHIẾU THEO DÕI HỒ SƠ", margin=_MARGIN, size=15)
        top = _identity(sheet, top + 1, slip)
        top = _facts(sheet, top + 1.5, slip)
        top = _money(sheet, top + 2, slip)
        _steps(sheet, top + 2, slip)


def _identity(sheet: Sheet, top: float, slip: TrackingSlip) -> float:
    """The code to scan and the codes to read out, in a frame."""
    side = code_side(slip.url, 0.875)
    height = side + 0.5
    sheet.box(_MARGIN, top, _ROOM, height, weight=1)
    sheet.code(_MARGIN + 0.25, top + 0.25, slip.url, module=0.875)
    x, room = _MARGIN + side + 1, _ROOM - side - 4
    down = sheet.line(x, top + 3, room, "Mã hồ sơ", Style(8.5))
    down = sheet.fit(x, down, room, slip.dossier, Style(13, BOLD, least=7), height=7)
    token = find_token(slip.url)
    if token:
        down = sheet.line(x, down + 1, room, "Mã tra cứu", Style(8.5))
        down = sheet.line(x, down, room, grouped(token), Style(12, BOLD))
    how = f"Quét ô vuông, hoặc gõ mã tra cứu tại {slip.look_up_at}" if slip.look_up_at else "Quét ô vuông để theo dõi."
    sheet.fit(x, down + 1, room, how, Style(8, least=6), height=top + height - down - 1.5)
    return top + height


def _facts(sheet: Sheet, top: float, slip: TrackingSlip) -> float:
    for label, value in (
        ("Người nộp", slip.applicant),
        ("Thủ tục", slip.procedure),
        ("Dịch vụ", slip.service),
        ("Tiếp nhận", vn_moment(slip.received_at)),
        ("Ngày hẹn trả", vn_day(slip.due_on) if slip.due_on else ""),
    ):
        top = sheet.labelled(_MARGIN, top, _ROOM, label, value, style=Style(9.5), most=2)
    return top


def _money(sheet: Sheet, top: float, slip: TrackingSlip) -> float:
    top = sheet.line(_MARGIN, top, _ROOM, "Các khoản thu", Style(10, BOLD))
    sheet.rule(_MARGIN, top + 0.4, _ROOM, 0.8)
    top += 0.8
    for charge in slip.charges:
        amount = "chưa có" if charge.amount is None else vnd(charge.amount)
        sheet.line(_MARGIN + _ROOM - 32, top, 32, amount, Style(9.5, SEMIBOLD, "right"))
        words = f"{charge.name}, {charge.note}" if charge.note else charge.name
        words = " ".join(words.split())
        top = sheet.fit(_MARGIN, top, _ROOM - 34, words, Style(9.5), height=2 * Style(9.5).line)
        sheet.rule(_MARGIN, top + 0.2, _ROOM, 0.2)
        top += 0.4
    if slip.exemption:
        top = sheet.labelled(_MARGIN, top + 0.5, _ROOM, "Miễn, giảm", slip.exemption, style=Style(9.5), most=4)
    return top


def _steps(sheet: Sheet, top: float, slip: TrackingSlip) -> None:
    """What happens next; a second page where the first is full."""
    pages: list[list[str]] = [[]]
    room_left = _BOTTOM - top - 6
    for number, step in enumerate(slip.steps, 1):
        text = f"{number}. {step}"
        height = _height(text)
        if height > room_left and (pages[-1] or len(pages) == 1):
            pages.append([])
            room_left = _BOTTOM - _MARGIN - 6
        room_left -= height
        pages[-1].append(text)
    for number, page in enumerate(pages, 1):
        if number > 1:
            sheet.next_page()
            top = _MARGIN
        if page:
            down = sheet.line(_MARGIN, top, _ROOM, "Việc tiếp theo", Style(10, BOLD))
            for text in page:
                down = sheet.block(_MARGIN, down, _ROOM, text, Style(9.5))
        note = f"{slip.dossier} · {hotline_words(slip.letterhead.hotline)}"
        draw_page_number(sheet, number, len(pages), note, margin=_MARGIN)


def _height(text: str) -> float:
    style = Style(9.5)
    return len(wrapped(text, _ROOM, style.size, style.weight)) * style.line
