"""Setting type on a page: lines that fit, blocks that wrap, rules, boxes and codes, measured in mm from the top left.

Nothing drawn here leaves the width it was given: a line is set smaller down to a least size and then wrapped or cut
with an ellipsis; whole texts are kept wherever a block may grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, Final, Literal, Self

from postal_services.documents import barcode, qr
from postal_services.documents.fonts import BOLD, REGULAR, SEMIBOLD, printable, width
from postal_services.documents.page_stream import PageStream

Align = Literal["left", "center", "right"]

LEADING: Final = 1.36
"""Line height over type size: room for two marks above a capital and one below."""
_ASCENT: Final = 0.98
mm: Final = 72 / 25.4
"""Points in a millimetre."""
_PT: Final = 1 / mm

A4: Final = (210.0, 297.0)
A5: Final = (148.0, 210.0)
THERMAL: Final = (100.0, 150.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: ``size`` and ``least`` in points, ``weight`` 400, 600 or 700."""

    size: float = 9.0
    weight: int = REGULAR
    align: Align = "left"
    least: float = 6.0

    @property
    def line(self) -> float:
        """The height of a line in mm."""
        return self.size * LEADING * _PT

    def at(self, size: float) -> "Style":
        """The same style in another size."""
        return Style(size, self.weight, self.align, min(self.least, size))


BODY: Final = Style()
SMALL: Final = Style(7.5)
STRONG: Final = Style(weight=SEMIBOLD)
HEAD: Final = Style(13, BOLD, "center")
MARK: Final = Style(8.5, BOLD, "center")
MARK_HEIGHT: Final = MARK.line
_LOW_PAGE: Final = 200.0


@lru_cache(maxsize=2048)
def wrapped(text: str, room: float, size: float, weight: int) -> tuple[str, ...]:
    """The lines of ``text`` in ``room`` mm; words too long for a line are broken, line breaks are kept."""
    lines: list[str] = []
    limit = room * mm
    for paragraph in text.split("\n"):
        line = ""
        for word in printable(paragraph).split(" "):
            longer = f"{line} {word}" if line else word
            if width(longer, size, weight) <= limit:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(word, limit, size, weight)
            lines.extend(whole)
        lines.append(line)
        _keep_company(lines, limit, size, weight)
    return tuple(lines)


def _keep_company(lines: list[str], limit: float, size: float, weight: int) -> None:
    """Give a lonely last syllable the one before it: ``Chư | Sê`` stays together."""
    if len(lines) < 2 or " " in lines[-1] or lines[-2].count(" ") < 2:  # noqa: PLR2004
        return
    head, _, tail = lines[-2].rpartition(" ")
    if width(f"{tail} {lines[-1]}", size, weight) <= limit:
        lines[-2:] = [head, f"{tail} {lines[-1]}"]


def _pieces(word: str, limit: float, size: float, weight: int) -> list[str]:
    """A word in parts that fit, broken after a hyphen, slash or dot where there is one."""
    pieces = []
    while width(word, size, weight) > limit and len(word) > 1:
        end = len(word)
        while end > 1 and width(word[:end], size, weight) > limit:
            end -= 1
        natural = max(word.rfind(mark, 0, end) for mark in "-/.@")
        end = natural + 1 if natural > 0 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def fitting(text: str, room: float, height: float, style: Style) -> tuple[Style, tuple[str, ...]]:
    """The largest size, from ``style.size`` down to ``style.least``, at which ``text`` fills at most ``height`` mm.

    At the least size what is left over is cut, with an ellipsis.
    """
    size = style.size
    while True:
        lines = wrapped(text, room, size, style.weight)
        unbroken = all(width(word, size, style.weight) <= room * mm for word in printable(text).split())
        if len(lines) * size * LEADING * _PT <= height + 0.01 and (unbroken or size <= style.least):
            return style.at(size), lines
        if size <= style.least:
            break
        size = max(style.least, size - 0.5)
    fit = max(1, int((height + 0.01) / (size * LEADING * _PT)))
    return style.at(size), (*lines[: fit - 1], _cut(lines[fit - 1] + "…", room, size, style.weight))[:fit]


def _cut(line: str, room: float, size: float, weight: int) -> str:
    while len(line) > 1 and width(line, size, weight) > room * mm:
        line = line[:-2].rstrip() + "…"
    return line


def _run_in(head: str, value: str, room: float, size: float) -> tuple[str, tuple[str, ...]]:
    """What of ``value`` shares the line of its label, and the lines that follow."""
    limit = room * mm - width(head, size, REGULAR)
    words, first = value.split(" "), ""
    while words and width(f"{first} {words[0]}".strip(), size, SEMIBOLD) <= limit:
        first = f"{first} {words.pop(0)}".strip()
    return first, wrapped(" ".join(words), room, size, SEMIBOLD) if words else ()


class Sheet:
    """Pages of one size; coordinates in mm, origin at the top left corner."""

    def __init__(self, out: BinaryIO, size: tuple[float, float], title: str, mark: str = "") -> None:
        """``mark`` says of every page what it is, white on black in the upper margin; empty for an ordinary paper."""
        self.width, self.height = size
        self._canvas = PageStream(out, page_size=(size[0] * mm, size[1] * mm), title=printable(title))
        self.dx = self.dy = 0.0
        self._mark = mark
        self._draw_mark()

    def next_page(self) -> None:
        """Close the page and begin another."""
        self._canvas.showPage()
        self._draw_mark()

    def _draw_mark(self) -> None:
        """Above everything else on the page, where no paper of the house draws."""
        if self._mark:
            room = text_width(self._mark, MARK) + 6
            # A card of A6 begins at 7 mm, every larger paper at 10 or more; most printers leave out the first 4.
            top = 2.4 if self.height < _LOW_PAGE else 5.4
            self.black((self.width - room) / 2, top, room, MARK_HEIGHT)
            self.white((self.width - room) / 2, top, room, self._mark, MARK)

    def save(self) -> None:
        """Close the last page and write the rest of the file."""
        self._canvas.save()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.save()
        else:
            self._canvas.forget()

    def lines(self, x: float, top: float, room: float, lines: Sequence[str], style: Style) -> float:
        """Draw ready lines; returns where they end (mm from the top)."""
        for line in lines:
            self._show(x, top + style.size * _ASCENT * _PT, room, line, style)
            top += style.line
        return top

    def block(self, x: float, top: float, room: float, text: str, style: Style = BODY) -> float:
        """Draw ``text`` wrapped to ``room``, as many lines as it takes; returns where it ends."""
        return self.lines(x, top, room, wrapped(text, room, style.size, style.weight), style)

    def fit(self, x: float, top: float, room: float, text: str, style: Style = BODY, *, height: float) -> float:
        """Draw ``text`` inside ``room`` by ``height``, set smaller as needed; returns where it ends."""
        fitted, lines = fitting(text, room, height, style)
        return self.lines(x, top, room, lines, fitted)

    def line(self, x: float, top: float, room: float, text: str, style: Style = BODY) -> float:
        """Draw ``text`` on one line, set smaller and at last cut; returns where it ends, as if set in full size."""
        clean, size = printable(text), style.size
        length = width(clean, size, style.weight)
        if length > room * mm:
            # a hair less than fills the room: widths of scaled sizes are rounded, and nothing that fits may be cut
            size = max(style.least, size * room * mm / length * 0.998)
            clean = _cut(clean, room, size, style.weight)
        self._show(x, top + style.size * _ASCENT * _PT, room, clean, style.at(size))
        return top + style.line

    def labelled(
        self, x: float, top: float, room: float, label: str, value: str, *, style: Style = BODY, most: int = 6
    ) -> float:
        """Draw ``label: value`` as running text, the value stronger, in at most ``most`` lines; returns the end."""
        head, value, size = printable(f"{label}: "), printable(value or "chưa có"), style.size
        first, rest = _run_in(head, value, room, size)
        while len(rest) >= most and size > style.least:
            size = max(style.least, size - 0.5)
            first, rest = _run_in(head, value, room, size)
        strong = Style(size, SEMIBOLD)
        if len(rest) >= most:
            rest = (*rest[: most - 2], _cut(rest[most - 2] + "…", room, size, SEMIBOLD))
        self.lines(x, top, room, [head.rstrip()], Style(size))
        indent = width(head, size, REGULAR) * _PT
        top = self.lines(x + indent, top, room - indent, [first], strong)
        return self.lines(x, top, room, rest, strong)

    def rule(self, x: float, y: float, length: float, weight: float = 0.4) -> None:
        """A horizontal line of ``length`` mm, ``weight`` points thick."""
        self._canvas.setLineWidth(weight)
        left, at = (x + self.dx) * mm, self._up(y)
        self._canvas.line(left, at, left + length * mm, at)

    def stem(self, x: float, y: float, length: float, weight: float = 0.4) -> None:
        """A vertical line downwards."""
        self._canvas.setLineWidth(weight)
        left = (x + self.dx) * mm
        self._canvas.line(left, self._up(y), left, self._up(y + length))

    def box(self, x: float, y: float, room: float, height: float, *, weight: float = 0.6, shade: float = 1.0) -> None:
        """A rectangle; ``shade`` 1 is no filling, 0.93 a light grey that survives a copier."""
        self._canvas.setLineWidth(weight)
        self._canvas.setFillGray(shade)
        self._canvas.rect(
            (x + self.dx) * mm,
            self._up(y + height),
            room * mm,
            height * mm,
            stroke=int(weight > 0),
            fill=int(shade < 1.0),
        )
        self._canvas.setFillGray(0)

    def black(self, x: float, y: float, room: float, height: float) -> None:
        """A black rectangle, for words set white on black with ``white``."""
        self.box(x, y, room, height, weight=0, shade=0.0)

    def white(self, x: float, top: float, room: float, text: str, style: Style) -> float:
        """One line in white."""
        self._canvas.setFillGray(1)
        bottom = self.line(x, top, room, text, style)
        self._canvas.setFillGray(0)
        return bottom

    def dashes(self, x: float, y: float, length: float) -> None:
        """A dotted line to write on."""
        self._canvas.setDash(0.6, 1.6)
        self.rule(x, y, length, 0.6)
        self._canvas.setDash()

    def code(self, x: float, y: float, text: str, *, module: float, level: str = "M") -> float:
        """A QR code whose quiet zone starts at x, y; ``module`` in mm. Returns the side with the quiet zone."""
        drawn = qr.matrix(text, level)
        quiet = qr.QUIET * module
        bottom = self._up(y + quiet + drawn.modules * module)
        self._canvas.fill_path(drawn.path, (x + self.dx + quiet) * mm, bottom, module * mm, module * mm)
        return drawn.modules * module + 2 * quiet

    def link(self, x: float, y: float, room: float, height: float, url: str) -> None:
        """Let a press on a rectangle open an address; nothing is drawn, so that the print stays as it is."""
        left, top = (x + self.dx) * mm, self._up(y)
        self._canvas.linkURL(url, (left, top - height * mm, left + room * mm, top), relative=0, thickness=0)

    def runs(self, x: float, bottom: float, path: str, unit: float) -> None:
        """Fill ready-made runs of black, ``unit`` mm each, whose lower left corner is at x, bottom."""
        if path:
            self._canvas.fill_path(path, (x + self.dx) * mm, self._up(bottom), unit * mm, unit * mm)

    def bars(self, x: float, y: float, text: str, *, module: float = 0.375, height: float | None = None) -> float:
        """A Code 128 symbol whose quiet zone starts at x; returns its width with both quiet zones.

        Without a ``height`` in mm the bars are as tall as UPU S10 asks for.
        """
        drawn = barcode.code128(text)
        tall = drawn.height_for(module) if height is None else height
        quiet = barcode.QUIET * module
        left = (x + self.dx + quiet) * mm
        self._canvas.fill_path(drawn.path, left, self._up(y + tall), module * mm, tall * mm)
        return drawn.modules * module + 2 * quiet

    def _up(self, y: float) -> float:
        return (self.height - y - self.dy) * mm

    def _show(self, x: float, baseline: float, room: float, line: str, style: Style) -> None:
        left = (x + self.dx) * mm
        if style.align != "left":
            spare = room * mm - width(line, style.size, style.weight)
            left += spare if style.align == "right" else spare / 2
        self._canvas.show_text(left, self._up(baseline), line, style.size, style.weight)


def code_side(text: str, module: float, level: str = "M") -> float:
    """The side of a QR code with its quiet zone, in mm."""
    return (qr.matrix(text, level).modules + 2 * qr.QUIET) * module


def bars_width(text: str, module: float = 0.375) -> float:
    """The width of a Code 128 symbol with its quiet zones, in mm."""
    return (barcode.code128(text).modules + 2 * barcode.QUIET) * module


def text_width(text: str, style: Style) -> float:
    """The width of a line in mm."""
    return float(width(printable(text), style.size, style.weight) * _PT)
