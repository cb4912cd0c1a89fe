"""The one kind of picture the house takes in: a signature on glass, a few strokes of ink on nothing.

Photographs are refused by what they are, not by what somebody says they are: too many bytes, colours, shades or too
much ink. What passes is drawn anew with one bit a pixel, so small that only strokes survive; nothing of the file that
was sent is kept, neither its colours nor what a camera writes into it. An identity card cannot be taken in this way.
"""

import base64
import binascii
import io
import struct
import zlib
from typing import Final

from PIL import Image

from postal_services.documents.refusals import NotAnImage

MOST_BYTES: Final = 64 * 1024
"""What may be sent; a signature of a large screen has a tenth of it."""
MOST_WIDTH: Final = 2400
MOST_HEIGHT: Final = 1200
LEAST_SIDE: Final = 16
"""Pixels of the picture as sent."""
KEPT_WIDTH: Final = 480
KEPT_HEIGHT: Final = 160
KEPT_BYTES: Final = 4096
"""What is kept: at most this many pixels and bytes."""

_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
_DATA_URL: Final = "data:image/png;base64,"
_HEADER: Final = struct.Struct(">8sI4sII")
_AROUND: Final = 12
"""Bytes of a chunk around its body: length, name and check sum."""
_MODES: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_INK: Final = 128
"""Darker than this is ink."""
_PAPER: Final = 240
_MOST_INK: Final = 0.25
_MOST_SHADES: Final = 0.12
_LEAST_INK: Final = 40
_LEAST_WIDTH: Final = 12
_THIN: Final = 200
"""Strokes made smaller grow pale; up to this shade they stay."""
_MARGIN: Final = 4


def signature_png(sent: str | bytes) -> bytes:
    """The strokes of a signature as a small black and white PNG of our own making.

    ``sent`` is a PNG, as bytes or as the ``data:`` address that a canvas gives. Nothing is decoded before the header
    has told a bearable size. Raises NotAnImage for everything that is no signature: another kind of file, a broken or
    huge one, an empty sheet, a black one, a photograph.
    """
    raw = _bytes_of(sent)
    _check_chunks(raw)
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG",)) as picture:
            if picture.mode not in _MODES or picture.size != _size_of(raw):
                raise NotAnImage
            on_paper = _on_paper(picture)
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
        zlib.error,
        Image.DecompressionBombError,
    ) as wrong:
        raise NotAnImage from wrong
    return _strokes(on_paper)


def data_url(png: bytes) -> str:
    """The ``data:`` address of a kept signature, for a page that shows it."""
    return _DATA_URL + base64.b64encode(png).decode()


def _bytes_of(sent: str | bytes) -> bytes:
    if isinstance(sent, bytes):
        raw = sent
    else:
        text = sent.strip()
        if not text.startswith(_DATA_URL) or len(text) > MOST_BYTES * 4 // 3 + len(_DATA_URL) + 4:
            raise NotAnImage
        try:
            raw = base64.b64decode(text.removeprefix(_DATA_URL), validate=True)
        except (binascii.Error, ValueError) as wrong:
            raise NotAnImage from wrong
    if not _HEADER.size <= len(raw) <= MOST_BYTES:
        raise NotAnImage
    return raw


def _size_of(raw: bytes) -> tuple[int, int]:
    """Width and height as the first chunk of the file says them."""
    *_, width, height = _HEADER.unpack_from(raw)
    return int(width), int(height)


def _check_chunks(raw: bytes) -> None:
    """Whole chunks with right check sums from header to end, one header, a bearable size; nothing is decoded yet."""
    magic, _length, first, width, height = _HEADER.unpack_from(raw)
    if magic != _MAGIC or first != b"IHDR":
        raise NotAnImage
    if not (LEAST_SIDE <= width <= MOST_WIDTH and LEAST_SIDE <= height <= MOST_HEIGHT):
        raise NotAnImage
    kinds: list[bytes] = []
    place = len(_MAGIC)
    while place < len(raw):
        kind, place = _chunk_at(raw, place)
        kinds.append(kind)
    if kinds.count(b"IHDR") != 1 or kinds[-1] != b"IEND" or b"acTL" in kinds:
        raise NotAnImage


def _chunk_at(raw: bytes, place: int) -> tuple[bytes, int]:
    """The name of the chunk at ``place`` and where the next one begins."""
    if place + _AROUND > len(raw):
        raise NotAnImage
    length, kind = struct.unpack_from(">I4s", raw, place)
    end = place + _AROUND + length
    if end > len(raw) or zlib.crc32(raw[place + 4 : end - 4]) != struct.unpack_from(">I", raw, end - 4)[0]:
        raise NotAnImage
    return kind, end


def _on_paper(picture: Image.Image) -> Image.Image:
    """What was drawn, in shades of grey on white; a canvas sends ink on nothing. Many half-tones make a photograph."""
    seen = picture.convert("RGBA")
    sheet = Image.new("RGBA", seen.size, "white")
    sheet.alpha_composite(seen)
    shades = sheet.convert("L")
    if sum(shades.histogram()[_INK:_PAPER]) > shades.width * shades.height * _MOST_SHADES:
        raise NotAnImage
    return shades


def _strokes(shades: Image.Image) -> bytes:
    """The part with ink on it, small and with one bit a pixel; refused without ink and where there is far too much."""
    ink = shades.point([255 if shade < _INK else 0 for shade in range(256)])
    inked = ink.histogram()[255]
    box = ink.getbbox()
    if box is None or not _LEAST_INK <= inked <= ink.width * ink.height * _MOST_INK:
        raise NotAnImage
    left, top, right, bottom = box
    if right - left < _LEAST_WIDTH:
        raise NotAnImage
    sheet = Image.new("L", (right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN), "white")
    sheet.paste(shades.crop(box), (_MARGIN, _MARGIN))
    sheet.thumbnail((KEPT_WIDTH, KEPT_HEIGHT), Image.Resampling.LANCZOS)
    plain = sheet.point([0 if shade < _THIN else 255 for shade in range(256)]).convert("1", dither=Image.Dither.NONE)
    out = io.BytesIO()
    plain.save(out, format="PNG", optimize=True)
    kept = out.getvalue()
    if len(kept) > KEPT_BYTES:
        raise NotAnImage
    return kept
