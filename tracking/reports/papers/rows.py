"""Tables on paper: heads that come along overleaf, figures to the right, sums in bold."""

from collections.abc import Callable, Sequence
from typing import Final

from postal_services.documents.fonts import BOLD, REGULAR, SEMIBOLD
from postal_services.documents.papers.flow import Block, gap
from postal_services.documents.sheet import Align, Sheet, Style, wrapped
from tracking.reports.tables import Column, Kind, Table, Way

from .page import LEFT, NOTE, ROOM, TABLE_TITLE, prose, together

_PAD: Final = 0.9
_SIZE: Final = 8.5
_SMALL: Final = 7.5
_SMALLEST: Final = 7.0
"""Rows are set no smaller to keep a long word whole; from there on it is broken."""
_FINEST: Final = 5.5
_UNBROKEN: Final = 70.0
"""Tables no taller than this stay on one page, mm."""
_FIRST: Final = 3
"""Rows that a table's title keeps with it."""
_MANY: Final = 9
"""From so many columns on, a table is set smaller."""
_ALIGN: Final[dict[Kind, Align]] = {Kind.TEXT: "left", Kind.MARK: "center", Kind.DAY: "center"}


Address = Callable[[Way], str]
"""From a way to the address that opens it."""


def set_table(number: int, table: Table, address: Address | None = None) -> list[Block]:
    """Title, heads, rows, sum and note of a table; the title never stands alone at the foot of a page.

    With an ``address`` a press on a figure opens the list it was counted from.
    """
    title = f"Bảng {number}. {table.title}"
    above = [gap(1.5), *_title(title)]
    if not table.rows:
        return [together([*above, *prose(table.none)])]
    rooms, texts = _rooms(table.columns), table.texts
    size = _size(table, rooms)
    head = _head(table.columns, rooms, size)
    last = len(table.rows) if table.total else -1
    rows = [
        _row(table.columns, rooms, cells, head, strong=place == last, size=size, links=_links(table, place, address))
        for place, cells in enumerate(texts)
    ]
    whole = together([*above, head, *rows])
    blocks = [whole] if whole.height <= _UNBROKEN else [together([*above, head, *rows[:_FIRST]]), *rows[_FIRST:]]
    if table.note:
        blocks += [gap(0.6), *prose(table.note, NOTE)]
    return [*blocks, gap(1.5)]


def _links(table: Table, row: int, address: Address | None) -> tuple[str, ...]:
    """The address of each cell of a row; empty where it is words."""
    ways = [table.way(row, place) for place in range(len(table.columns))]
    return tuple(address(way) if address and way else "" for way in ways)


def _title(text: str) -> list[Block]:
    lines = wrapped(text, ROOM, TABLE_TITLE.size, TABLE_TITLE.weight)
    return [
        Block(
            len(lines) * TABLE_TITLE.line + 0.8,
            lambda sheet, top: sheet.lines(LEFT, top, ROOM, lines, TABLE_TITLE),
        )
    ]


def _rooms(columns: Sequence[Column]) -> list[float]:
    whole = sum(column.weight for column in columns)
    return [ROOM * column.weight / whole for column in columns]


def _starts(rooms: Sequence[float]) -> list[float]:
    return [LEFT + sum(rooms[:place]) for place in range(len(rooms))]


def _head(columns: Sequence[Column], rooms: Sequence[float], size: float) -> Block:
    least = _fitting_size([column.head for column in columns], rooms, min(size, 8), SEMIBOLD)
    style = Style(least, SEMIBOLD, "center")
    cells = [
        _balanced(column.head, room - 2 * _PAD, least, SEMIBOLD) for column, room in zip(columns, rooms, strict=True)
    ]
    height = max(len(lines) for lines in cells) * style.line + 2 * _PAD

    def draw(sheet: Sheet, top: float) -> None:
        sheet.box(LEFT, top, ROOM, height, weight=0, shade=0.92)
        for x, room, lines in zip(_starts(rooms), rooms, cells, strict=True):
            sheet.lines(x + _PAD, top + (height - len(lines) * style.line) / 2, room - 2 * _PAD, lines, style)
        sheet.rule(LEFT, top, ROOM, 0.6)
        sheet.rule(LEFT, top + height, ROOM, 0.6)
        _stems(sheet, top, height, rooms)

    return Block(height, draw)


def _balanced(text: str, room: float, size: float, weight: int) -> tuple[str, ...]:
    """As many lines as the room asks for, of much the same length: no last syllable stands alone under a full line."""
    lines = best = wrapped(text, room, size, weight)
    narrow = room
    while len(lines) == len(best) and "".join(lines).count(" ") == "".join(best).count(" ") and narrow > 1:
        best, narrow = lines, narrow - 0.5
        lines = wrapped(text, narrow, size, weight)
    return best


def _size(table: Table, rooms: Sequence[float]) -> float:
    """The size of a table's rows: no figure is ever broken; a long word is, before everything gets too small."""
    size = _SMALL if len(table.columns) > _MANY else _SIZE
    for kinds, least in (({Kind.TEXT}, _SMALLEST), (set(Kind) - {Kind.TEXT}, _FINEST)):
        places = [place for place, column in enumerate(table.columns) if column.kind in kinds]
        for cells in table.texts:
            chosen, room = [cells[place] for place in places], [rooms[place] for place in places]
            size = _fitting_size(chosen, room, size, BOLD, least=least)
    return size


def _fitting_size(
    cells: Sequence[str], rooms: Sequence[float], size: float, weight: int, *, least: float = _FINEST
) -> float:
    """The largest size, from ``size`` down to ``least`` points, at which no word of a row is broken."""
    words = [(word, room - 2 * _PAD) for cell, room in zip(cells, rooms, strict=True) for word in cell.split(" ")]
    while size > least and any(len(wrapped(word, room, size, weight)) > 1 for word, room in words):
        size -= 0.25
    return size


def _row(
    columns: Sequence[Column],
    rooms: Sequence[float],
    cells: Sequence[str],
    head: Block,
    *,
    strong: bool,
    size: float,
    links: Sequence[str],
) -> Block:
    weight = BOLD if strong else REGULAR
    lines = [wrapped(cell, room - 2 * _PAD, size, weight) for cell, room in zip(cells, rooms, strict=True)]
    line = Style(size).line
    height = max(len(each) for each in lines) * line + 1.2

    def draw(sheet: Sheet, top: float) -> None:
        for column, x, room, each, link in zip(columns, _starts(rooms), rooms, lines, links, strict=True):
            style = Style(size, weight, _ALIGN.get(column.kind, "right"))
            sheet.lines(x + _PAD, top + 0.5, room - 2 * _PAD, each, style)
            if link:
                sheet.link(x, top, room, height, link)
        sheet.rule(LEFT, top + height, ROOM, 0.6 if strong else 0.25)
        _stems(sheet, top, height, rooms)

    return Block(height, draw, head)


def _stems(sheet: Sheet, top: float, height: float, rooms: Sequence[float]) -> None:
    for x in (*_starts(rooms), LEFT + ROOM):
        sheet.stem(x, top, height, 0.25)
