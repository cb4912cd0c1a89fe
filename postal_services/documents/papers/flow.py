"""Running text over pages: blocks that know their height, laid out first and drawn when the number of pages is known.

A paragraph is as many blocks as it has lines, so that it may go on overleaf; a row of a table brings its head along;
signatures keep the last lines company.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from postal_services.documents.fonts import SEMIBOLD
from postal_services.documents.sheet import Sheet, Style, wrapped

BODY_TEXT: Final = Style(11, least=9)


@dataclass(frozen=True, slots=True)
class Block:
    """Something ``height`` mm tall that ``draw`` puts at a height on the page.

    ``head`` is drawn above it where it begins a page; ``company`` is how many blocks before it come along overleaf.
    """

    height: float
    draw: Callable[[Sheet, float], object]
    head: "Block | None" = None
    company: int = 0


def gap(height: float) -> Block:
    """Nothing, ``height`` mm tall."""
    return Block(height, lambda _sheet, _top: None)


def paragraph(x: float, room: float, text: str, style: Style = BODY_TEXT) -> list[Block]:
    """``text`` wrapped to ``room`` mm, one block a line."""
    return [_line(x, room, line, style) for line in wrapped(text, room, style.size, style.weight)]


def _line(x: float, room: float, line: str, style: Style) -> Block:
    return Block(style.line, lambda sheet, top: sheet.lines(x, top, room, [line], style))


def labelled(x: float, room: float, label: str, value: str, style: Style = BODY_TEXT) -> list[Block]:
    """``label: value`` as running text; a long value goes on line by line."""
    lines = wrapped(f"{label}: {value}", room, style.size, SEMIBOLD)
    if len(lines) > _MOST_LABELLED:
        return [
            Block(style.line, lambda sheet, top: sheet.lines(x, top, room, [f"{label}:"], style)),
            *paragraph(x, room, value, style),
        ]
    most = len(lines) + 1
    height = len(lines) * style.line
    return [Block(height, lambda sheet, top: sheet.labelled(x, top, room, label, value, style=style, most=most))]


_MOST_LABELLED: Final = 4


def pages_of(blocks: Sequence[Block], first: float, rest: float) -> list[list[Block]]:
    """The blocks page by page: ``first`` and ``rest`` are mm of room on the first page and on the others."""
    pages: list[list[Block]] = [[]]
    room = first
    for block in blocks:
        if block.height > room and pages[-1]:
            page = _overleaf(pages[-1], block)
            pages.append(page)
            room = rest - sum(each.height for each in page)
        pages[-1].append(block)
        room -= block.height
    return pages


def _overleaf(page: list[Block], block: Block) -> list[Block]:
    """What stands on a new page above ``block``: the company it keeps, with the head of the table they belong to."""
    carried = page[-block.company :] if 0 < block.company < len(page) else []
    del page[len(page) - len(carried) :]
    top = carried[0] if carried else block
    return [top.head, *carried] if top.head else carried


def draw_blocks(sheet: Sheet, top: float, blocks: Sequence[Block]) -> float:
    """Draw one page's blocks from ``top`` downwards; returns where they end."""
    for block in blocks:
        block.draw(sheet, top)
        top += block.height
    return top
