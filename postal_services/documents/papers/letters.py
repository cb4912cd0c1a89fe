"""Forms 02 to 05 of the one-stop desk: request for papers, refusal, apology with a new day, notice of stopping."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.flow import Block, draw_blocks, gap, labelled, pages_of, paragraph
from postal_services.documents.papers.forms import NEW, Form, FormKind, form
from postal_services.documents.papers.frame import (
    Letterhead,
    draw_head,
    draw_page_number,
    draw_title,
    hotline_words,
    vn_day,
    vn_moment,
)
from postal_services.documents.sheet import A4, Sheet, Style, bars_width, code_side, wrapped

_MARGIN: Final = 18.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN - 4
_FURTHER: Final = _MARGIN + 9
_NOTHING: Final = "chưa có"
_COLUMNS: Final = (11.0, 91.0, 22.0, 28.0, 22.0)
_HEADS: Final = ("TT", "Thành phần hồ sơ", "Bản chính", "Bản chứng thực", "Bản photo")
_PLACES: Final = {"original": 2, "certified": 3, "copy": 4}
_CELL: Final = Style(10)
_SIGN: Final = 40.0
_COMPANY: Final = 3
_RIGHT: Final = _MARGIN + _ROOM * 0.48
_HALF: Final = _ROOM * 0.52


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """One paper that is missing; ``kind`` is original, certified or copy."""

    name: str
    kind: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class About:
    """What all four say: whose paper, of which number and moment, to whom and about which dossier.

    ``unit`` is the desk under the agency's name; ``number`` such as ``12/HDHS``.
    """

    form: Form
    letterhead: Letterhead
    unit: str
    number: str
    given_at: datetime
    dossier: str
    url: str
    applicant: str
    address: str
    phone: str
    request: str
    email: str = ""
    contact: str = ""
    website: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class SupplementLetter:
    """Form 02. ``by_post`` says that the post brings the request and fetches the papers."""

    about: About
    papers: tuple[AskedPaper, ...]
    reason: str
    respond_by: date | None = None
    by_post: bool = False


@dataclass(frozen=True, slots=True)
class RefusalLetter:
    """Form 03."""

    about: About
    reason: str


@dataclass(frozen=True, slots=True)
class ApologyLetter:
    """Form 04: ``due_at`` was appointed, ``new_due_at`` is now."""

    about: About
    reason: str
    received_at: datetime
    due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, slots=True)
class StopLetter:
    """The notice of stopping: form 05 of TT 03/2025/TT-VPCP, a plain notice before."""

    about: About
    reason: str
    received_at: datetime
    basis: str = ""


def render_supplement_letter(letter: SupplementLetter, out: BinaryIO) -> None:
    """Draw form 02; a long list of papers or reason goes on to further pages."""
    about = letter.about
    asked = sum(paper.count for paper in letter.papers)
    blocks = [
        *_who(about),
        gap(1),
        *_say("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"),
        gap(1),
        *_table(letter.papers),
        gap(2),
        *_fact("Tổng số giấy tờ phải bổ sung", str(asked)),
        *_fact("Lý do", letter.reason),
        gap(1),
    ]
    if letter.respond_by:
        blocks += _fact("Đề nghị bổ sung trước ngày", vn_day(letter.respond_by))
    if letter.by_post:
        blocks += _say(
            "Nhân viên bưu điện mang phiếu này đến địa chỉ trên và lấy giấy tờ bổ sung. Thời gian giải quyết tạm dừng "
            "đến khi cơ quan nhận đủ giấy tờ."
        )
    else:
        blocks += _say("Thời gian giải quyết tạm dừng đến khi cơ quan nhận đủ giấy tờ bổ sung.")
    blocks += [*_ask(about), gap(3), _one_signature("NGƯỜI HƯỚNG DẪN", "(ký, ghi rõ họ tên)", about.officer)]
    _draw(about, blocks, out)


def render_refusal_letter(letter: RefusalLetter, out: BinaryIO) -> None:
    """Draw form 03, which both sides sign."""
    about = letter.about
    blocks = [
        *_who(about),
        gap(1.5),
        *_say(f"{about.unit.capitalize()} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"),
        gap(0.5),
        *paragraph(_MARGIN, _ROOM, letter.reason, _STRONG),
        gap(1),
        *_ask(about),
        gap(3),
        _two_signatures(("NGƯỜI NỘP HỒ SƠ", about.applicant), ("NGƯỜI TIẾP NHẬN HỒ SƠ", about.officer)),
    ]
    _draw(about, blocks, out)


def render_apology_letter(letter: ApologyLetter, out: BinaryIO) -> None:
    """Draw form 04, signed by the head of the agency."""
    about = letter.about
    kept = letter.due_at > about.given_at
    missed = "không thể trả kết quả đúng thời gian đã hẹn" if kept else "chưa trả kết quả đúng thời gian đã hẹn"
    asking = about.form.circular == form(NEW, FormKind.APOLOGY).circular
    closing = "Thời gian đề nghị gia hạn, trả kết quả vào" if asking else "Thời gian hẹn trả lại kết quả"
    agency = about.letterhead.agency
    blocks = [
        *_to(about),
        *_fact("Ngày tiếp nhận", vn_moment(letter.received_at)),
        *_fact("Mã hồ sơ", about.dossier),
        *_fact("Nội dung yêu cầu giải quyết", about.request),
        *_fact("Thời gian hẹn trả kết quả", vn_moment(letter.due_at)),
        gap(1.5),
        *_say(f"Đến nay, {agency} {missed} cho Ông/Bà."),
        *_fact("Lý do", letter.reason),
        gap(1.5),
        *_say(f"{agency} xin lỗi Ông/Bà về sự chậm trễ này và mong nhận được sự thông cảm."),
        *_fact(closing, vn_moment(letter.new_due_at)),
        gap(4),
        _head_signs(),
    ]
    _draw(about, blocks, out)


def render_stop_letter(letter: StopLetter, out: BinaryIO) -> None:
    """Draw the notice that processing stops."""
    about = letter.about
    blocks = [
        *_to(about),
        *_fact("Mã hồ sơ", about.dossier),
        *_fact("Nội dung yêu cầu giải quyết", about.request),
        *_fact("Ngày tiếp nhận", vn_moment(letter.received_at)),
        gap(1.5),
        *_say(f"{about.letterhead.agency} thông báo dừng giải quyết hồ sơ nêu trên kể từ {vn_moment(about.given_at)}."),
        *_fact("Lý do", letter.reason),
        *_fact("Căn cứ", letter.basis or _NOTHING),
        gap(1),
        *_say("Thời gian giải quyết không tính trong những ngày hồ sơ dừng."),
        *_ask(about),
        gap(4),
        _head_signs(),
    ]
    _draw(about, blocks, out)


_PLAIN: Final = Style(11, least=9)
_STRONG: Final = Style(11, SEMIBOLD, least=9)


def _say(text: str) -> list[Block]:
    return paragraph(_MARGIN, _ROOM, text, _PLAIN)


def _fact(label: str, value: str) -> list[Block]:
    return labelled(_MARGIN, _ROOM, label, value or _NOTHING, _PLAIN)


def _who(about: About) -> list[Block]:
    return [
        *_fact("Tiếp nhận hồ sơ của", about.applicant),
        *_fact("Nội dung yêu cầu giải quyết", about.request),
        *_fact("Địa chỉ", about.address),
        *_fact("Số điện thoại", about.phone),
        *_fact("Email", about.email),
    ]


def _to(about: About) -> list[Block]:
    centred = Style(11.5, SEMIBOLD, "center", 9)
    return [
        *paragraph(_MARGIN, _ROOM, f"Kính gửi: {about.applicant}", centred),
        *paragraph(_MARGIN, _ROOM, about.address or _NOTHING, Style(10, align="center", least=8)),
        gap(2),
    ]


def _ask(about: About) -> list[Block]:
    site = f"; trang tra cứu: {about.website}" if about.website else ""
    return _fact("Cần hỏi thêm, liên hệ", f"{about.contact or _NOTHING}{site}")


def _table(papers: Sequence[AskedPaper]) -> list[Block]:
    head = Block(7, _table_head)
    return [head, *(_row(number, paper, head) for number, paper in enumerate(papers, 1))]


def _starts() -> list[float]:
    return [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS))]


def _table_head(sheet: Sheet, top: float) -> None:
    sheet.box(_MARGIN, top, _ROOM, 7, weight=0.5, shade=0.93)
    for x, room, head in zip(_starts(), _COLUMNS, _HEADS, strict=True):
        sheet.line(x + 0.5, top + 1.2, room - 1, head, Style(9, SEMIBOLD, "center", 7))
    _stems(sheet, top, 7)


def _row(number: int, paper: AskedPaper, head: Block) -> Block:
    lines = wrapped(paper.name, _COLUMNS[1] - 2.4, _CELL.size, _CELL.weight)
    height = len(lines) * _CELL.line + 2
    starts = _starts()
    place = _PLACES.get(paper.kind, 4)

    def draw(sheet: Sheet, top: float) -> None:
        centred = Style(10, align="center")
        sheet.line(starts[0], top + 0.8, _COLUMNS[0], str(number), centred)
        sheet.lines(starts[1] + 1.2, top + 0.8, _COLUMNS[1] - 2.4, lines, _CELL)
        sheet.line(starts[place], top + 0.8, _COLUMNS[place], str(paper.count), centred)
        sheet.rule(_MARGIN, top + height, _ROOM, 0.3)
        _stems(sheet, top, height)

    return Block(height, draw, head)


def _stems(sheet: Sheet, top: float, height: float) -> None:
    for x in (*_starts(), _MARGIN + _ROOM):
        sheet.stem(x, top, height, 0.3)


def _one_signature(title: str, under: str, name: str) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        _signature(sheet, _RIGHT, top, (title, under), name)

    return Block(_SIGN, draw, company=_COMPANY)


def _two_signatures(left: tuple[str, str], right: tuple[str, str]) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        for x, (title, name) in ((_MARGIN, left), (_RIGHT, right)):
            _signature(sheet, x, top, (title, "(ký, ghi rõ họ tên)"), name)

    return Block(_SIGN, draw, company=_COMPANY)


def _head_signs() -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        down = sheet.line(_MARGIN, top, _ROOM * 0.4, "Nơi nhận:", Style(9.5, SEMIBOLD))
        for line in ("- Như trên;", "- Bộ phận một cửa;", "- Lưu: hồ sơ."):
            down = sheet.line(_MARGIN, down, _ROOM * 0.4, line, Style(9))
        _signature(sheet, _RIGHT, top, ("THỦ TRƯỞNG CƠ QUAN", "(ký, đóng dấu, ghi rõ họ tên)"), "")

    return Block(_SIGN, draw, company=_COMPANY)


def _signature(sheet: Sheet, x: float, top: float, words: tuple[str, str], name: str) -> None:
    title, under = words
    down = sheet.line(x, top, _HALF, title, Style(10.5, BOLD, "center"))
    sheet.line(x, down, _HALF, under, Style(8.5, align="center"))
    if name:
        sheet.fit(x, top + _SIGN - 9, _HALF, name, Style(10.5, SEMIBOLD, "center"), height=9)
    else:
        sheet.dashes(x + _HALF * 0.2, top + _SIGN - 5, _HALF * 0.6)


def _draw(about: About, blocks: Sequence[Block], out: BinaryIO) -> None:
    title = f"{about.form.title.capitalize()} {about.dossier}"
    with Sheet(out, A4, title, about.letterhead.mark) as sheet:
        top = _face(sheet, about)
        pages = pages_of(blocks, _BOTTOM - top, _BOTTOM - _FURTHER)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                again = f"{about.form.title.capitalize()} số {about.number}, hồ sơ {about.dossier} (tiếp theo)"
                sheet.line(_MARGIN, _MARGIN, _ROOM, again, Style(9, SEMIBOLD, least=6.5))
                sheet.rule(_MARGIN, _MARGIN + 5.5, _ROOM, 0.3)
                top = _FURTHER
            draw_blocks(sheet, top, page)
            note = f"{about.form.source} · {hotline_words(about.letterhead.hotline)}"
            draw_page_number(sheet, number, len(pages), note, margin=_MARGIN)


def _face(sheet: Sheet, about: About) -> float:
    """Head, bars of the dossier's code, the citizen's code to follow it by, and the title; returns where they end."""
    head = Letterhead(about.unit, above=about.letterhead.agency, place=about.letterhead.place)
    top = draw_head(sheet, head, day_of(about.given_at), number=f"Số: {about.number}", margin=_MARGIN) + 2
    side = code_side(about.url, 0.625)
    sheet.code(_MARGIN + _ROOM - side + 2.5, top - 2, about.url, module=0.625)
    module = next((each for each in (0.375, 0.25) if bars_width(about.dossier, each) <= _ROOM - side), 0.25)
    sheet.bars(_MARGIN - 10 * module, top + 2, about.dossier, module=module, height=11)
    sheet.line(_MARGIN, top + 13.6, _ROOM - side, f"Mã hồ sơ: {about.dossier}", Style(9, SEMIBOLD))
    return draw_title(sheet, top + side - 2, about.form.title, margin=_MARGIN, size=14) + 3
