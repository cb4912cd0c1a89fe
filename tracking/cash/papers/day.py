"""Bảng kê quỹ trong ngày: the A4 sheet of a closed day, with its count, its variance and blocks to sign."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from django.conf import settings

from delegation.dossiers import marks
from postal_services.clock import VN
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    draw_head,
    draw_page_number,
    draw_signatures,
    draw_title,
    hotline_words,
    vn_day,
    vn_moment,
    vnd,
)
from postal_services.documents.sheet import A4, Sheet, Style
from tracking.cash import reasons
from tracking.cash.models import CashDay, Kind, Method, Taking
from tracking.cash.queries.days import Sums, sums_of, takings_of

from .amount_words import in_words
from .frame import letterhead, unverified_transfer
from .table import BOTTOM, HEAD, MARGIN, ROOM, ROW, Column, draw_heads, draw_row

_COLUMNS: Final = (
    Column("TT", 9, figures=True),
    Column("Số biên nhận", 42),
    Column("Giờ", 12),
    Column("Mã hồ sơ", 47),
    Column("H.thức", 13),
    Column("Phí, lệ phí", 21, figures=True),
    Column("Cước b.chính", 21, figures=True),
    Column("C.nộp", 21, figures=True),
)
_AFTER: Final = 95.0
"""Millimetres that sums, count and signatures take after the last row."""
_CHUNK: Final = 500


def day_pdf(day: CashDay, out: BinaryIO) -> None:
    """Draw a day; its takings are read in parts, so memory stays flat. An open day says that it is not closed yet."""
    sums = sums_of(day.pk)
    pages = _pages(sums.count)
    person = day.person.full_name or day.person.username
    rows = _rows(day)
    with Sheet(out, A4, f"Bảng kê quỹ {day.code}", marks.of_counts(sums.simulated, sums.count)) as sheet:
        top = _face(sheet, day, person)
        for number, size in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                top = MARGIN
            if size:
                top = draw_heads(sheet, top, _COLUMNS)
                for _ in range(size):
                    top = draw_row(sheet, top, _COLUMNS, next(rows))
            if number == len(pages):
                _close(sheet, top, day, sums, person)
            draw_page_number(sheet, number, len(pages), _foot(day), margin=MARGIN)


def _pages(count: int) -> list[int]:
    """How many rows go on which page: the face takes room on the first, the count and signatures on the last."""
    face = 52.0
    first, rest = int((BOTTOM - face - HEAD) / ROW), int((BOTTOM - MARGIN - HEAD) / ROW)
    pages, left, room = [], count, first
    while left > room:
        pages.append(room)
        left, room = left - room, rest
    pages.append(left)
    used = (face if len(pages) == 1 else MARGIN) + HEAD + left * ROW
    return pages if used + _AFTER <= BOTTOM else [*pages, 0]


def _face(sheet: Sheet, day: CashDay, person: str) -> float:
    top = draw_head(sheet, letterhead(day.office), day.on, number=f"Số: {day.code}", margin=MARGIN)
    top = draw_title(sheet, top + 3, "BẢNG KÊ QUỸ TRONG NGÀY", f"Ngày {vn_day(day.on)}", margin=MARGIN, size=15)
    state = f"Đã chốt lúc {vn_moment(day.closed_at)}" if day.closed_at else "CHƯA CHỐT"
    return sheet.line(MARGIN, top + 2, ROOM, f"Người thu: {person} · {state}", Style(9.5)) + 2


def _rows(day: CashDay) -> Iterator[list[str]]:
    for place, taking in enumerate(takings_of(day).iterator(chunk_size=_CHUNK), 1):
        yield [
            str(place),
            taking.number,
            f"{taking.taken_at.astimezone(VN):%H:%M}",
            marks.code(taking.dossier),
            _how(taking),
            *(_figure(each) for each in taking.amounts.columns),
        ]


def _how(taking: Taking) -> str:
    way = "TM" if taking.method == Method.CASH else "CK"
    return {Kind.TAKE: way, Kind.REVERSAL: f"hủy {way}", Kind.REFUND: f"hoàn {way}"}[Kind(taking.kind)]


def _figure(amount: int) -> str:
    return f"{amount:,}".replace(",", ".").replace("-", "−") if amount else "–"


def _close(sheet: Sheet, top: float, day: CashDay, sums: Sums, person: str) -> None:
    cells = ["", f"Cộng {sums.count} khoản", "", "", "", *(_figure(each) for each in sums.amounts.columns)]
    top = draw_row(sheet, top, _COLUMNS, cells, strong=True) + 2
    for label, value in _figures(day, sums):
        sheet.line(MARGIN, top, 60, label, Style(9.5))
        top = sheet.line(MARGIN + 60, top, 40, value, Style(9.5, SEMIBOLD, "right"))
    shown = sums.cash if day.counted is None else day.counted
    top = sheet.labelled(MARGIN, top + 0.5, ROOM, "Tiền mặt bằng chữ", in_words(shown), style=Style(9.5), most=2)
    if day.notes:
        held = sorted(day.notes.items(), key=lambda pair: -int(pair[0]))
        text = ", ".join(f"{vnd(int(note))} × {count}" for note, count in held)
        top = sheet.labelled(MARGIN, top, ROOM, "Các tờ tiền", text, style=Style(8.5), most=3)
    if day.reason:
        said = reasons.WORDS[day.reason] + (f": {day.words}" if day.words else "")
        top = sheet.labelled(MARGIN, top, ROOM, "Lý do chênh lệch", said, style=Style(9.5), most=3)
    if sums.amounts.transfer:
        top = sheet.block(MARGIN, top + 0.5, ROOM, unverified_transfer(day.on), Style(8))
    taker = ""
    if day.accepted_by is not None and day.accepted_at is not None:
        taker = day.accepted_by.full_name or day.accepted_by.username
        words = f"Nhận vào quỹ {vnd(day.accepted_sum or 0)} lúc {vn_moment(day.accepted_at)}"
        if day.accepted_reason:
            words = f"{words}, {reasons.WORDS[day.accepted_reason].lower()}"
        top = sheet.block(MARGIN, top + 0.5, ROOM, words, Style(9.5, BOLD))
    draw_signatures(sheet, top + 3, ("NGƯỜI THU TIỀN", person), ("NGƯỜI NHẬN VÀO QUỸ", taker), margin=MARGIN, height=30)


def _figures(day: CashDay, sums: Sums) -> list[tuple[str, str]]:
    found = [
        ("Tổng cộng ba khoản", vnd(sums.amounts.total)),
        ("Chuyển khoản", vnd(sums.bank)),
        ("Tiền mặt theo sổ", vnd(sums.cash)),
    ]
    if day.counted is not None and day.variance is not None:
        found += [("Tiền mặt đếm được", vnd(day.counted)), ("Chênh lệch", vnd(day.variance).replace("-", "−"))]
    return found


def _foot(day: CashDay) -> str:
    return f"{day.code} · TM tiền mặt, CK chuyển khoản · {hotline_words(settings.HOTLINE)}"
