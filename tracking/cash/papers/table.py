"""Tables of figures on A4: heads on every page, figures to the right, sums in bold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.sheet import A4, Sheet, Style

MARGIN: Final = 12.0
ROOM: Final = A4[0] - 2 * MARGIN
BOTTOM: Final = A4[1] - MARGIN - 3
ROW: Final = 5.4
HEAD: Final = 7.0


@dataclass(frozen=True, slots=True)
class Column:
    """A head, its width in mm, and whether figures stand in it."""

    head: str
    room: float
    figures: bool = False


def draw_heads(sheet: Sheet, top: float, columns: Sequence[Column]) -> float:
    """The row of heads on a light ground."""
    sheet.box(MARGIN, top, ROOM, HEAD, weight=0, shade=0.92)
    x = MARGIN
    for column in columns:
        style = Style(8, SEMIBOLD, "right" if column.figures else "left", 6)
        sheet.line(x + 0.8, top + 1.6, column.room - 1.6, column.head, style)
        x += column.room
    sheet.rule(MARGIN, top + HEAD, ROOM, 0.8)
    return top + HEAD


def draw_row(
    sheet: Sheet, top: float, columns: Sequence[Column], cells: Sequence[str], *, strong: bool = False
) -> float:
    """One row of cells, and the line under it."""
    x = MARGIN
    for column, cell in zip(columns, cells, strict=True):
        style = Style(8.5, BOLD if strong else 400, "right" if column.figures else "left", 5.5)
        sheet.line(x + 0.8, top + 0.7, column.room - 1.6, cell, style)
        x += column.room
    sheet.rule(MARGIN, top + ROW, ROOM, 0.8 if strong else 0.2)
    return top + ROW
