"""Báo phát: the advice of delivery, by which the agency knows who took a result, when, and what was checked."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from PIL import Image

from postal_services.clock import day_of
from postal_services.documents.fonts import BOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_title,
    hotline_words,
    vn_moment,
)
from postal_services.documents.sheet import A5, Sheet, Style, bars_width, code_side

_MARGIN: Final = 11.0
_ROOM: Final = A5[0] - 2 * _MARGIN
_TEXT: Final = Style(9.5)
_SIGNED_HEIGHT: Final = 24.0
_SIGNED_ROOM: Final = 64.0
_MOST_MM: Final = 0.2
"""Millimetres that a pixel of a signature takes at most."""


@dataclass(frozen=True, slots=True)
class AdviceOfDelivery:
    """One delivery as it was noted; texts that were forgotten after their time are empty, ``emptied`` says since when.

    ``signature`` is the PNG that was kept. ``digest`` is the ledger's; ``matches`` whether what is printed still gives
    it, None when that cannot be said any more.
    """

    letterhead: Letterhead
    item: str
    dossier: str
    procedure: str
    url: str
    receiver: str
    relation: str
    basis: str
    method: str
    delivered_at: datetime
    office: str
    postman: str
    digest: str
    line: int
    document: str = ""
    witness: str = ""
    signature: bytes = b""
    matches: bool | None = None
    emptied: str = ""


def render_advice_of_delivery(advice: AdviceOfDelivery, out: BinaryIO) -> None:
    """Draw the advice on A5."""
    with Sheet(out, A5, f"Báo phát {advice.item}", advice.letterhead.mark) as sheet:
        top = draw_head(sheet, advice.letterhead, day_of(advice.delivered_at), margin=_MARGIN)
        top = draw_title(sheet, top + 2, "GIẤY BÁO PHÁT", "Phát kết quả giải quyết thủ tục hành chính", margin=_MARGIN)
        top = _codes(sheet, top + 1.5, advice)
        top = _facts(sheet, top + 2, advice)
        top = _signed(sheet, top + 3, advice)
        _seal(sheet, top + 3, advice)
        note = f"{advice.item} · {hotline_words(advice.letterhead.hotline)}"
        draw_page_number(sheet, 1, 1, note, margin=_MARGIN)


def _codes(sheet: Sheet, top: float, advice: AdviceOfDelivery) -> float:
    """The item's bar code and number; the square code leads to the case."""
    side = code_side(advice.url, 0.6) if advice.url else 0.0
    if advice.url:
        sheet.code(_MARGIN + _ROOM - side, top - 1, advice.url, module=0.6)
    wide = next((each for each in (0.375, 0.3, 0.25) if bars_width(advice.item, each) <= _ROOM - side), 0.25)
    sheet.bars(_MARGIN - 10 * wide, top, advice.item, module=wide, height=11)
    sheet.line(_MARGIN, top + 12, _ROOM - side, advice.item, Style(13, BOLD))
    return max(top + 19, top + side - 2)


def _facts(sheet: Sheet, top: float, advice: AdviceOfDelivery) -> float:
    forgotten = f"đã xóa theo thời hạn lưu giữ ({advice.emptied})" if advice.emptied else ""
    witness = (("Người làm chứng", advice.witness),) if advice.witness else ()
    basis = advice.basis
    if basis and advice.document:
        basis = f"{basis}, số {advice.document}"
    ground = (("Căn cứ ủy quyền", basis),) if basis else ()
    for label, value in (
        ("Hồ sơ", advice.dossier),
        ("Thủ tục", advice.procedure),
        ("Phát lúc", vn_moment(advice.delivered_at)),
        ("Người nhận", advice.receiver or forgotten),
        ("Quan hệ với người đứng tên", advice.relation),
        *ground,
        ("Đã kiểm tra bằng", advice.method),
        *witness,
        ("Nơi phát", advice.office),
    ):
        top = sheet.labelled(_MARGIN, top, _ROOM, label, value, style=_TEXT, most=3)
    return top


def _signed(sheet: Sheet, top: float, advice: AdviceOfDelivery) -> float:
    """Two blocks: what the receiver drew on glass, and who delivered."""
    half = (_ROOM - 4) / 2
    left, right = _MARGIN, _MARGIN + half + 4
    sheet.line(left, top, half, "NGƯỜI NHẬN", Style(9, BOLD, "center"))
    sheet.line(right, top, half, "NGƯỜI PHÁT", Style(9, BOLD, "center"))
    down = top + 5
    if advice.signature:
        _draw(sheet, left, down, half, advice.signature)
    else:
        said = "Chữ ký đã xóa theo thời hạn" if advice.emptied else "Không ký; có người làm chứng"
        sheet.line(left, down + 9, half, said if advice.emptied or advice.witness else "Không có chữ ký", _grey())
    sheet.line(right, down + 9, half, "Ghi nhận trên hệ thống", _grey())
    end = down + _SIGNED_HEIGHT
    sheet.line(left, end, half, advice.receiver, Style(9.5, 600, "center"))
    sheet.line(right, end, half, advice.postman, Style(9.5, 600, "center"))
    return end + 5


def _grey() -> Style:
    return Style(8, align="center")


def _draw(sheet: Sheet, x: float, top: float, room: float, png: bytes) -> None:
    """A signature as runs of black, like a square code: sharp in any size, and no picture in the file."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        drawn = picture.convert("1")
    pixel = min(_SIGNED_HEIGHT / drawn.height, min(room, _SIGNED_ROOM) / drawn.width, _MOST_MM)
    left = x + (room - drawn.width * pixel) / 2
    bottom = top + (_SIGNED_HEIGHT + drawn.height * pixel) / 2
    sheet.runs(left, bottom, _runs(drawn), pixel)


def _runs(drawn: Image.Image) -> str:
    """The black runs of a picture as path operators, one unit a pixel, origin at the lower left corner."""
    width, height = drawn.size
    cells = drawn.convert("L").tobytes()
    found = []
    for row in range(height):
        line = cells[row * width : (row + 1) * width]
        start = line.find(0)
        while start >= 0:
            end = line.find(255, start)
            end = width if end < 0 else end
            found.append(f"{start} {height - row - 1} {end - start} 1 re")
            start = line.find(0, end)
    return "\n".join(found)


def _seal(sheet: Sheet, top: float, advice: AdviceOfDelivery) -> None:
    """What ties the paper to the ledger."""
    sheet.rule(_MARGIN, top, _ROOM, 0.3)
    said = {True: "Nội dung trên khớp với sổ cái.", False: "NỘI DUNG TRÊN KHÔNG KHỚP VỚI SỔ CÁI.", None: ""}
    digest = f"{advice.digest[:32]} {advice.digest[32:]}"
    down = sheet.line(_MARGIN, top + 1, _ROOM, f"Sổ cái: dòng {advice.line} của hồ sơ {advice.dossier}", Style(7.5))
    down = sheet.line(_MARGIN, down, _ROOM, f"Mã bằng chứng (SHA-256): {digest}", Style(7.5, least=5))
    words = said[advice.matches] or "Tên và chữ ký đã xóa theo thời hạn; mã bằng chứng trong sổ cái được giữ."
    sheet.line(_MARGIN, down, _ROOM, words, Style(7.5))
