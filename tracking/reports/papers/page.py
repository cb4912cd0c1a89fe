"""Measures of the page, and blocks of running text."""

from typing import Final

from postal_services.documents.fonts import BOLD, REGULAR, SEMIBOLD
from postal_services.documents.papers.flow import Block, gap
from postal_services.documents.sheet import A4, Sheet, Style, code_side, wrapped

LEFT: Final = 22.5
BINDING: Final = 7.5
"""Everything is moved to the right by this much, for the file: 30 mm are left at the back and 15 mm at the front, as
TT 01/2011/TT-BNV and NĐ 30/2020/NĐ-CP ask of A4."""
ROOM: Final = A4[0] - 2 * LEFT
TOP: Final = 20.0
BOTTOM: Final = A4[1] - LEFT - 2.5
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


def way_in(page: str) -> list[Block]:
    """How a reader of paper gets to the same figures on the screen: a code, and the address to type."""
    side = code_side(page, _MODULE)
    room = ROOM - side - 3
    typed = page.partition("://")[2]
    lines = wrapped(_WAY_IN, room, NOTE.size, NOTE.weight)
    address = wrapped(typed, room, NOTE.size, SEMIBOLD)
    tall = (len(lines) + len(address)) * NOTE.line

    def draw(sheet: Sheet, top: float) -> None:
        sheet.code(LEFT, top, page, module=_MODULE)
        down = sheet.lines(LEFT + side + 2, top + (side - tall) / 2, room, lines, NOTE)
        sheet.lines(LEFT + side + 2, down, room, address, Style(NOTE.size, SEMIBOLD))
        sheet.link(LEFT, top, ROOM, max(side, tall), page)

    return [gap(0.5), Block(max(side, tall), draw), gap(0.5)]


_MODULE: Final = 0.42
_WAY_IN: Final = (
    "Mỗi con số mở được danh sách đã đếm ra nó: trên bản điện tử bấm vào số; trên giấy quét ô vuông, hoặc mở địa chỉ "
    "này rồi bấm vào số."
)
