"""A folder of lists read into records, or every fault of it by file, line and column.

Lists come out of spreadsheets: a mark of the encoding, semicolons instead of commas, either kind of line end, letters
in either Unicode form and days written the Vietnamese way are all taken as they are meant.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from delegation.establishment.lists.cells import WrongCell
from delegation.establishment.lists.tables import TABLES, Column, Table
from delegation.establishment.refusals import ListFault, ListsFaulty
from postal_services.errors import FieldProblem

MOST_BYTES = 2_000_000
"""A province has some ten thousand units at most; a larger file is another file."""
MOST_FAULTS = 200
"""Faults that are told at once."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a list: its values by column, and where it stands."""

    table: Table
    line: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(slots=True)
class Faults:
    """What is wrong so far."""

    found: list[ListFault] = field(default_factory=list)

    def add(self, file: str, line: int, column: str, problem: FieldProblem) -> None:
        """Keep one fault; line 0 is the whole file, an empty column the whole line."""
        self.found.append(ListFault(file, line, column, problem))

    def of(self, record: Record, column: str, code: str, vi: str, en: str) -> None:
        """Keep one fault of a record."""
        self.add(record.table.name, record.line, column, FieldProblem(code, vi, en))

    def refuse(self) -> None:
        """Raises ListsFaulty where anything was wrong."""
        if self.found:
            order = {table.name: place for place, table in enumerate(TABLES)}
            self.found.sort(key=lambda fault: (order.get(fault.file, -1), fault.file, fault.line))
            raise ListsFaulty(self.found[:MOST_FAULTS], more=max(len(self.found) - MOST_FAULTS, 0))


Lists = Mapping[str, Sequence[Record]]
"""The records of each list by the name of its file."""


def read_folder(folder: Path) -> Lists:
    """Every list of ``folder``; one that is not there is empty. Raises ListsFaulty with everything that is wrong."""
    faults = Faults()
    known = {table.name for table in TABLES}
    try:
        there = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        problem = FieldProblem("no_folder", "Không mở được thư mục này.", "This folder cannot be opened.")
        raise ListsFaulty([ListFault(str(folder), 0, "", problem)]) from error
    for name in there:
        if name.lower().endswith((".csv", ".xlsx", ".xls", ".ods", ".toml")) and name not in known:
            told = ", ".join(table.name for table in TABLES)
            vi = f"Không dùng tệp này. Tên tệp được dùng: {told}."
            faults.add(name, 0, "", FieldProblem("unknown_file", vi, f"This file is of no use. Names in use: {told}."))
    if not known.intersection(there):
        vi, en = "Thư mục không có danh sách nào.", "There is no list in this folder."
        faults.add(str(folder), 0, "", FieldProblem("nothing_there", vi, en))
    lists = {table.name: tuple(_records(folder / table.name, table, faults)) for table in TABLES if table.name in there}
    faults.refuse()
    return {table.name: lists.get(table.name, ()) for table in TABLES}


def _records(path: Path, table: Table, faults: Faults) -> Iterator[Record]:
    text = _text(path, faults)
    if text is None:
        return
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    columns: list[Column] = []
    seen: dict[tuple[Any, ...], int] = {}
    begins = 1
    try:
        for row in lines:
            line, begins = begins, lines.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns = _heads(row, table, line, faults)
                if not columns:
                    return
                continue
            values = _values(row, columns, table, line, faults)
            if values is None:
                continue
            record = Record(table, line, values)
            key = tuple(values[name] for name in table.key)
            if key in seen:
                vi = f"Trùng với dòng {seen[key]}. Bỏ một trong hai."
                faults.of(record, table.key[0], "twice", vi, f"The same as line {seen[key]}. Remove one of them.")
            seen.setdefault(key, line)
            yield record
    except csv.Error as error:
        vi = "Dấu ngoặc kép không khép hoặc có ký tự không đọc được."
        faults.add(path.name, begins, "", FieldProblem("unreadable", vi, f"This is not sound CSV: {error}."))
    if not columns:
        vi, en = "Tệp trống: dòng đầu phải nêu tên cột.", "The file is empty: its first line must name the columns."
        faults.add(path.name, 0, "", FieldProblem("no_columns", vi, en))


def _text(path: Path, faults: Faults) -> str | None:
    """The file's text in composed Unicode; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        problem = FieldProblem("unreadable", "Không mở được tệp này.", "This file cannot be opened.")
        faults.add(path.name, 0, "", problem)
        return None
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        vi, en = f"Tệp lớn quá {most} MB.", f"The file is larger than {most} MB."
        faults.add(path.name, 0, "", FieldProblem("too_large", vi, en))
        return None
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        vi = "Tệp không phải UTF-8. Trong bảng tính, chọn lưu dạng “CSV UTF-8”."
        en = "The file is not UTF-8. Save it from the spreadsheet as “CSV UTF-8”."
        faults.add(path.name, line, "", FieldProblem("not_utf8", vi, en))
        return None


def _heads(row: Sequence[str], table: Table, line: int, faults: Faults) -> list[Column]:
    """The columns in the order of the file; none where the first line is not right."""
    by_name = {column.name: column for column in table.columns}
    names = [cell.strip() for cell in row]
    told = ", ".join(by_name)
    before = len(faults.found)
    for place, name in enumerate(names):
        if name not in by_name:
            vi, en = f"Không có cột “{name[:40]}”. Dùng: {told}.", f"There is no column “{name[:40]}”. Use: {told}."
            faults.add(table.name, line, name[:40], FieldProblem("unknown_column", vi, en))
        elif name in names[:place]:
            vi, en = f"Cột “{name}” có hai lần.", f"The column “{name}” stands there twice."
            faults.add(table.name, line, name, FieldProblem("twice", vi, en))
    for name, column in by_name.items():
        if column.is_needed and name not in names:
            vi, en = f"Thiếu cột “{name}”.", f"The column “{name}” is missing."
            faults.add(table.name, line, name, FieldProblem("missing_column", vi, en))
    return [by_name[name] for name in names] if len(faults.found) == before else []


def _values(
    row: Sequence[str], columns: Sequence[Column], table: Table, line: int, faults: Faults
) -> dict[str, Any] | None:
    """The values of one line; None where any of its cells cannot be read."""
    before = len(faults.found)
    if len(row) != len(columns):
        vi = f"Dòng có {len(row)} ô, phải có {len(columns)}. Ô có dấu phẩy phải đặt trong ngoặc kép."
        en = f"The line has {len(row)} cells instead of {len(columns)}. Put a cell with a comma in quotes."
        faults.add(table.name, line, "", FieldProblem("cells_differ", vi, en))
        return None
    values: dict[str, Any] = {column.name: column.empty for column in table.columns}
    for column, cell in zip(columns, row, strict=True):
        given = cell.strip()
        try:
            if any(unicodedata.category(letter) in {"Cc", "Cs", "Co"} for letter in given):
                vi, en = "Ô có ký tự điều khiển.", "The cell has control characters."
                raise WrongCell("odd_characters", vi, en)
            if given:
                values[column.name] = column.cell(given)
            elif column.is_needed:
                raise WrongCell("missing", "Chưa điền ô này.", "This cell is empty.")
        except WrongCell as wrong:
            faults.add(table.name, line, column.name, wrong.problem)
    return values if len(faults.found) == before else None
