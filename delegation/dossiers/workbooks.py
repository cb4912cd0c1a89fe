"""Reading a workbook in a process of its own, with bounds on memory and time.

A workbook of one kilobyte can name a cell in the last row and the last column there are. The reader makes room for
every cell in between, and a process that finds no room ends on the spot; it must not be the one that serves others.

The file is both sides: imported, it starts itself by its path as the reader, which needs nothing of the project.
"""

import io
import json
import resource
import subprocess
import sys
import unicodedata
from datetime import date, datetime
from typing import Any

import python_calamine

MEMORY_AT_MOST = 768 * 1024 * 1024
"""Bytes of address space of the reader; a full list of 5,000 rows takes about a tenth."""
SECONDS_AT_MOST = 20
COLUMNS_AT_MOST = 100
_CELL_AT_MOST = 2_000
_TEXT_AT_MOST = 32 * 1024 * 1024
"""Characters of all cells together: one long text can be named by a million cells."""
_SHEETS_AT_MOST = 10
_NOT_A_WORKBOOK = 3


class NotAWorkbook(Exception):
    """The content is no workbook at all."""


class WorkbookTooLarge(Exception):
    """The workbook cannot be read within the bounds."""


def first_sheet(content: bytes, rows_at_most: int) -> list[list[str]]:
    """The cells, as text, of the first sheet that has any; rows beyond ``rows_at_most`` are left aside.

    Raises NotAWorkbook or WorkbookTooLarge.
    """
    reader = [sys.executable, "-I", __file__, str(rows_at_most)]
    try:
        read = subprocess.run(  # noqa: S603 (this very file)
            reader, input=content, capture_output=True, timeout=SECONDS_AT_MOST, check=False, env={}
        )
    except subprocess.TimeoutExpired as problem:
        raise WorkbookTooLarge from problem
    if read.returncode == _NOT_A_WORKBOOK:
        raise NotAWorkbook
    if read.returncode:
        raise WorkbookTooLarge
    rows: list[list[str]] = json.loads(read.stdout)
    return rows


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_AT_MOST, MEMORY_AT_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_AT_MOST, SECONDS_AT_MOST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(content: bytes, rows_at_most: int) -> list[list[str]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names[:_SHEETS_AT_MOST]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows_at_most)
        if any(any(cell != "" for cell in row) for row in rows):
            return [[_cell(value) for value in row[:COLUMNS_AT_MOST]] for row in rows]
    return []


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, days as 31/12/2019."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return unicodedata.normalize("NFC", str(value)[:_CELL_AT_MOST])


def _main() -> int:
    content = sys.stdin.buffer.read()
    _bound()
    try:
        rows = _read(content, int(sys.argv[1]))
    except (python_calamine.CalamineError, OSError):
        return _NOT_A_WORKBOOK
    if sum(len(cell) for row in rows for cell in row) > _TEXT_AT_MOST:
        return 1
    sys.stdout.write(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
