"""The sheet as a paper, the ranking as CSV and workbook: the same cells, typed where a file has types."""

from datetime import datetime
from typing import Any, BinaryIO, Final

import xlsxwriter
from django.conf import settings

from delegation.dossiers import marks
from delegation.registry.models import Office, OfficeKind
from postal_services import clock
from postal_services.documents.papers.frame import Letterhead, vn_moment
from tracking.cash.exports import csv_lines
from tracking.reports.addresses import SheetAddresses
from tracking.reports.tables import Cell, Kind, Opens, Table, Way, said
from tracking.reports.workbook import DIVISORS, TIP, set_for_print, write_notes

from . import tables
from .figures import Ranking, Sheet, Timed
from .paper import SheetPaper, render_sheet

_PLACE: Final = "Gia Lai"
_FORMATS: Final = {Kind.COUNT: "#,##0", Kind.SHARE: "0.00%", Kind.DAYS: "#,##0.00", Kind.POINTS: "0.0", Kind.TEXT: "@"}


def sheet_pdf(found: Ranking, sheet: Sheet, rows: list[Timed], on: datetime, out: BinaryIO) -> None:
    """The paper of one unit; one statement."""
    addresses = SheetAddresses(found.span)
    province = Office.objects.filter(kind=OfficeKind.PROVINCE).order_by("code").first()
    render_sheet(
        SheetPaper(
            letterhead=Letterhead(
                agency=province.name if province else "Ủy ban nhân dân tỉnh",
                place=_PLACE,
                hotline=settings.HOTLINE,
                mark=marks.SOME if sheet.simulated else "",
            ),
            on=clock.day_of(on),
            unit=sheet.committee_name if sheet.committee_name.startswith("Ủy ban") else f"UBND {_lower(sheet.name)}",
            words=found.span.words,
            rank=rank_words(found, sheet),
            notes=tuple(notes(found, sheet)),
            tables=(
                tables.times(sheet, rows),
                tables.counts(sheet),
                tables.others(sheet, found.rule),
                tables.rule(found),
            ),
            counted_to=found.counted_to,
            page=addresses.absolute(Way(Opens.SHEET, sheet.unit)),
            address=addresses.absolute,
        ),
        out,
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def rank_words(found: Ranking, sheet: Sheet) -> str:
    """Where the unit stands among all, in a sentence."""
    if sheet.rank is None:
        return f"Xếp hạng: chưa xếp, {tables.why_unranked(sheet, found.rule)}."
    return (
        f"Xếp hạng: {sheet.rank.words} trong {found.ranked} đơn vị được xếp; {tables.points(sheet)} điểm; "
        f"so với quý trước: {tables.trend(sheet)}."
    )


def notes(found: Ranking, sheet: Sheet) -> list[str]:
    """What to know before the figures are trusted."""
    said_of = []
    if found.span.running:
        said_of.append(f"Quý đang chạy: số liệu tính đến hết ngày {found.span.as_of:%d/%m/%Y}.")
    if sheet.simulated:
        said_of.append(f"Có {sheet.simulated} hồ sơ mô phỏng từ trước đến cuối kỳ, không phải hồ sơ thật.")
    if found.behind:
        said_of.append(f"Số liệu mới được cộng đến {vn_moment(found.counted_to)}; các dòng sổ sau đó đang được đọc.")
    return said_of


def ranking_csv(found: Ranking) -> bytes:
    """The cells as people read them."""
    table = tables.ranking(found)
    head = ([f"Xếp hạng {found.span.words}"], [column.head for column in table.columns])
    return b"".join(csv_lines([*head, *table.texts, [tables.rule_words(found.rule)]]))


def ranking_workbook(found: Ranking, out: BinaryIO) -> None:
    """The ranking and its rule, each on a sheet, as typed cells."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": found.span.words,
            "created": found.counted_to.astimezone(clock.VN).replace(tzinfo=None, microsecond=0),
        }
    )
    for name, table in (("Xếp hạng", tables.ranking(found)), ("Cách xếp hạng", tables.rule(found))):
        _written(book, name, table, found)
    book.close()


def _written(book: Any, name: str, table: Table, found: Ranking) -> None:
    page = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#eef1f5", "text_wrap": True, "valign": "top", "border": 1})
    looks = {
        kind: book.add_format({"num_format": shown, "valign": "top", "text_wrap": kind == Kind.TEXT})
        for kind, shown in _FORMATS.items()
    }
    widths = [min(60, 12 * column.weight) for column in table.columns]
    page.write_string(0, 0, f"{name}: {found.span.words}", book.add_format({"bold": True}))
    for place, column in enumerate(table.columns):
        page.write_string(1, place, column.head, head)
        page.set_column(place, place, widths[place])
    page.freeze_panes(2, 2)
    addresses, row = SheetAddresses(found.span), 2
    for row, cells in enumerate([*table.rows, *([table.total] if table.total else [])], 2):
        for place, cell in enumerate(cells):
            if way := table.way(row - 2, place):
                page.write_url(row, place, addresses.absolute(way), looks[Kind.TEXT], string="", tip=TIP)
            _cell(page, (row, place), cell, table.columns[place].kind, looks)
    wrapped = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
    write_notes(page, row + 2, widths, [tables.rule_words(found.rule)], wrapped)
    set_for_print(page, widths, heads=1)


def _cell(page: Any, at: tuple[int, int], cell: Cell, kind: Kind, looks: dict[Kind, Any]) -> None:
    if isinstance(cell, int) and not isinstance(cell, bool):
        divisor = DIVISORS.get(kind, 1)
        page.write_number(*at, cell / divisor if divisor > 1 else cell, looks[kind])
    elif cell is None:
        page.write_blank(*at, None, looks[kind])
    else:
        page.write_string(*at, said(cell, Kind.TEXT), looks[Kind.TEXT])
