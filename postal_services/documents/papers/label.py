"""Item labels: 100 x 150 mm for thermal printers, and eight on an A4 sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from postal_services.documents import s10
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import hotline_words, vnd
from postal_services.documents.sheet import A4, THERMAL, Sheet, Style, bars_width, code_side, fitting
from postal_services.documents.tokens import find_token, grouped

LEGS: Final = {
    "A": "A · HỒ SƠ GỬI ĐẾN CƠ QUAN",
    "B": "B · KẾT QUẢ TRẢ NGƯỜI DÂN",
    "C": "C · GIẤY TỜ THU HỒI VỀ CƠ QUAN",
}
_CELL: Final = (A4[0] / 2, A4[1] / 4)
_MONEY: Final = (("Lệ phí", "state_fee"), ("Cước", "postal_charge"), ("Chuyển nộp lệ phí", "transfer_charge"))


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on an item. Charges in VND to collect at the door, 0 for nothing, ``None`` when not yet known.

    ``recipient``, ``address`` and ``phone`` appear on no other paper and in no code. ``heading`` stands in place
    of the words of the leg where those would mislead; ``mark`` stands before it, for an item that is no ordinary one.
    """

    code: str
    leg: str
    origin: str
    destination: str
    recipient: str
    address: str
    phone: str
    url: str
    dossier: str = ""
    state_fee: int | None = 0
    postal_charge: int | None = 0
    transfer_charge: int | None = 0
    weight_g: int = 0
    instruction: str = ""
    hotline: str = ""
    heading: str = ""
    mark: str = ""

    @property
    def title(self) -> str:
        """The line across the top: what is inside and where it goes."""
        heading = self.heading or LEGS[self.leg]
        return f"{self.mark} · {heading}" if self.mark else heading


def render_labels(labels: Iterable[Label], out: BinaryIO) -> None:
    """Draw each label on a page of 100 x 150 mm; labels are taken one at a time, so a generator may make them."""
    with Sheet(out, THERMAL, "Nhãn bưu gửi") as sheet:
        for number, label in enumerate(labels):
            if number:
                sheet.next_page()
            _draw_tall(sheet, label)


def render_label_sheets(labels: Iterable[Label], out: BinaryIO) -> None:
    """Draw eight labels (105 x 74 mm) on each A4 page, two across and four down, to cut apart."""
    rest = iter(labels)
    with Sheet(out, A4, "Nhãn bưu gửi") as sheet:
        first = True
        while batch := list(islice(rest, 8)):
            if not first:
                sheet.next_page()
            first = False
            for place, label in enumerate(batch):
                sheet.dx, sheet.dy = place % 2 * _CELL[0], place // 2 * _CELL[1] + 1.2
                _draw_flat(sheet, label)
            sheet.dx = sheet.dy = 0.0
            _cutting_marks(sheet)


def _draw_tall(sheet: Sheet, label: Label) -> None:
    margin, room = 4.0, THERMAL[0] - 8
    sheet.black(margin, 4, room, 8)
    sheet.white(margin + 2, 5, room - 4, label.title, Style(12, BOLD))
    x = (THERMAL[0] - bars_width(label.code)) / 2
    sheet.bars(x, 15, label.code, height=15)
    sheet.line(margin, 30.5, room, s10.printed(label.code), Style(15, BOLD, "center"))
    sheet.rule(margin, 38.5, room, 0.8)
    half = room / 2
    for left, word, office in ((margin, "TỪ", label.origin), (margin + half, "ĐẾN", label.destination)):
        down = sheet.line(left + 1, 39.3, half - 2, word, Style(7.5, SEMIBOLD))
        sheet.fit(left + 1, down, half - 2, office, Style(11, SEMIBOLD), height=12)
    sheet.stem(margin + half, 38.5, 16.5)
    sheet.rule(margin, 55, room, 0.8)
    _recipient(sheet, margin + 1, 56, room - 2, label, height=35.5)
    _money(sheet, margin, 92.5, room, label, size=11)
    side = code_side(label.url, 0.75)
    sheet.code(margin - 2, 113, label.url, module=0.75)
    _beside_code(sheet, margin + side - 1, 114.5, room - side, label)


def _draw_flat(sheet: Sheet, label: Label) -> None:
    margin, room = 5.0, _CELL[0] - 10
    sheet.black(margin, 4, room, 5.2)
    sheet.white(margin + 1.5, 4.3, room - 3, label.title, Style(8.5, BOLD))
    sheet.bars(margin - 3.75, 11, label.code)
    sheet.line(margin, 23.8, bars_width(label.code) - 7.5, s10.printed(label.code), Style(11, BOLD, "center"))
    side = code_side(label.url, 0.625)
    sheet.code(margin + room - side + 2.5, 8.4, label.url, module=0.625)
    sheet.fit(margin, 30, room - 1, f"{label.origin} – {label.destination}", Style(8, SEMIBOLD, least=5), height=4.6)
    sheet.rule(margin, 35, room, 0.6)
    _recipient(sheet, margin, 35.4, room, label, height=17.5, scale=0.72)
    _money(sheet, margin, 53.3, room, label, size=8)
    sheet.fit(margin, 61.2, room - 46, label.instruction, Style(7.5, BOLD, least=5), height=4.2)
    foot = " · ".join(filter(None, (label.dossier, hotline_words(label.hotline))))
    sheet.line(margin, 65.8, room, foot, Style(6.5, least=4.5))


def _recipient(
    sheet: Sheet, x: float, top: float, room: float, label: Label, *, height: float, scale: float = 1.0
) -> None:
    """Name, address and phone; the phone keeps its own line, the name and address share what is left."""
    word = "CƠ QUAN NHẬN" if label.leg in {"A", "C"} else "NGƯỜI NHẬN"
    phone = Style(13 * scale, BOLD)
    end = top + height
    down = sheet.line(x, top, room, word, Style(7.5 * max(scale, 0.85), SEMIBOLD)) if scale == 1 else top
    name = Style(15 * scale, BOLD, least=7)
    down = sheet.fit(x, down, room, label.recipient or "chưa có", name, height=min(2 * name.line, height * 0.5))
    address = Style(12 * scale, least=5)
    down = sheet.fit(x, down, room, label.address or "Địa chỉ: chưa có", address, height=end - phone.line - down)
    sheet.line(x, end - phone.line, room, f"ĐT: {label.phone or 'chưa có'}", phone)


def _money(sheet: Sheet, x: float, top: float, room: float, label: Label, *, size: float) -> None:
    """What to collect at the door in three columns that are never added into one charge, and their sum beneath."""
    column, height = room / 3, size * 0.92
    amounts = [getattr(label, field) for _, field in _MONEY]
    for place, ((word, _), amount) in enumerate(zip(_MONEY, amounts, strict=True)):
        left = x + place * column
        sheet.box(left, top, column, height, weight=0.6)
        down = sheet.line(left, top + 0.3, column, word, Style(size * 0.7, align="center", least=5))
        sheet.line(left, down, column, "chưa có" if amount is None else vnd(amount), Style(size, BOLD, "center"))
    known = [amount for amount in amounts if amount is not None]
    total = f"Thu của người nhận: {vnd(sum(known))}" if len(known) == len(amounts) else "Thu của người nhận: chưa có"
    if label.leg != "B":
        total = f"Thu kèm: {vnd(sum(known))}"
    sheet.line(x, top + height + 0.4, room, total, Style(size, SEMIBOLD, "right"))


def _beside_code(sheet: Sheet, x: float, top: float, room: float, label: Label) -> None:
    token = find_token(label.url)
    down = sheet.line(x, top, room, "Quét để theo dõi hồ sơ", Style(8.5, SEMIBOLD))
    if token:
        down = sheet.line(x, down, room, grouped(token), Style(10, SEMIBOLD))
    down = sheet.line(x, down + 1, room, f"Hồ sơ: {label.dossier or 'chưa có'}", Style(8.5, least=6))
    weight = f"{label.weight_g} g" if label.weight_g else "chưa cân"
    down = sheet.line(x, down, room, f"Khối lượng: {weight}", Style(8.5))
    down = sheet.line(x, down, room, hotline_words(label.hotline), Style(8.5, least=6))
    if label.instruction:
        style, lines = fitting(label.instruction, room - 3.4, 7.4, Style(9, BOLD, least=5.5))
        sheet.box(x, down + 1, room - 1, len(lines) * style.line + 1.6, weight=1.2)
        sheet.lines(x + 1.2, down + 1.8, room - 3.4, lines, style)


def _cutting_marks(sheet: Sheet) -> None:
    for row in (1, 2, 3):
        sheet.dashes(0, row * _CELL[1], A4[0])
    for y in range(4):
        sheet.stem(_CELL[0], y * _CELL[1], 3, 0.3)
        sheet.stem(_CELL[0], (y + 1) * _CELL[1] - 3, 3, 0.3)
