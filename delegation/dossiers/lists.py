"""Reading the file of a day's list: its kind, its letters, its headings and its rows. Nothing is stored here."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from delegation.dossiers import workbooks
from delegation.dossiers.refusals import (
    BadHeadings,
    EmptyList,
    NotAList,
    TooLargeFile,
    TooManyRows,
    UnreadableList,
)
from postal_services.folding import fold

ROWS_AT_MOST = 5_000
BYTES_AT_MOST = 5 * 1024 * 1024
_CELL_AT_MOST = 2_000
_LINES_AT_MOST = 2 * ROWS_AT_MOST
_UNPACKED_AT_MOST = 100 * 1024 * 1024
_HALF_EMPTY, _RARE = 4, 50
"""In UTF-16 at least every fourth unit is a plain letter, with an empty half on one side; the other side has none."""
_DELIMITERS = ";\t,|"
_SNIFFED = 4_096


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of the program, the heading people see, other headings that mean it."""

    key: str
    heading: str
    others: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""


COLUMNS: tuple[Column, ...] = (
    Column("procedure", "Mã thủ tục", ("thủ tục", "mã TTHC", "procedure"), required=True, hint="2.000635"),
    Column("service", "Dịch vụ", ("loại dịch vụ", "service"), required=True, hint="gửi, nhận hoặc cả hai"),
    Column("name", "Họ và tên", ("họ tên", "tên người nộp", "người nộp", "name"), required=True),
    Column("phone", "Số điện thoại", ("điện thoại", "SĐT", "phone"), hint="để trống nếu không có"),
    Column("address", "Địa chỉ", ("thôn, làng", "address"), hint="Làng Ring"),
    Column(
        "unit", "Mã xã", ("xã", "xã, phường", "mã đơn vị hành chính", "unit"), required=True, hint="23947 hoặc tên xã"
    ),
    Column("categories", "Đối tượng", ("đối tượng miễn giảm", "miễn giảm", "categories"), hint="hộ nghèo"),
    Column("weight_g", "Khối lượng (g)", ("khối lượng", "khối lượng gam", "weight"), required=True, hint="80"),
    Column("state_fee", "Lệ phí", ("phí, lệ phí", "lệ phí (đồng)", "state fee"), hint="để trống: theo thủ tục"),
    Column("received_on", "Ngày tiếp nhận", ("ngày nhận", "received on"), hint="31/12/2019; để trống: bây giờ"),
    Column("papers", "Giấy tờ", ("thành phần hồ sơ", "papers"), hint="Tờ khai|bản chính|1; Giấy khai sinh|bản sao|2"),
    Column("not_duplicate", "Không trùng", ("xác nhận không trùng",), hint="x nếu đã kiểm tra"),
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its number in the file (headings are row 1 when they stand first) and its cells by column key."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class DayList:
    """A file that was understood."""

    kind: str
    encoding: str
    rows: tuple[ListRow, ...]


def read_list(content: bytes, wanted: Sequence[Column] = COLUMNS) -> DayList:
    """The rows of a CSV or XLSX file with the columns that are ``wanted``, whatever its name says.

    Raises TooLargeFile, EmptyList, NotAList (a PDF, a picture, …), UnreadableList, BadHeadings or TooManyRows.
    """
    if len(content) > BYTES_AT_MOST:
        raise TooLargeFile(limit=BYTES_AT_MOST // 1024 // 1024)
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise EmptyList
    _refuse_strangers(content)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return DayList("xlsx", "", tuple(_rows_of(_spreadsheet(content), wanted)))
    text, encoding = _decode(content)
    return DayList("csv", encoding, tuple(_rows_of(_separated(text), wanted)))


_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "tệp PDF", "a PDF file"),
    (b"\x89PNG", "một hình ảnh", "a picture"),
    (b"\xff\xd8\xff", "một hình ảnh", "a picture"),
    (b"GIF8", "một hình ảnh", "a picture"),
    (b"Rar!", "tệp nén", "an archive"),
    (b"7z\xbc\xaf", "tệp nén", "an archive"),
    (b"\x1f\x8b", "tệp nén", "an archive"),
    (b"{\\rtf", "văn bản RTF", "an RTF document"),
    (b"<!DOCTYPE", "trang web", "a web page"),
    (b"<html", "trang web", "a web page"),
)


def _refuse_strangers(content: bytes) -> None:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:16]
    for magic, found, found_en in _STRANGERS:
        if start.lower().startswith(magic.lower()):
            raise NotAList(found=found, found_en=found_en)


def _decode(content: bytes) -> tuple[str, str]:
    """Text in composed letters, and the name of its encoding; Windows-1258 writes tones as letters of their own."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _as(content, encoding), encoding
    if b"\x00" in content[:_SNIFFED]:
        even, odd = content[0:_SNIFFED:2].count(0), content[1:_SNIFFED:2].count(0)
        pairs = len(content[:_SNIFFED]) // 2
        if max(even, odd) < pairs // _HALF_EMPTY or min(even, odd) > pairs // _RARE:
            raise NotAList(found="tệp nhị phân", found_en="a binary file")
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return _as(content, encoding), encoding
    try:
        return unicodedata.normalize("NFC", content.decode()), "utf-8"
    except UnicodeDecodeError:
        return _as(content, "cp1258"), "windows-1258"


def _as(content: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeError as problem:
        raise UnreadableList from problem


def _separated(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file with the number of each; Excel's line ``sep=;`` is obeyed."""
    first = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    delimiter = first.group(1) if first else _delimiter_of(text)
    skipped = 1 if first else 0
    reader = csv.reader(io.StringIO(text[first.end() :] if first else text, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, start=1 + skipped)
    except csv.Error as problem:
        raise UnreadableList from problem


def _delimiter_of(text: str) -> str:
    """The sign that parts the headings: the one that stands most often outside quotes in the first line with text."""
    line = next((line for line in text[:_SNIFFED].splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _spreadsheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet of a workbook that has any."""
    _refuse_bombs(content)
    try:
        rows = workbooks.first_sheet(content, _LINES_AT_MOST)
    except workbooks.NotAWorkbook as problem:
        raise NotAList(found="tệp nén hoặc tài liệu khác", found_en="an archive or another document") from problem
    except workbooks.WorkbookTooLarge as problem:
        raise TooLargeFile(limit=_UNPACKED_AT_MOST // 1024 // 1024) from problem
    yield from enumerate(rows, start=1)


def _refuse_bombs(content: bytes) -> None:
    """A workbook is a packed file; one that unpacks to far more than a list needs is not read."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as problem:
        raise NotAList(found="tệp nén bị hỏng", found_en="a broken archive") from problem
    if unpacked > _UNPACKED_AT_MOST:
        raise TooLargeFile(limit=_UNPACKED_AT_MOST // 1024 // 1024)


def _rows_of(lines: Iterable[tuple[int, Sequence[str]]], wanted: Sequence[Column]) -> list[ListRow]:
    """The rows below the headings; empty lines are passed over and keep their number."""
    columns: list[Column | None] | None = None
    rows: list[ListRow] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = _columns_of(cells, wanted)
            continue
        rows.append(ListRow(number, _cells_of(columns, cells)))
        if len(rows) > ROWS_AT_MOST:
            raise TooManyRows(rows=f"{ROWS_AT_MOST}+", limit=ROWS_AT_MOST)
    if not rows:
        raise EmptyList
    return rows


def _cells_of(columns: Sequence[Column | None], cells: Sequence[str]) -> dict[str, str]:
    return {
        column.key: cell.strip()[:_CELL_AT_MOST]
        for column, cell in zip(columns, cells, strict=False)
        if column is not None and cell.strip()
    }


def _columns_of(cells: Sequence[str], wanted: Sequence[Column]) -> list[Column | None]:
    """Which column each heading means; headings nobody knows (a row number, a remark) are left aside."""
    by_heading = {fold(name): column for column in wanted for name in (column.heading, *column.others)}
    columns = [by_heading.get(fold(cell)) for cell in cells]
    named = [column.heading for column in columns if column is not None]
    twice = sorted({heading for heading in named if named.count(heading) > 1})
    missing = [column.heading for column in wanted if column.required and column.heading not in named]
    problems, problems_en = [], []
    if twice:
        problems.append(f"cột {', '.join(twice)} có hai lần")
        problems_en.append(f"column {', '.join(twice)} stands twice")
    if missing:
        problems.append(f"thiếu cột {', '.join(missing)}")
        problems_en.append(f"column {', '.join(missing)} is missing")
    if problems:
        raise BadHeadings(problems="; ".join(problems), problems_en="; ".join(problems_en))
    return columns
