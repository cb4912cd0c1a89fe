"""What a file that somebody sends really is, by its bytes: PDF, PNG, JPEG, XLSX or DOCX, and nothing else.

Neither the name nor what a browser says about a file counts. A file must be one of the five from its first byte to its
last: what is two kinds at once, hides behind another beginning, brings macros or scripts, or grows beyond measure when
it is unpacked is refused. Nothing is decoded or opened; archives and the compressed objects of a PDF are read through
once, within bounds.
"""

import io
import re
import struct
import zipfile
import zlib
from enum import StrEnum
from typing import Final

from postal_services.documents.pdf_insides import look_inside
from postal_services.documents.refusals import FileLocked, FileNotAccepted, FileRunsPrograms, FileTooPacked

MOST_PIXELS: Final = 80_000_000
"""Width times height of a picture; a page scanned at 600 dots an inch has 35 million."""
MOST_ENTRIES: Final = 2000
MOST_UNPACKED: Final = 64 * 1024 * 1024
"""Parts of an archive, and bytes of all of them unpacked."""
_MOST_LISTED: Final = 256 * 1024
_STEP: Final = 256 * 1024


class MediaType(StrEnum):
    """Kinds of files that the house keeps."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


ENDINGS: Final = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.XLSX: (".xlsx",),
    MediaType.DOCX: (".docx",),
}
"""Endings a name may have; the first is given to a name with another one."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_ZIP: Final = b"PK\x03\x04"
_PDF_END_WITHIN: Final = 1024
_AROUND: Final = 12
"""Bytes of a PNG chunk around its body: length, name and check sum."""
_SIZED: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that tell its size."""
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of a JPEG without a body."""
_MARK: Final = 0xFF
_START_OF_SCAN: Final = 0xDA
_MAIN_PARTS: Final = (
    (MediaType.XLSX, b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    (MediaType.DOCX, b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
)
_PROGRAM: Final = re.compile(
    r"vbaproject|activex|\.(?:exe|dll|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|scr|com|lnk|msi|jar)$"
)


def kind_of(content: bytes) -> MediaType:
    """What ``content`` is, looked at from its first byte to its last.

    Raises:
        FileNotAccepted: anything but a whole PDF, PNG, JPEG, XLSX or DOCX; its subclasses say more where more is known.
    """
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(_JPEG):
        return _jpeg(content)
    if content.startswith(_ZIP):
        return _office_file(content)
    raise FileNotAccepted


def _pdf(content: bytes) -> MediaType:
    if b"%%EOF" not in content[-_PDF_END_WITHIN:]:
        raise FileNotAccepted
    _refuse_archive(content)
    look_inside(content)
    return MediaType.PDF


def _png(content: bytes) -> MediaType:
    """Whole chunks with right check sums up to the very end, and a bearable size."""
    place, kinds = len(_PNG), []
    while place < len(content):
        if place + _AROUND > len(content):
            raise FileNotAccepted
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + _AROUND + length
        if end > len(content) or zlib.crc32(content[place + 4 : end - 4]) != _number(content, end - 4):
            raise FileNotAccepted
        kinds.append(kind)
        place = end
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or kinds.count(b"IEND") > 1:
        raise FileNotAccepted
    start = len(_PNG) + 8
    _check_size(_number(content, start), _number(content, start + 4))
    _refuse_second_kind(content)
    return MediaType.PNG


def _jpeg(content: bytes) -> MediaType:
    """Markers with their bodies up to the picture itself; what a phone hangs on behind the picture is let be."""
    place, sized = 2, False
    while True:
        if place + 4 > len(content) or content[place] != _MARK:
            raise FileNotAccepted
        marker = content[place + 1]
        if marker in _BARE or marker == _MARK:
            place += 1 if marker == _MARK else 2
            continue
        if marker == _START_OF_SCAN:
            break
        if marker in _SIZED:
            if place + 9 > len(content):
                raise FileNotAccepted
            height, width = struct.unpack_from(">HH", content, place + 5)
            _check_size(width, height)
            sized = True
        place += 2 + struct.unpack_from(">H", content, place + 2)[0]
    if not sized or b"\xff\xd9" not in content[place:]:
        raise FileNotAccepted
    _refuse_second_kind(content)
    return MediaType.JPEG


def _office_file(content: bytes) -> MediaType:
    """An archive of the office suites: few parts, little when unpacked, every part whole, no program in it."""
    if b"%PDF-" in content[:_PDF_END_WITHIN]:
        raise FileNotAccepted
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise FileTooPacked
            if any(part.flag_bits & 1 for part in parts):
                raise FileLocked
            if any(_PROGRAM.search(part.filename.lower()) for part in parts):
                raise FileRunsPrograms
            found = _main_part(archive)
            for part in parts:
                _read_through(archive, part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, KeyError) as wrong:
        raise FileNotAccepted from wrong
    return found


def _main_part(archive: zipfile.ZipFile) -> MediaType:
    """Which suite's file the archive says it is; one that speaks of macros is refused."""
    with archive.open("[Content_Types].xml") as file:
        listed = file.read(_MOST_LISTED + 1)
    said = [kind for kind, main in _MAIN_PARTS if main in listed]
    if b"macroenabled" in listed.lower():
        raise FileRunsPrograms
    if len(listed) > _MOST_LISTED or len(said) != 1:
        raise FileNotAccepted
    return said[0]


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part and forget it: one that gives other bytes than it promised ends here."""
    seen = 0
    with archive.open(part) as file:
        while piece := file.read(_STEP):
            seen += len(piece)
            if seen > part.file_size:
                raise FileNotAccepted


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise FileNotAccepted


def _refuse_second_kind(content: bytes) -> None:
    """A picture that a reader of PDF or an unpacker would open as well is two things at once."""
    if b"%PDF-" in content[:_PDF_END_WITHIN]:
        raise FileNotAccepted
    _refuse_archive(content)


def _refuse_archive(content: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise FileNotAccepted


def _number(content: bytes, place: int) -> int:
    """Four bytes at ``place``, the greatest first."""
    number: int = struct.unpack_from(">I", content, place)[0]
    return number
