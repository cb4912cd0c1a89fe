"""Cells, columns and tables, and how a cell is said in words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .ways import Way, Ways

Cell = str | int | bool | date | None
DASH = "–"
MARK = "x"
_NO_BREAK = "\N{NO-BREAK SPACE}"


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    COUNT = "count"
    CHANGE = "change"
    SHARE = "share"
    """Hundredths of a per cent."""
    DAYS = "days"
    """Hundredths of a working day."""
    POINTS = "points"
    """Tenths of a point of 100."""
    DAY = "day"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what stands in it, and its width in parts of the table's."""

    head: str
    kind: Kind = Kind.COUNT
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``row_kinds`` overrides the columns' kinds for single rows; ``ways`` of a row open its figures."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    total: tuple[Cell, ...] = ()
    none: str = "Không phát sinh."
    row_kinds: tuple[Kind, ...] = ()
    """Where the rows differ: the kind of all figures of each row."""
    ways: tuple[Ways, ...] = ()
    """Row by row, that of the sum last: where each cell is opened."""

    def way(self, row: int, column: int) -> Way | None:
        """Where a cell is opened; None for words, and for what nothing is known of."""
        if row >= len(self.ways):
            return None
        cells = (*self.rows, self.total)[row]
        return None if cells[column] is None else self.ways[row][column]

    def kind(self, row: int, column: int) -> Kind:
        """What stands in a cell."""
        kind = self.columns[column].kind
        if not self.row_kinds or row >= len(self.row_kinds) or kind == Kind.TEXT:
            return kind
        return self.row_kinds[row]

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every cell as it is said, the sum last."""
        found = [
            tuple(said(cell, self.kind(row, place)) for place, cell in enumerate(cells))
            for row, cells in enumerate(self.rows)
        ]
        if self.total:
            found.append(tuple(said(cell, self.columns[place].kind) for place, cell in enumerate(self.total)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report; ``parts`` are its tables, and names of drawings, in their order."""

    number: str
    title: str
    words: tuple[str, ...]
    parts: tuple[Table | str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables alone."""
        return tuple(part for part in self.parts if isinstance(part, Table))


def whole(cell: Cell) -> int:
    """The number in a cell; 0 where there is none."""
    return cell if isinstance(cell, int) else 0


def said(cell: Cell, kind: Kind) -> str:
    """A cell as people read it; nothing known is a dash."""
    match cell:
        case None:
            text = DASH
        case bool():
            text = MARK if cell else ""
        case date():
            text = f"{cell:%d/%m/%Y}"
        case int():
            text = _number(cell, kind)
        case _:
            text = cell
    return text


def _number(number: int, kind: Kind) -> str:
    if kind == Kind.POINTS:
        return f"{number // 10},{number % 10}"
    sign = "−" if number < 0 else "+" if number > 0 and kind == Kind.CHANGE else ""
    if kind == Kind.SHARE:
        return f"{decimal(number)}{_NO_BREAK}%"
    return decimal(number) if kind == Kind.DAYS else f"{sign}{grouped(abs(number))}"


def grouped(number: int) -> str:
    """``1.234.567``."""
    return f"{number:,}".replace(",", ".")


def decimal(hundredths: int) -> str:
    """Hundredths as ``12,50``."""
    sign = "−" if hundredths < 0 else ""
    return f"{sign}{grouped(abs(hundredths) // 100)},{abs(hundredths) % 100:02}"
