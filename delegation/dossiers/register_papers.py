"""The register as files: a PDF to be signed and a workbook to be reckoned with."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from django.conf import settings

from delegation.dossiers import forms, marks, register
from delegation.dossiers.register import Period, Sums
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.clock import VN
from postal_services.documents.papers.frame import Letterhead
from postal_services.documents.papers.register import HEADS, Register, RegisterRow, render_register

PERSONAL = ("applicant_name", "applicant_phone", "applicant_address")
PDF, XLSX = "pdf", "xlsx"
_NOTED_AT_ONCE = 500
_DESK = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
_WIDTHS = (6, 26, 40, 8, 28, 40, 28, 18, 18, 18, 24, 10, 24)
_INSTANTS = {7: "received_at", 8: "due_at", 9: "given_at"}


def write(actor: Actor, period: Period, kind: str, out: BinaryIO, now: datetime) -> None:
    """Draw the register as ``pdf`` or ``xlsx`` into ``out``; whose data was read is noted along the way."""
    rows = _noted(actor, period)
    counted = register.sums(period, now)
    if kind == XLSX:
        _workbook(period, rows, counted, out)
    else:
        render_register(_face(period, counted), rows, out)


def words(counted: Sums) -> tuple[str, ...]:
    """The sums under the register, in words."""
    return (
        f"đã trả {counted.given_back}",
        f"quá hạn {counted.late}",
        f"yêu cầu bổ sung {counted.supplements} (thêm lần: {counted.extra_supplements})",
        f"hẹn lại {counted.apologies}",
        f"từ chối {counted.refusals}",
        f"dừng {counted.stops}",
    )


def _face(period: Period, counted: Sums) -> Register:
    district = period.office.unit.name
    return Register(
        form=forms.of_day(forms.FormKind.REGISTER, period.until),
        letterhead=Letterhead(
            agency=f"Ủy ban nhân dân {district[:1].lower()}{district[1:]}",
            place="Gia Lai",
            hotline=settings.HOTLINE,
            mark=marks.of_counts(counted.simulated, counted.received),
        ),
        unit=_DESK,
        since=period.since,
        until=period.until,
        sums=words(counted),
    )


def _noted(actor: Actor, period: Period) -> Iterator[RegisterRow]:
    """The rows, and a note of the reading for every five hundred of them."""
    seen = []
    for dossier, row in register.rows(period):
        seen.append(dossier.pk)
        if len(seen) == _NOTED_AT_ONCE:
            note_reads(actor, "dossier_register", seen, PERSONAL)
            seen = []
        yield row
    if seen:
        note_reads(actor, "dossier_register", seen, PERSONAL)


def _workbook(period: Period, rows: Iterator[RegisterRow], counted: Sums, out: BinaryIO) -> None:
    """Rows go to disk as they come; every text is written as text, so that no name becomes a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False, "remove_timezone": True})
    sheet = book.add_worksheet("Sổ theo dõi")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EEEEEE"})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    instant = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top", "border": 1})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    face = _face(period, counted)
    sheet.write_string(0, 0, face.letterhead.agency.upper())
    sheet.write_string(1, 0, f"{face.form.title}: {period.since:%d/%m/%Y} - {period.until:%d/%m/%Y}")
    sheet.write_string(2, 0, " · ".join(filter(None, (face.letterhead.mark, face.form.source))))
    for column, head in enumerate(HEADS):
        sheet.write_string(3, column, head, bold)
    sheet.freeze_panes(4, 2)
    place = 3
    for number, row in enumerate(rows, 1):
        place = number + 3
        _write_row(sheet, place, row, number, (wrap, instant))
    sheet.write_string(place + 2, 0, "; ".join((f"Cộng {place - 3} hồ sơ", *face.sums)))
    book.close()


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: int,
    row: RegisterRow,
    number: int,
    looks: tuple[xlsxwriter.format.Format, xlsxwriter.format.Format],
) -> None:
    wrap, instant = looks
    for column, text in enumerate(row.cells(number)):
        if column in _INSTANTS and text:
            at: datetime = getattr(row, _INSTANTS[column])
            sheet.write_datetime(place, column, at.astimezone(VN), instant)
        elif column in _NUMBERS:
            sheet.write_number(place, column, int(text), wrap)
        else:
            sheet.write_string(place, column, text, wrap)


_NUMBERS = frozenset({0, 3})
