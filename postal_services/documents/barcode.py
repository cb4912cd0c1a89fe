"""Code 128 as vectors, for the one-dimensional readers at post counters."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reportlab.graphics.barcode.code128 import Code128

QUIET: Final = 10
"""Blank modules on both sides (ISO/IEC 15417)."""
MIN_HEIGHT_MM: Final = 12.5
"""Height of the bars that UPU S10 asks for, or 15 % of their length if that is more."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A Code 128 symbol: ``bars`` are (first module, width in modules) of the dark bars."""

    modules: int
    bars: tuple[tuple[int, int], ...]
    path: str
    """The bars as PDF path operators, one unit a module wide and one unit high."""

    def height_for(self, module_mm: float) -> float:
        """The least height of the bars in mm."""
        return max(MIN_HEIGHT_MM, 0.15 * self.modules * module_mm)


@lru_cache(maxsize=256)
def code128(text: str) -> Bars:
    """The bars of ``text`` (ASCII), in the shortest mix of code sets."""
    symbol = Code128(text, quiet=0)
    symbol.validate()
    symbol.encode()
    symbol.decompose()
    bars, position = [], 0
    for element in symbol.decomposed:
        width = ord(element.lower()) - ord("a") + 1
        if element.isupper():
            bars.append((position, width))
        position += width
    return Bars(position, tuple(bars), "\n".join(f"{start} 0 {width} 1 re" for start, width in bars))
