"""Sổ theo dõi hồ sơ: the register of a one-stop desk for a period, A4 across, drawn as the rows come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.clock import VN
from postal_services.documents.fonts import SEMIBOLD
from postal_services.documents.papers.forms import Form
from postal_services.documents.papers.frame import Letterhead, draw_head, draw_title, hotline_words, vn_day
from postal_services.documents.sheet import A4, Sheet, Style, wrapped

LANDSCAPE: Final = (A4[1], A4[0])
HEADS: Final = (
    "TT",
    "Mã hồ sơ",
    "Tên thủ tục hành chính",
    "Số bộ",
    "Tên cá nhân, tổ chức",
    "Địa chỉ, số điện thoại",
    "Cơ quan chủ trì giải quyết",
    "Nhận hồ sơ",
    "Hẹn trả",
    "Trả kết quả",
    "Phương thức nhận kết quả",
    "Ký nhận",
    "Ghi chú",
)
_COLUMNS: Final = (9.0, 25.0, 37.0, 9.0, 30.0, 36.0, 22.0, 18.5, 18.5, 18.5, 20.0, 14.0, 15.5)
_MARGIN: Final = 12.0
_ROOM: Final = LANDSCAPE[0] - 2 * _MARGIN
_BOTTOM: Final = LANDSCAPE[1] - _MARGIN - 4
_HEAD: Final = 11.0
_TAIL: Final = 34.0
_CELL: Final = Style(7.5)
_MOST_LINES: Final = 8
_CENTRED: Final = frozenset({0, 3, 7, 8, 9})


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One dossier of the register; instants are None where it has not come so far."""

    dossier: str
    procedure: str
    applicant: str
    contact: str
    agency: str
    received_at: datetime
    due_at: datetime | None
    given_at: datetime | None
    way: str
    note: str = ""
    sets: int = 1

    def cells(self, number: int) -> tuple[str, ...]:
        """The row as text, in the order of ``HEADS``."""
        return (
            str(number),
            self.dossier,
            self.procedure,
            str(self.sets),
            self.applicant,
            self.contact,
            self.agency,
            moment(self.received_at),
            moment(self.due_at),
            moment(self.given_at),
            self.way,
            "",
            self.note,
        )


@dataclass(frozen=True, slots=True)
class Register:
    """The head and the sum of a register; ``since`` and ``until`` are both part of the period."""

    form: Form
    letterhead: Letterhead
    unit: str
    since: date
    until: date
    sums: tuple[str, ...] = ()


def moment(at: datetime | None) -> str:
    """``08:30 05/08/2019``, or nothing."""
    return f"{at.astimezone(VN):%H:%M %d/%m/%Y}" if at else ""


def render_register(register: Register, rows: Iterable[RegisterRow], out: BinaryIO) -> int:
    """Draw the register; memory does not grow with the rows. Returns how many rows there were."""
    count, page = 0, 1
    with Sheet(out, LANDSCAPE, f"Sổ theo dõi hồ sơ {register.since:%Y-%m-%d}", register.letterhead.mark) as sheet:
        top = _table_head(sheet, _face(sheet, register))
        for count, row in enumerate(rows, 1):
            cells = [_fitted(text, place) for place, text in enumerate(row.cells(count))]
            height = max(len(cell) for cell in cells) * _CELL.line + 1.6
            if top + height > _BOTTOM:
                page = _turn(sheet, page, register)
                top = _table_head(sheet, _MARGIN + 6)
            top = _row(sheet, top, cells, height)
        if top + _TAIL > _BOTTOM:
            page = _turn(sheet, page, register)
            top = _MARGIN + 6
        _close(sheet, top + 2, register, count)
        _foot(sheet, page, register)
    return count


def _face(sheet: Sheet, register: Register) -> float:
    head = Letterhead(register.unit, above=register.letterhead.agency, place=register.letterhead.place)
    top = draw_head(sheet, head, None, margin=_MARGIN) + 2
    under = f"Từ ngày {vn_day(register.since)} đến hết ngày {vn_day(register.until)}"
    return draw_title(sheet, top, register.form.title, under, margin=_MARGIN, size=14) + 3


def _starts() -> list[float]:
    return [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS))]


def _table_head(sheet: Sheet, top: float) -> float:
    sheet.box(_MARGIN, top, _ROOM, _HEAD, weight=0.5, shade=0.93)
    for x, room, head in zip(_starts(), _COLUMNS, HEADS, strict=True):
        lines = wrapped(head, room - 1, 7, SEMIBOLD)
        style = Style(7, SEMIBOLD, "center", 5.5)
        sheet.lines(x + 0.5, top + (_HEAD - len(lines) * style.line) / 2, room - 1, lines, style)
    _stems(sheet, top, _HEAD)
    return top + _HEAD


def _fitted(text: str, place: int) -> list[str]:
    """The lines of a cell; what would fill half a page is cut with an ellipsis."""
    lines = list(wrapped(text, _COLUMNS[place] - 1.6, _CELL.size, _CELL.weight)) if text else [""]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _row(sheet: Sheet, top: float, cells: list[list[str]], height: float) -> float:
    for place, (x, lines) in enumerate(zip(_starts(), cells, strict=True)):
        style = Style(_CELL.size, align="center" if place in _CENTRED else "left")
        sheet.lines(x + 0.8, top + 0.6, _COLUMNS[place] - 1.6, lines, style)
    sheet.rule(_MARGIN, top + height, _ROOM, 0.3)
    _stems(sheet, top, height)
    return top + height


def _stems(sheet: Sheet, top: float, height: float) -> None:
    for x in (*_starts(), _MARGIN + _ROOM):
        sheet.stem(x, top, height, 0.3)


def _turn(sheet: Sheet, page: int, register: Register) -> int:
    _foot(sheet, page, register)
    sheet.next_page()
    again = f"Sổ theo dõi hồ sơ {vn_day(register.since)} – {vn_day(register.until)}, {register.unit} (tiếp theo)"
    sheet.line(_MARGIN, _MARGIN, _ROOM, again, Style(8, SEMIBOLD))
    return page + 1


def _close(sheet: Sheet, top: float, register: Register, count: int) -> None:
    sums = "; ".join((f"Cộng {count} hồ sơ", *register.sums))
    top = sheet.fit(_MARGIN, top, _ROOM, sums, Style(9, SEMIBOLD), height=8)
    half = _ROOM / 2
    for x, title in ((_MARGIN, "NGƯỜI LẬP SỔ"), (_MARGIN + half, "THỦ TRƯỞNG CƠ QUAN")):
        down = sheet.line(x, top + 1, half, title, Style(9, SEMIBOLD, "center"))
        sheet.line(x, down, half, "(ký, ghi rõ họ tên)", Style(7.5, align="center"))


def _foot(sheet: Sheet, page: int, register: Register) -> None:
    y = LANDSCAPE[1] - _MARGIN
    sheet.rule(_MARGIN, y - 1, _ROOM, 0.3)
    note = f"{register.form.source} · {hotline_words(register.letterhead.hotline)}"
    sheet.line(_MARGIN, y, _ROOM - 22, note, Style(7, least=5.5))
    sheet.line(_MARGIN + _ROOM - 20, y, 20, f"trang {page}", Style(7, align="right"))
