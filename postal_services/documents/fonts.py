"""Be Vietnam Pro in three weights, embedded and cut to the characters used.

The family (SIL Open Font License 1.1) comes as TrueType files in the package ``fontpkg-be-vietnam-pro``.
"""

import threading
import unicodedata
from functools import cache, lru_cache
from typing import Final

import fontpkg
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = 400
SEMIBOLD: Final = 600
BOLD: Final = 700

_FAMILY: Final = "be-vietnam-pro"
_STAND_INS: Final = {
    "ʼ": "’",  # modifier apostrophe, as some Jrai names are typed
    "ʻ": "‘",
    "ƀ": "b̆",  # Bahnar and Jrai write the same sound with a stroke or with a breve
    "Ƀ": "B̆",
    "ɓ": "b̆",
    "Ɓ": "B̆",
    "→": "–",
    "№": "Số",
    "\u202f": "\u00a0",
    "\u2009": "\u00a0",
    "\u2011": "-",
    "\t": " ",
}


_READING: Final = threading.Lock()


@cache
def font(weight: int = REGULAR) -> TTFont:
    """The font of a weight (400, 600 or 700), read from its package and registered once a process.

    Threads that ask first at the same time get one and the same: a paper drawn with two of a weight cannot be written.
    """
    with _READING:
        return _read(weight)


@cache
def _read(weight: int) -> TTFont:
    found = TTFont(f"BeVietnamPro-{weight}", str(fontpkg.path(_FAMILY, weight=weight)))
    pdfmetrics.registerFont(found)
    return found


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """``text`` as it can be printed: composed (NFC), control characters gone, letters the font lacks put together.

    A letter such as ``ŏ`` that the font does not have is drawn as its base and a combining mark.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(map(_drawn, composed))


def width(text: str, size: float, weight: int = REGULAR) -> float:
    """The length of a printable line in points."""
    widths, missing = _widths(weight)
    return sum([widths.get(ord(char), missing) for char in text]) * size / 1000


def has(char: str) -> bool:
    """Whether the font draws ``char`` itself."""
    return ord(char) in font().face.charToGlyph


@cache
def _widths(weight: int) -> tuple[dict[int, float], float]:
    face = font(weight).face
    return {**face.charWidths, 0xA0: face.charWidths[0x20]}, face.defaultWidth


@lru_cache(maxsize=512)
def _drawn(char: str) -> str:
    if has(char):
        return char
    if char in _STAND_INS:
        return _STAND_INS[char]
    if unicodedata.category(char).startswith(("C", "Z")):
        return " " if unicodedata.category(char).startswith("Z") or char in "\n\r" else ""
    parts = unicodedata.normalize("NFD", char)
    return parts if all(map(has, parts)) else "\N{REPLACEMENT CHARACTER}" if has("\N{REPLACEMENT CHARACTER}") else "?"
