"""Bảng đối soát phí, lệ phí: the A4 sheet of a reconciliation, its four figures, its dossiers, and two signatures."""

from typing import BinaryIO, Final

from django.conf import settings

from delegation.dossiers import marks
from postal_services.accounts.models import User
from postal_services.clock import VN
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    draw_head,
    draw_page_number,
    draw_signatures,
    draw_title,
    hotline_words,
    vn_day,
    vnd,
)
from postal_services.documents.sheet import A4, Sheet, Style
from tracking.cash.models import FigureSide, Kind, Reconciliation
from tracking.cash.queries import reconciliations as reads
from tracking.cash.states import ReconciliationState

from .amount_words import in_words
from .frame import letterhead
from .table import BOTTOM, HEAD, MARGIN, ROOM, ROW, Column, draw_heads, draw_row

_FIGURES: Final = (
    Column("Số liệu", 62),
    Column("Chứng từ", 52),
    Column("Số tiền", 36, figures=True),
    Column("So với bưu điện thu", 36, figures=True),
)
_COLUMNS: Final = (
    Column("TT", 9, figures=True),
    Column("Số biên nhận", 45),
    Column("Giờ", 12),
    Column("Mã hồ sơ", 52),
    Column("Loại", 20),
    Column("Phí, lệ phí", 24, figures=True),
    Column("CQ đã nhận", 24),
)
_FACE: Final = 105.0
_AFTER: Final = 62.0


def reconciliation_pdf(row: Reconciliation, out: BinaryIO) -> None:
    """Draw a sheet as it stands; what is not signed yet says so."""
    sheet_of = reads.sheet(row)
    lines = list(reads.lines(row))
    pages = _pages(len(lines))
    cells = iter(
        [
            str(place),
            line.taking.number,
            f"{line.taking.taken_at.astimezone(VN):%H:%M}",
            marks.code(line.taking.dossier),
            Kind(line.taking.kind).label,
            vnd(line.taking.state_fee).replace("-", "−"),
            "có" if line.ticked else "chưa",
        ]
        for place, line in enumerate(lines, 1)
    )
    with Sheet(out, A4, f"Bảng đối soát {row.code}", marks.of(line.taking.dossier for line in lines)) as sheet:
        top = _face(sheet, sheet_of)
        for number, size in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                top = MARGIN
            if size:
                top = draw_heads(sheet, top, _COLUMNS)
                for _ in range(size):
                    top = draw_row(sheet, top, _COLUMNS, next(cells))
            if number == len(pages):
                _close(sheet, top, row)
            note = f"{row.code} · {hotline_words(settings.HOTLINE)}"
            draw_page_number(sheet, number, len(pages), note, margin=MARGIN)


def _pages(count: int) -> list[int]:
    first, rest = int((BOTTOM - _FACE - HEAD) / ROW), int((BOTTOM - MARGIN - HEAD) / ROW)
    pages, left, room = [], count, first
    while left > room:
        pages.append(room)
        left, room = left - room, rest
    pages.append(left)
    used = (_FACE if len(pages) == 1 else MARGIN) + HEAD + left * ROW
    return pages if used + _AFTER <= BOTTOM else [*pages, 0]


def _face(sheet: Sheet, found: reads.Sheet) -> float:
    row = found.row
    top = draw_head(sheet, letterhead(row.post_office), row.on, number=f"Số: {row.code}", margin=MARGIN)
    top = draw_title(sheet, top + 3, "BẢNG ĐỐI SOÁT PHÍ, LỆ PHÍ", f"Thu ngày {vn_day(row.on)}", margin=MARGIN, size=15)
    for label, value in (("Bưu điện", row.post_office.name), ("Cơ quan", row.committee.name)):
        top = sheet.labelled(MARGIN, top + 0.5, ROOM, label, value, style=Style(9.5), most=2)
    state = ReconciliationState(row.state).label + (", đã có thay đổi sau khi ký" if found.moved else "")
    top = sheet.labelled(MARGIN, top + 0.5, ROOM, "Tình trạng", state, style=Style(9.5), most=1)
    top = draw_heads(sheet, top + 2, _FIGURES)
    top = draw_row(sheet, top, _FIGURES, ["Bưu điện đã thu", "", vnd(found.post), ""], strong=True)
    known = {
        FigureSide.REMITTED: row.remitted,
        FigureSide.COMMITTEE: row.committee_sum,
        FigureSide.TREASURY: row.treasury,
    }
    for side, figure in known.items():
        stated = reads.latest(found.figures, side)
        difference = found.difference(figure)
        top = draw_row(
            sheet,
            top,
            _FIGURES,
            [
                side.label,
                stated.document if stated else "",
                "chưa có" if figure is None else vnd(figure),
                "chưa rõ" if difference is None else "khớp" if not difference else _signed(difference),
            ],
        )
    top = sheet.labelled(MARGIN, top + 1.5, ROOM, "Bưu điện đã thu, bằng chữ", in_words(found.post), most=2)
    return top + 3


def _signed(amount: int) -> str:
    return f"+{vnd(amount)}" if amount > 0 else vnd(amount).replace("-", "−")


def _close(sheet: Sheet, top: float, row: Reconciliation) -> None:
    top += 2
    for label, words in (("Ý kiến của bưu điện", row.post_words), ("Ý kiến của cơ quan", row.agency_words)):
        if words:
            top = sheet.labelled(MARGIN, top, ROOM, label, words, style=Style(9), most=4)
    style = Style(9, SEMIBOLD) if row.state == ReconciliationState.DIFFERING else Style(9, BOLD)
    if row.state in {ReconciliationState.DIFFERING, ReconciliationState.SETTLED}:
        top = sheet.line(MARGIN, top + 0.5, ROOM, ReconciliationState(row.state).label, style)
    draw_signatures(
        sheet,
        top + 2,
        ("ĐẠI DIỆN BƯU ĐIỆN", _name(row.post_signed_by)),
        ("ĐẠI DIỆN CƠ QUAN", _name(row.agency_signed_by)),
        margin=MARGIN,
        height=32,
    )


def _name(person: User | None) -> str:
    return "" if person is None else person.full_name or person.username
