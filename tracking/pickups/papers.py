"""From a pickup to paper: phiếu gửi hồ sơ, the day's list, and the record of what the desk counted."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import marks
from delegation.registry.models import Office, PaperKind
from postal_services.clock import day_of
from postal_services.documents import papers, tokens
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers import CountedPaper, Letterhead, SendingSlip, Signed, Sum
from postal_services.documents.papers.frame import draw_head, draw_page_number, draw_title, hotline_words, paginated
from postal_services.documents.sheet import A4, Sheet, Style, wrapped
from postal_services.web.formats import phone, vn_date, vn_datetime
from tracking.cash.amounts import LABELS
from tracking.cash.models import Taking
from tracking.custody.models import Item

from .models import PaperCount, Pickup
from .reasons import SHORT

_PROVINCE = "Gia Lai"
_UNVERIFIED = "Mẫu của hệ thống; mẫu in của bưu điện chưa kiểm chứng"
KINDS = PaperKind.choices
_MARGIN = 12.0
_ROOM = A4[0] - 2 * _MARGIN
_COLUMNS = (28.0, 40.0, 62.0, 56.0)


def takings_of(pickup: Pickup) -> list[Taking]:
    """The money taken at the door, by the numbers of its receipts."""
    if not pickup.receipts:
        return []
    return list(Taking.objects.filter(dossier=pickup.dossier_id, number__in=pickup.receipts).order_by("number"))


def slip(pickup: Pickup, out: BinaryIO) -> None:
    """Phiếu gửi hồ sơ with both signatures; the pickup comes with offices, procedure, unit, postman and case joined."""
    case = pickup.dossier
    note = "" if pickup.dossier is None else f"Mã hồ sơ {pickup.dossier.code}"
    papers.render_sending_slip(
        SendingSlip(
            letterhead=_letterhead(pickup.office, marks.of([case])),
            title="PHIẾU GỬI HỒ SƠ",
            number=pickup.code,
            made_at=pickup.collected_at or pickup.modified_at,
            url=tokens.url_for(case.token if case else pickup.token, settings.PUBLIC_HOST),
            bars=pickup.item or pickup.code,
            facts=(
                ("Người gửi", pickup.contact_name),
                ("Địa chỉ", ", ".join(part for part in (pickup.contact_address, pickup.unit.name) if part)),
                ("Số điện thoại", phone(pickup.contact_phone)),
                ("Cơ quan nhận", _with_address(pickup.committee)),
                ("Thủ tục", f"{pickup.procedure.name} ({pickup.procedure_id})"),
                ("Dịch vụ", pickup.get_service_display()),
                ("Số niêm phong", pickup.seal),
                ("Khối lượng", f"{pickup.weight_g or 0} g"),
                ("Lấy lúc", vn_datetime(pickup.collected_at)),
            ),
            heads=("Cần có", "Đã nhận"),
            papers=tuple(
                CountedPaper(p.name, p.get_kind_display(), p.expected, p.found or 0, SHORT.get(p.short, ("",))[0])
                for p in pickup.papers.all()
            ),
            sums=_sums(takings_of(pickup)),
            note=f"Giấy tờ được đóng gói, niêm phong trước mặt người gửi. {note}",
            left=_sender(pickup),
            right=Signed(
                "BƯU TÁ",
                str(pickup.postman) if pickup.postman else "",
                _png(pickup.postman_signature),
                "" if pickup.postman_signature else "Xác nhận bằng tên đăng nhập",
            ),
            unverified=_UNVERIFIED,
        ),
        out,
    )


def delivery_record(item: Item, rows: Sequence[PaperCount], out: BinaryIO) -> None:
    """Biên bản giao nhận of one item at the one-stop desk (TT 17/2017/TT-BTTTT, article 5, step 7)."""
    dossier, counted = item.dossier, rows[0]
    pickup = Pickup.objects.filter(item=item.code).first()
    due = vn_datetime(dossier.due_at) if dossier.due_at else ""
    papers.render_sending_slip(
        SendingSlip(
            letterhead=_letterhead(dossier.committee, marks.of([dossier])),
            title="BIÊN BẢN GIAO NHẬN HỒ SƠ",
            number=dossier.code,
            made_at=counted.counted_at,
            url=tokens.url_for(dossier.token, settings.PUBLIC_HOST),
            bars=item.code,
            facts=(
                ("Bên giao", dossier.post_office.name),
                ("Bên nhận", _with_address(dossier.committee)),
                ("Thủ tục", f"{dossier.procedure.name} ({dossier.procedure_id})"),
                ("Số niêm phong", pickup.seal if pickup else ""),
                ("Đếm lại lúc", vn_datetime(counted.counted_at)),
                ("Hẹn trả kết quả", due),
            ),
            heads=("Phiếu gửi", "Thực nhận"),
            papers=tuple(
                CountedPaper(r.name, r.get_kind_display(), r.listed, r.found, SHORT.get(r.short, ("",))[0])
                for r in rows
            ),
            left=Signed("BÊN GIAO"),
            right=Signed("BÊN NHẬN", str(counted.counted_by) if counted.counted_by else ""),
        ),
        out,
    )


def day_list(rows: Sequence[Pickup], title: str, now: datetime, out: BinaryIO) -> None:
    """The pickups of a day for whoever goes out: where, whom to call, what to bring home."""
    mark = marks.of(row.dossier for row in rows)
    with Sheet(out, A4, f"Danh sách lấy hồ sơ {vn_date(day_of(now))}", mark) as sheet:
        office = rows[0].office if rows else None
        head = _letterhead(office, mark) if office else Letterhead(agency="Bưu điện", hotline=settings.HOTLINE)
        top = draw_head(sheet, head, day_of(now), margin=_MARGIN)
        top = draw_title(sheet, top + 2, "DANH SÁCH LẤY HỒ SƠ", f"{title} · {len(rows)} lần hẹn", margin=_MARGIN)
        cells = [_cells(row) for row in rows]
        heights = [_height(each) for each in cells]
        pages = paginated(heights, A4[1] - _MARGIN - 6 - top - 2, A4[1] - 2 * _MARGIN - 6, 4)
        for number, page in enumerate(pages, 1):
            down = top + 2 if number == 1 else _MARGIN
            if number > 1:
                sheet.next_page()
            sheet.rule(_MARGIN, down, _ROOM, 0.8)
            for row in page:
                _row(sheet, down, cells[row])
                down += heights[row]
                sheet.rule(_MARGIN, down, _ROOM, 0.3)
            if not rows:
                sheet.line(_MARGIN, down + 3, _ROOM, "Không có lần hẹn nào.", Style(10))
            draw_page_number(sheet, number, len(pages), hotline_words(settings.HOTLINE), margin=_MARGIN)


Cells = tuple[tuple[str, ...], ...]
"""The paragraphs of each column."""


def _cells(row: Pickup) -> Cells:
    listed = "; ".join(f"{p.name} ×{p.expected}" for p in row.papers.all())
    where = f"{row.contact_address}, {row.unit.name}"
    return (
        (row.window, vn_date(row.day)),
        (row.contact_name, phone(row.contact_phone)),
        (where, row.note) if row.note else (where,),
        (row.procedure.name, listed, row.code),
    )


def _height(cells: Cells) -> float:
    style = Style(9, SEMIBOLD)
    lines = max(
        sum(len(wrapped(text, room - 3, style.size, style.weight)) for text in texts)
        for texts, room in zip(cells, _COLUMNS, strict=True)
    )
    return lines * style.line + 3


def _row(sheet: Sheet, top: float, cells: Cells) -> None:
    x = _MARGIN
    for place, (texts, room) in enumerate(zip(cells, _COLUMNS, strict=True)):
        down = top + 1.5
        for number, text in enumerate(texts):
            weight = BOLD if place == 0 else SEMIBOLD if place == 1 or number == 0 else Style().weight
            down = sheet.block(x + 1, down, room - 3, text, Style(9, weight))
        x += room


def _sums(takings: Sequence[Taking]) -> tuple[Sum, ...]:
    """Each column of each receipt that holds money."""
    return tuple(
        Sum(LABELS[name][0], amount, f"biên lai {taking.number}")
        for taking in takings
        for name, amount in taking.amounts.as_data().items()
        if amount
    )


def _sender(pickup: Pickup) -> Signed:
    witness = f"Không ký được; người làm chứng: {pickup.witness}" if pickup.witness else ""
    return Signed("NGƯỜI GỬI", pickup.contact_name, _png(pickup.sender_signature), witness)


def _png(kept: str) -> bytes | None:
    return base64.b64decode(kept.partition(",")[2]) if kept else None


def _letterhead(office: Office, mark: str) -> Letterhead:
    return Letterhead(agency=office.name, place=_PROVINCE, hotline=settings.HOTLINE, mark=mark)


def _with_address(office: Office) -> str:
    return ", ".join(part for part in (office.name, office.address) if part)
