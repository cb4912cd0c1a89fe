"""Takings as CSV and XLSX: three columns, for whoever keeps the books, and harmless to a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import BinaryIO

import xlsxwriter
from django.db.models import QuerySet

from delegation.dossiers import marks
from postal_services.accounts.actors import Actor
from postal_services.clock import VN
from postal_services.errors import FieldProblem, Invalid

from . import reasons
from .models import Taking
from .refusals import PeriodTooLong

LONGEST_DAYS = 92
_CHUNK = 500
HEADS = (
    "Ngày ghi sổ",
    "Số biên nhận",
    "Loại",
    "Hủy khoản",
    "Mã hồ sơ",
    "Cơ quan",
    "Bưu điện phụ trách",
    "Nơi thu",
    "Nơi nộp",
    "Hình thức",
    "Phí, lệ phí (đồng)",
    "Cước bưu chính (đồng)",
    "Cước chuyển nộp (đồng)",
    "Cộng (đồng)",
    "Lý do",
    "Số biên lai của cơ quan",
    "Mã giao dịch ngân hàng",
    "Người ghi",
    "Thu lúc",
    "Quỹ ngày",
)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | date | datetime


def rows_of(actor: Actor, first: date, last: date, *, office: str = "") -> QuerySet[Taking]:
    """The money of the asker's offices booked from ``first`` to ``last``.

    Raises Invalid for a period that ends before it begins, PeriodTooLong for more than a quarter.
    """
    if last < first:
        vi, en = "Ngày cuối phải sau ngày đầu.", "The last day must not be before the first."
        raise Invalid({"to": [FieldProblem("before_the_first", vi, en)]})
    if last - first >= timedelta(days=LONGEST_DAYS):
        raise PeriodTooLong(limit=LONGEST_DAYS)
    found = Taking.objects.all().of_offices(actor).filter(on__gte=first, on__lte=last)
    if office:
        found = found.filter(office=office)
    return found.select_related("dossier", "by", "reverses", "cash_day").order_by("on", "office", "number")


def csv_text(takings: QuerySet[Taking]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, so that Excel reads the diacritics; read and written in parts."""
    return csv_lines(chain([HEADS], map(cells, takings.iterator(chunk_size=_CHUNK))))


def workbook(takings: QuerySet[Taking], out: BinaryIO) -> None:
    """One sheet with heads that stay in sight; written row by row, so memory stays flat."""
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    )
    sheet = book.add_worksheet("Khoản thu")
    head = book.add_format({"bold": True, "bg_color": "#f3f5f8", "text_wrap": True, "valign": "top"})
    money, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(HEADS) - 1, 16)
    sheet.set_column(1, 4, 27)
    for place, text in enumerate(HEADS):
        sheet.write_string(0, place, text, head)
    number = 0
    for number, taking in enumerate(takings.iterator(chunk_size=_CHUNK), 1):
        for place, cell in enumerate(cells(taking)):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, place, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(number, place, cell, money)
            else:
                sheet.write_string(number, place, cell)
    sheet.autofilter(0, 0, number, len(HEADS) - 1)
    book.close()


def cells(taking: Taking) -> list[Cell]:
    """One taking in the order of ``HEADS``; no citizen is named."""
    return [
        taking.on,
        taking.number,
        taking.get_kind_display(),
        taking.reverses.number if taking.reverses else "",
        marks.code(taking.dossier),
        taking.committee_id,
        taking.post_office_id,
        taking.office_id,
        taking.get_place_display(),
        taking.get_method_display(),
        *taking.amounts.columns,
        taking.total,
        reasons.WORDS.get(taking.reason, taking.reason),
        taking.agency_receipt,
        taking.bank_reference,
        taking.by.username,
        taking.taken_at.astimezone(VN).replace(tzinfo=None),
        taking.cash_day.code,
    ]


def csv_lines(rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """Every CSV of the house, as spreadsheets in Vietnam read it: UTF-8 with a byte order mark, semicolons between
    cells, because a comma stands before decimals, and no text that would be worked out as a formula.
    """
    yield "\ufeff".encode()
    for row in rows:
        yield _line(map(_text, row))


def _harmless(text: str) -> str:
    """A text that a spreadsheet shows instead of working it out."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell) if isinstance(cell, int) else _harmless(cell)


def _line(row: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(row)
    return out.getvalue().encode()
