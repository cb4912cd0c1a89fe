"""Measures of the page, and blocks of running text."""

from typing import Final

from postal_services.documents.fonts import BOLD, REGULAR, SEMIBOLD
from postal_services.documents.papers.flow import Block, gap
from postal_services.documents.sheet import A4, Sheet, Style, wrapped

LEFT: Final = 20.0
ROOM: Final = A4[0] - LEFT - 18.0
TOP: Final = 17.0
BOTTOM: Final = A4[1] - 19.0
"""Where blocks end; the foot follows."""
TEXT: Final = Style(10.5)
NOTE: Final = Style(8)
HEADING: Final = Style(11.5, BOLD)
TABLE_TITLE: Final = Style(9.5, SEMIBOLD)


def heading(number: str, title: str) -> list[Block]:
    """``I. TIẾN ĐỘ …``."""
    lines = wrapped(f"{number}. {title}".upper(), ROOM, HEADING.size, HEADING.weight)
    tall = len(lines) * HEADING.line
    return [gap(3), Block(tall, lambda sheet, top: sheet.lines(LEFT, top, ROOM, lines, HEADING)), gap(1)]


def prose(text: str, style: Style = TEXT) -> list[Block]:
    """A paragraph, a block a line, with a little room after it."""
    lines = wrapped(text, ROOM, style.size, style.weight)
    return [*(_line(line, style) for line in lines), gap(1.2)]


def _line(line: str, style: Style) -> Block:
    return Block(style.line, lambda sheet, top: sheet.lines(LEFT, top, ROOM, [line], style))


def together(blocks: list[Block]) -> Block:
    """Blocks that stay on one page, as one."""

    def draw(sheet: Sheet, top: float) -> None:
        for block in blocks:
            block.draw(sheet, top)
            top += block.height

    return Block(sum(block.height for block in blocks), draw)


def centred(text: str, size: float, weight: int = REGULAR) -> list[Block]:
    """Lines in the middle of the page."""
    style = Style(size, weight, "center")
    lines = wrapped(text, ROOM, size, weight)
    return [Block(len(lines) * style.line, lambda sheet, top: sheet.lines(LEFT, top, ROOM, lines, style))]
