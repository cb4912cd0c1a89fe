"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả: form 01 of TT 01/2018/TT-VPCP and of TT 03/2025/TT-VPCP."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents.fonts import SEMIBOLD
from postal_services.documents.papers.forms import OLD, Form, FormKind, form
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_signatures,
    draw_title,
    hotline_words,
    paginated,
    vn_moment,
    vnd,
)
from postal_services.documents.sheet import A4, Sheet, Style, bars_width, code_side, wrapped

KINDS: Final = {"original": "bản chính", "copy": "bản sao", "certified": "bản chứng thực"}

_MARGIN: Final = 15.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN - 3
_COLUMNS: Final = (12.0, 108.0, 36.0, 24.0)
_TEXT: Final = Style(10.5, least=8)
_CELL: Final = Style(9.5)
_MOST_LINES: Final = 8


FORM_01_OF_2018: Final = form(OLD, FormKind.APPOINTMENT)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper handed in: ``kind`` is original, copy or certified."""

    name: str
    kind: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class AppointmentSlip:
    """The fields of form 01, in its order; ``form`` says in whose edition it is printed.

    ``unit`` is the one-stop desk under the agency's name, ``result_at`` in words where the result is received,
    ``working_days`` the legal time. Amounts in VND, ``None`` when not known.
    """

    letterhead: Letterhead
    unit: str
    dossier: str
    url: str
    applicant: str
    address: str
    phone: str
    request: str
    papers: tuple[Paper, ...]
    received_at: datetime
    due_at: datetime | None
    working_days: int | None
    result_at: str
    email: str = ""
    identity: str = ""
    sets: int = 1
    fee: int | None = None
    book: str = ""
    book_line: str = ""
    receiver: str = ""
    form: Form = FORM_01_OF_2018


def render_appointment_slip(slip: AppointmentSlip, out: BinaryIO) -> None:
    """Draw form 01 on A4; a long list of papers goes on to further pages."""
    with Sheet(out, A4, f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả {slip.dossier}", slip.letterhead.mark) as sheet:
        top = _applicant(sheet, _head(sheet, slip), slip)
        heights = [_row_height(paper) for paper in slip.papers]
        closing = _closing_height(slip)
        pages = paginated(heights, _BOTTOM - top - 7, _BOTTOM - _MARGIN - 7, closing)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                top = _MARGIN
            if len(page):
                top = _papers(sheet, top, slip.papers, page, heights)
            if number == len(pages):
                _closing(sheet, top + 2, slip)
            note = f"{slip.form.source} · {hotline_words(slip.letterhead.hotline)}"
            draw_page_number(sheet, number, len(pages), note, margin=_MARGIN)


def _head(sheet: Sheet, slip: AppointmentSlip) -> float:
    head = Letterhead(slip.unit, above=slip.letterhead.agency, place=slip.letterhead.place)
    top = draw_head(sheet, head, day_of(slip.received_at), number=f"Mã hồ sơ: {slip.dossier}", margin=_MARGIN) + 2
    side = code_side(slip.url, 0.75)
    sheet.code(_MARGIN + _ROOM - side + 3, top - 3, slip.url, module=0.75)
    module = next((each for each in (0.375, 0.25) if bars_width(slip.dossier, each) <= _ROOM - side), 0.25)
    sheet.bars(_MARGIN - 10 * module, top + 1, slip.dossier, module=module, height=12.5)
    top += side - 5
    return draw_title(sheet, top, slip.form.title, margin=_MARGIN, size=14) + 2


def _applicant(sheet: Sheet, top: float, slip: AppointmentSlip) -> float:
    identity = (("Giấy tờ tùy thân hoặc mã số thuế", slip.identity),) if slip.identity else ()
    for label, value in (
        ("Tiếp nhận hồ sơ của", slip.applicant),
        ("Địa chỉ", slip.address),
        ("Số điện thoại", slip.phone),
        ("Email", slip.email),
        *identity,
        ("Nội dung yêu cầu giải quyết", slip.request),
    ):
        top = sheet.labelled(_MARGIN, top, _ROOM, label, value, style=_TEXT)
    return sheet.line(_MARGIN, top + 1, _ROOM, "1. Thành phần hồ sơ nộp gồm:", _TEXT) + 0.5


def _row_height(paper: Paper) -> float:
    lines = len(wrapped(paper.name, _COLUMNS[1] - 2, _CELL.size, _CELL.weight)) * _CELL.line
    return min(lines, _MOST_LINES * _CELL.line) + 1


def _papers(sheet: Sheet, top: float, papers: tuple[Paper, ...], page: range, heights: list[float]) -> float:
    heads = ("STT", "Tên giấy tờ", "Loại", "Số lượng")
    begin, starts = top, [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS))]
    sheet.box(_MARGIN, top, _ROOM, 6, weight=0.5, shade=0.93)
    for x, room, head in zip(starts, _COLUMNS, heads, strict=True):
        sheet.line(x, top + 0.8, room, head, Style(9, SEMIBOLD, "center"))
    top += 6
    for row in page:
        paper = papers[row]
        sheet.line(starts[0], top + 0.4, _COLUMNS[0], str(row + 1), Style(9.5, align="center"))
        sheet.fit(starts[1] + 1, top + 0.4, _COLUMNS[1] - 2, paper.name, _CELL, height=heights[row] - 1)
        sheet.line(starts[2], top + 0.4, _COLUMNS[2], KINDS.get(paper.kind, paper.kind), Style(9.5, align="center"))
        sheet.line(starts[3], top + 0.4, _COLUMNS[3], str(paper.count), Style(9.5, align="center"))
        top += heights[row]
        sheet.rule(_MARGIN, top, _ROOM, 0.3)
    for x in (*starts, _MARGIN + _ROOM):
        sheet.stem(x, begin, top - begin, 0.3)
    return top


def _statements(slip: AppointmentSlip) -> tuple[tuple[str, str], ...]:
    days = "" if slip.working_days is None else f"{slip.working_days} ngày làm việc"
    book = f"Quyển số {slip.book or '……'}, Số thứ tự {slip.book_line or '……'}"
    return (
        ("2. Số lượng hồ sơ", f"{slip.sets} (bộ)"),
        ("3. Thời gian giải quyết hồ sơ theo quy định", days),
        ("4. Thời gian nhận hồ sơ", vn_moment(slip.received_at)),
        ("5. Thời gian trả kết quả giải quyết hồ sơ", vn_moment(slip.due_at) if slip.due_at else ""),
        ("6. Đăng ký nhận kết quả tại", slip.result_at),
        ("Phí, lệ phí", "" if slip.fee is None else vnd(slip.fee)),
        ("Vào Sổ theo dõi hồ sơ", book),
    )


_NOTE: Final = (
    "Khi đến nhận kết quả, mang theo giấy này; người nhận thay mang thêm giấy ủy quyền. Nếu nhận kết quả qua dịch vụ "
    "bưu chính công ích, đưa giấy này cho nhân viên bưu điện xem khi nhận."
)


def _closing_height(slip: AppointmentSlip) -> float:
    rows = sum(
        len(wrapped(f"{label}: {value}", _ROOM * 0.94, _TEXT.size, SEMIBOLD)) for label, value in _statements(slip)
    )
    return rows * _TEXT.line + 54


def _closing(sheet: Sheet, top: float, slip: AppointmentSlip) -> None:
    for label, value in _statements(slip):
        top = sheet.labelled(_MARGIN, top, _ROOM, label, value, style=_TEXT)
    top = draw_signatures(
        sheet,
        top + 3,
        ("NGƯỜI NỘP HỒ SƠ", slip.applicant),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", slip.receiver),
        margin=_MARGIN,
        height=34,
    )
    sheet.fit(_MARGIN, top + 2, _ROOM, f"Ghi chú: {_NOTE}", Style(8.5), height=9)
