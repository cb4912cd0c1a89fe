"""Biên nhận thu tiền: the A5 paper of one taking, reversal or refund, in three columns."""

from dataclasses import dataclass
from typing import BinaryIO, Final

from django.conf import settings

from delegation.dossiers import marks
from delegation.registry.models import Exemption
from postal_services.clock import day_of
from postal_services.documents import tokens
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    draw_head,
    draw_page_number,
    draw_signatures,
    draw_title,
    hotline_words,
    vn_moment,
    vnd,
)
from postal_services.documents.sheet import A5, Sheet, Style, code_side
from tracking.cash import reasons
from tracking.cash.amounts import LABELS
from tracking.cash.models import Kind, Taking

from .amount_words import in_words
from .frame import letterhead, unverified_transfer

PERSONAL: Final = ("applicant_name",)
"""Personal data that the paper shows; who prints it reads it."""
_MARGIN: Final = 11.0
_ROOM: Final = A5[0] - 2 * _MARGIN
_TITLES: Final = {
    Kind.TAKE: "BIÊN NHẬN THU TIỀN",
    Kind.REVERSAL: "PHIẾU HỦY KHOẢN THU",
    Kind.REFUND: "PHIẾU HOÀN TIỀN",
}
NOT_A_STATE_RECEIPT: Final = (
    "Giấy này không phải biên lai thu phí, lệ phí. Biên lai của phí, lệ phí do cơ quan có thẩm quyền lập"
)


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    amount: int
    strong: bool = False


def receipt_pdf(taking: Taking, out: BinaryIO) -> None:
    """Draw one paper. ``taking`` comes with dossier, its procedure, office and its parent, person and reversal."""
    kind = Kind(taking.kind)
    with Sheet(out, A5, f"{_TITLES[kind].capitalize()} {taking.number}", marks.of([taking.dossier])) as sheet:
        top = draw_head(
            sheet, letterhead(taking.office), day_of(taking.taken_at), number=f"Số: {taking.number}", margin=_MARGIN
        )
        top = draw_title(sheet, top + 2, _TITLES[kind], _under(taking), margin=_MARGIN, size=15)
        top = _facts(sheet, top + 2, taking)
        top = _money(sheet, top + 2, taking)
        top = _words(sheet, top + 1.5, taking)
        _close(sheet, top + 2, taking)
        note = f"{taking.number} · {hotline_words(settings.HOTLINE)}"
        draw_page_number(sheet, 1, 1, note, margin=_MARGIN)


def _under(taking: Taking) -> str:
    if taking.kind == Kind.REVERSAL and taking.reverses is not None:
        return f"Hủy khoản {taking.reverses.number}"
    if hasattr(taking, "reversal"):
        return f"ĐÃ HỦY bằng phiếu {taking.reversal.number}"
    return ""


def _facts(sheet: Sheet, top: float, taking: Taking) -> float:
    dossier = taking.dossier
    url = tokens.url_for(dossier.token, settings.PUBLIC_HOST)
    side = code_side(url, 0.625)
    room = _ROOM - side - 2
    begin = top
    payer = "Người nhận lại tiền" if taking.total < 0 else "Người nộp"
    for label, value in (
        ("Mã hồ sơ", dossier.code),
        (payer, dossier.applicant_name),
        ("Thủ tục", dossier.procedure.name),
        ("Hình thức", f"{taking.get_method_display()}, {taking.get_place_display().lower()}"),
    ):
        top = sheet.labelled(_MARGIN, top, room, label, value, style=Style(9.5), most=3)
    sheet.code(_MARGIN + _ROOM - side + 1.5, begin - 1.5, url, module=0.625)
    down = max(top, begin + side - 3)
    sheet.line(_MARGIN + _ROOM - side - 6, down, side + 6, "Quét để theo dõi hồ sơ", Style(7, align="right", least=5.5))
    return down + 4


def _money(sheet: Sheet, top: float, taking: Taking) -> float:
    """The three columns as three rows with their sum, one under the other: figures that are added stand so."""
    rows = [
        _Row("Phí, lệ phí nhà nước (thu hộ cơ quan)", taking.state_fee),
        _Row(LABELS["postal"][0], taking.postal),
        _Row("Cước chuyển nộp phí, lệ phí", taking.transfer),
        _Row("Cộng", taking.total, strong=True),
    ]
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    for row in rows:
        weight = BOLD if row.strong else SEMIBOLD
        if row.strong:
            sheet.rule(_MARGIN, top, _ROOM, 0.8)
        sheet.line(_MARGIN + _ROOM - 38, top + 0.8, 37, vnd(row.amount), Style(10.5, weight, "right"))
        sheet.line(_MARGIN + 1, top + 0.8, _ROOM - 40, row.label, Style(10, BOLD if row.strong else 400))
        top += 6.2
        sheet.rule(_MARGIN, top, _ROOM, 0.25)
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    return top


def _words(sheet: Sheet, top: float, taking: Taking) -> float:
    style = Style(9.5)
    top = sheet.labelled(_MARGIN, top, _ROOM, "Bằng chữ", in_words(taking.total), style=style, most=3)
    exemption = Exemption.objects.filter(pk=taking.dossier.exemption).first() if taking.dossier.exemption else None
    if exemption is not None:
        reason = f"{exemption.name}, giảm {exemption.percent} % cước bưu chính"
        top = sheet.labelled(_MARGIN, top, _ROOM, "Miễn, giảm", reason, style=style, most=3)
    if taking.reason:
        top = sheet.labelled(_MARGIN, top, _ROOM, "Lý do", reason_words(taking), style=style, most=2)
    if taking.state_fee > 0:
        number = f"số {taking.agency_receipt}" if taking.agency_receipt else "................................"
        top = sheet.block(_MARGIN, top + 0.5, _ROOM, f"{NOT_A_STATE_RECEIPT}: {number}.", Style(8.5))
    if taking.transfer:
        top = sheet.block(_MARGIN, top + 0.5, _ROOM, unverified_transfer(taking.on), Style(8))
    return top


def reason_words(taking: Taking) -> str:
    """The reason of a taking in words, whichever list it is from."""
    return reasons.WORDS.get(taking.reason, taking.reason)


def _close(sheet: Sheet, top: float, taking: Taking) -> None:
    person = taking.by.full_name or taking.by.username
    top = sheet.line(_MARGIN, top, _ROOM, f"Lập lúc {vn_moment(taking.taken_at)}", Style(8.5))
    left, right = ("NGƯỜI NỘP TIỀN", "NGƯỜI THU TIỀN") if taking.total > 0 else ("NGƯỜI NHẬN TIỀN", "NGƯỜI CHI TIỀN")
    draw_signatures(sheet, top + 2, (left, ""), (right, person), margin=_MARGIN, height=28)
