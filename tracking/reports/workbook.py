"""The report as a workbook: the same tables with typed cells, native charts, and a sheet that says what it is.

The same report gives the same bytes: the file's dates are those of the figures, never of the download.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

import xlsxwriter

from postal_services.clock import VN

from .papers import Address, ReportPaper
from .tables import Cell, Column, Kind, Section, Table, sections

_FORMATS: Final[dict[Kind, str]] = {
    Kind.TEXT: "@",
    Kind.COUNT: "#,##0",
    Kind.CHANGE: "+#,##0;−#,##0;0",
    Kind.SHARE: "0.00%",
    Kind.DAYS: "#,##0.00",
    Kind.POINTS: "0.0",
    Kind.DAY: "dd/mm/yyyy",
    Kind.MARK: "@",
}
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
DIVISORS: Final = {Kind.SHARE: 10_000, Kind.DAYS: 100, Kind.POINTS: 10}
"""By what a whole number is divided where a cell shows parts."""
_WIDE: Final = 11
_LONGEST: Final = 60
TIP: Final = "Mở danh sách đã đếm ra con số này"
"""What a spreadsheet says of a figure that one points at."""
_BLACK: Final = "#0b1b2b"


def render_workbook(paper: ReportPaper, out: BinaryIO) -> None:
    """Write the workbook: what it is, every section, and the burn-up by day."""
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "in_memory": True})
    book.set_properties(
        {
            "title": f"Báo cáo {paper.figures.head.quarter_words} {paper.code}",
            "author": paper.letterhead.agency,
            "comments": f"SHA-256 {paper.sha256}",
            "created": paper.known_to.astimezone(VN).replace(tzinfo=None, microsecond=0),
        }
    )
    written = _Written(book)
    _about(written, paper)
    for section in sections(paper.figures):
        _section(written, section, paper.address)
    _days(written, paper)
    book.close()


class _Written:
    """The book with its formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format(
            {"bold": True, "bg_color": "#eef1f5", "text_wrap": True, "valign": "top", "bottom": 1, "align": "center"}
        )
        self.title = book.add_format({"bold": True, "font_size": 12})
        self.note = book.add_format({"italic": True, "font_color": "#444444", "text_wrap": True, "valign": "top"})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left"})
        self._kinds = {
            (kind, strong): book.add_format(
                {
                    "num_format": shown,
                    "bold": strong,
                    "top": int(strong),
                    "valign": "top",
                    "text_wrap": kind == Kind.TEXT,
                    "align": {Kind.TEXT: "left", Kind.MARK: "center", Kind.DAY: "center"}.get(kind, "right"),
                }
            )
            for kind, shown in _FORMATS.items()
            for strong in (False, True)
        }

    def cell(
        self, sheet: Any, at: tuple[int, int], cell: Cell, kind: Kind, *, strong: bool = False, link: str = ""
    ) -> None:
        """One typed cell; a text is never worked out, whatever it begins with. A link leaves the cell as it looks."""
        (row, place), shown = at, self._kinds[kind, strong]
        if link:
            sheet.write_url(row, place, link, shown, string="", tip=TIP)
        if isinstance(cell, bool):
            sheet.write_string(row, place, "x" if cell else "", shown)
        elif isinstance(cell, date):
            sheet.write_datetime(row, place, datetime.combine(cell, time()), self._kinds[Kind.DAY, strong])
        elif isinstance(cell, int):
            divisor = DIVISORS.get(kind, 1)
            sheet.write_number(row, place, cell / divisor if divisor > 1 else cell, shown)
        elif cell is None:
            sheet.write_blank(row, place, None, shown)
        else:
            sheet.write_string(row, place, cell, self._kinds[Kind.TEXT, strong])


def _about(written: _Written, paper: ReportPaper) -> None:
    sheet = written.book.add_worksheet("Báo cáo")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 72)
    head = paper.figures.head
    rows: list[tuple[str, str | date | datetime]] = [
        ("Báo cáo", f"Tình hình thực hiện văn bản số {head.number} – {head.quarter_words}"),
        ("Cơ quan báo cáo", paper.letterhead.agency),
        ("Mã báo cáo", paper.code),
        ("Số, ký hiệu", paper.number or "chưa ban hành"),
        ("Tình trạng", ", ".join(paper.marks) or "Đã chốt"),
        ("Từ ngày", head.first),
        ("Tính đến hết ngày", head.as_of),
        ("So với ngày", head.compared or "không có kỳ trước"),
        ("Theo dòng sổ ghi đến lúc", paper.known_to),
        ("SHA-256 của số liệu", paper.sha256),
        ("Mã niêm phong sổ khi chốt", paper.seal_root or "chưa chốt"),
        ("Địa chỉ đối chiếu", paper.check_url or "chưa chốt"),
        ("Xem báo cáo", paper.page or "chưa lưu"),
        ("Mở từng con số", "Bấm vào số trong các tờ sau." if paper.address else "Bản tính thử: số chưa mở được."),
        ("Nhận xét, kiến nghị", paper.opinion or "chưa có"),
    ]
    sheet.write_string(0, 0, "Nội dung", written.head)
    sheet.write_string(0, 1, "Giá trị", written.head)
    for number, (label, value) in enumerate(rows, 1):
        sheet.write_string(number, 0, label)
        if isinstance(value, datetime):
            sheet.write_datetime(number, 1, value.astimezone(VN).replace(tzinfo=None, microsecond=0), written.moment)
        elif isinstance(value, date):
            written.cell(sheet, (number, 1), value, Kind.DAY)
        else:
            sheet.write_string(number, 1, value, written.words)
    sheet.freeze_panes(1, 0)
    set_for_print(sheet, (30, 72), heads=0)


def _section(written: _Written, section: Section, address: Address | None) -> None:
    """One sheet a table, so that heads stay in sight and every table can be filtered."""
    for table in section.tables:
        _table(written, section, table, address)


def _table(written: _Written, section: Section, table: Table, address: Address | None) -> None:
    def link(row: int, place: int) -> str:
        way = table.way(row, place)
        return address(way) if address and way else ""

    sheet = written.book.add_worksheet(_sheet_name(section, table))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, width_of(column))
        sheet.write_string(0, place, column.head, written.head)
    for number, cells in enumerate(table.rows, 1):
        for place, cell in enumerate(cells):
            written.cell(sheet, (number, place), cell, table.kind(number - 1, place), link=link(number - 1, place))
    last = len(table.rows)
    if table.total:
        last += 1
        for place, cell in enumerate(table.total):
            kind = table.columns[place].kind
            written.cell(sheet, (last, place), cell, kind, strong=True, link=link(last - 1, place))
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.write_string(last + 2, 0, f"{section.number}. {section.title}: {table.title}", written.title)
    notes = [*section.words, table.note] if table is section.tables[0] else [table.note]
    widths = [width_of(column) for column in table.columns]
    write_notes(sheet, last + 3, widths, [each for each in notes if each], written.note)
    if not table.rows:
        sheet.write_string(1, 0, table.none)
    set_for_print(sheet, widths, heads=0)
    _chart(written, sheet, table, last + 4 + len(section.words) + 1)


def width_of(column: Column) -> float:
    """How wide a column is set, in digits of the sheet's type."""
    return max(7, min(_LONGEST, column.weight * _WIDE))


def write_notes(sheet: Any, row: int, widths: Sequence[float], texts: Sequence[str], look: Any) -> None:
    """Running text under a table: wrapped to its width, in rows as tall as it takes."""
    room = sum(widths)
    for place, text in enumerate(texts, row):
        if len(widths) > 1:
            sheet.merge_range(place, 0, place, len(widths) - 1, "", look)
        sheet.write_string(place, 0, text, look)
        sheet.set_row(place, _LINE * -(-len(text) // max(int(room * _FILLED), 1)))


def set_for_print(sheet: Any, widths: Sequence[float], *, heads: int) -> None:
    """A4, upright where it fits, as wide as the page, heads on every page, pages counted."""
    if sum(widths) > _UPRIGHT:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=1.18, right=0.6, top=0.8, bottom=0.8)  # inches: 30 mm for the file
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heads)
    sheet.set_footer("&L&8&A&R&8trang &P/&N")


_LINE: Final = 15
"""Points of a row of one line."""
_FILLED: Final = 0.95
"""How much of a line words fill on average."""
_UPRIGHT: Final = 95
"""Digits that fit beside each other on upright paper before they get small."""


def _sheet_name(section: Section, table: Table) -> str:
    """At most 31 characters, without those a sheet's name may not hold."""
    name = f"{section.number} {table.title}"
    return "".join("-" if each in "[]:*?/\\'" else each for each in name)[:31]


_CHARTS: Final = {"units": "Minh chứng theo đơn vị", "unit_times": "Đã cắt giảm theo đơn vị"}


def _chart(written: _Written, sheet: Any, table: Table, row: int) -> None:
    """A bar chart of the units, drawn by the spreadsheet itself from the cells above it."""
    if table.key not in _CHARTS or not table.rows:
        return
    names, values = {"units": (1, -5), "unit_times": (0, -1)}[table.key]
    column = len(table.columns) + values
    last = len(table.rows)
    chart = written.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": table.columns[column].head,
            "categories": [sheet.get_name(), 1, names, last, names],
            "values": [sheet.get_name(), 1, column, last, column],
            "fill": {"color": _BLACK},
            "gap": 60,
        }
    )
    chart.set_title({"name": _CHARTS[table.key], "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 620, "height": 120 + 20 * last})
    sheet.insert_chart(row, 0, chart)


def _days(written: _Written, paper: ReportPaper) -> None:
    """The burn-up day by day, with its drawing."""
    name = "Tiến độ theo ngày"
    sheet = written.book.add_worksheet(name)
    heads = ("Ngày", "Đơn vị hoàn thành", "Minh chứng")
    sheet.set_column(0, 2, 16)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, written.head)
    points = paper.figures.progress.points
    for number, point in enumerate(points, 1):
        written.cell(sheet, (number, 0), point.day, Kind.DAY)
        written.cell(sheet, (number, 1), point.complete, Kind.COUNT)
        written.cell(sheet, (number, 2), point.pieces, Kind.COUNT)
    sheet.freeze_panes(1, 0)
    set_for_print(sheet, (16, 16, 16, 90), heads=0)
    if not points:
        return
    chart = written.book.add_chart({"type": "line"})
    lines = {1: {"color": _BLACK, "width": 2.25}, 2: {"color": "#777777", "width": 1.5, "dash_type": "dash"}}
    for place, line in lines.items():
        chart.add_series(
            {
                "name": [name, 0, place],
                "categories": [name, 1, 0, len(points), 0],
                "values": [name, 1, place, len(points), place],
                "line": line,
                "y2_axis": place == 2,  # noqa: PLR2004
            }
        )
    chart.set_title({"name": "Tiến độ theo ngày", "name_font": {"size": 11}})
    chart.set_x_axis({"date_axis": True, "num_format": "mm/yyyy", "major_unit": 1, "major_unit_type": "months"})
    chart.set_y_axis({"name": heads[1], "min": 0, "max": paper.figures.progress.units})
    chart.set_y2_axis({"name": heads[2], "min": 0, "max": paper.figures.progress.pieces_all})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 380})
    sheet.insert_chart(1, 4, chart)
