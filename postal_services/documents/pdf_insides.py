"""What a PDF keeps inside: whether it runs something when it is opened, is locked, or hides from being looked at.

Names of actions stand in the open, with any of their letters escaped, or inside compressed object streams (ISO 32000-1,
7.5.7). Readers mend a broken table of contents by looking for objects everywhere in the file; so the table is not read
at all: wherever an object could begin, its dictionary is read as readers do, and what could be an object stream is
unpacked and looked through. Nothing is drawn and no object is built; the work is bounded by the size of the file and by
``MOST_UNPACKED``.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from postal_services.documents.refusals import FileLocked, FileRunsPrograms, FileTooPacked

MOST_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of all object streams of a file unpacked; a thousand pages of text have two or three million."""
MOST_STREAMS: Final = 10_000
"""Object streams in a file; one usually holds a hundred objects."""
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
"""Names by which a PDF says that it runs something when it is opened."""
_ENCRYPTED: Final = re.compile(rb"/Encrypt\b")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
"""How a PDF may write any letter of a name."""
_SPACES, _REGULAR = rb"\x00\t\n\x0c\r ", rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_OBJECT: Final = re.compile(rb"obj")
_WORD: Final = re.compile(
    rb"(?:[" + _SPACES + rb"]++|%[^\r\n]*+)*+(<<|>>|/" + _REGULAR + rb"*+|" + _REGULAR + rb"++|<[^<>]*>|[\[\]{}()<>])"
)
"""One word of a dictionary, after spaces and comments; of a string only its first parenthesis."""
_IN_STRING: Final = re.compile(rb"[()]|\\.", re.DOTALL)
_SPACE: Final = re.compile(rb"[" + _SPACES + rb"]*")
_STREAM: Final = b"stream"
_PIECE: Final = 4096
"""Compressed bytes that are unpacked at a time."""
_STEP: Final = 256 * 1024
_MOST_PIECES: Final = 2 * MOST_STREAMS + MOST_UNPACKED // _STEP
"""Pieces in all, besides those that the file itself is long: streams lie behind one another, none inside another."""
_OVERLAP: Final = 64
"""Bytes that are looked at again with the next piece: a name with every letter escaped has 31."""
_DEFLATE, _PRESET = 8, 0x20
_ASKED: Final = frozenset({b"/ObjStm", b"/First", b"/N", b"/Predictor", b"/Filter", b"/F"})
"""Names in a stream's dictionary that tell what it may be."""


def look_inside(content: bytes) -> None:
    """Look for what a PDF must not have.

    Raises:
        FileRunsPrograms: it runs something when it is opened.
        FileLocked: it is encrypted, with a password or without.
        FileTooPacked: what is compressed in it grows beyond measure, or cannot be looked at.
    """
    plain = _unescaped(content)
    if _ENCRYPTED.search(plain):
        raise FileLocked
    if _ACTIVE.search(plain):
        raise FileRunsPrograms
    unpacked, pieces_left = 0, _MOST_PIECES + len(content) // _PIECE
    for number, start in enumerate(_object_streams(content)):
        if number >= MOST_STREAMS:
            raise FileTooPacked
        seen = b""
        for piece in _unpacked(content, start):
            unpacked += len(piece)
            pieces_left -= 1
            if unpacked > MOST_UNPACKED or pieces_left < 0:
                raise FileTooPacked
            seen = seen[-_OVERLAP:] + piece
            if _ACTIVE.search(_unescaped(seen)):
                raise FileRunsPrograms


def _object_streams(content: bytes) -> Iterator[int]:
    """Where the compressed bytes of everything begin that a reader could take for an object stream.

    Not every reader asks for the type; all need the place of the first object and their number.
    """
    for names, start in _streams(content):
        typed = b"/ObjStm" in names
        if not typed and not {b"/First", b"/N"} <= names:
            continue
        if _is_compressed(content, start):
            if b"/Predictor" in names:
                raise FileTooPacked  # its bytes are not those that readers see
            yield start
        elif names & {b"/Filter", b"/F"}:
            raise FileTooPacked  # packed in a way that nobody uses for objects


def _streams(content: bytes) -> Iterator[tuple[set[bytes], int]]:
    """Which of ``_ASKED`` are in the dictionary of every stream that has any, and where its bytes begin.

    Dictionaries do not overlap; a file that is made so that reading them takes for ever is refused.
    """
    left = 2 * len(content) + _STEP
    for found in _OBJECT.finditer(content):
        names, end = _dictionary(content, found.end())
        word = _WORD.match(content, end) if names else None
        # what is skipped behind a dictionary counts too: it may be one comment up to the end of the file
        behind = end if not names else word.end() if word else len(content)
        left -= behind - found.end()
        if left < 0:
            raise FileTooPacked
        if word and word[1].startswith(_STREAM):
            space = _SPACE.match(content, word.start(1) + len(_STREAM))
            assert space is not None
            yield names, space.end()


def _dictionary(content: bytes, place: int) -> tuple[set[bytes], int]:
    """Which of ``_ASKED`` are in the dictionary that begins at ``place``, and where it ends; no other name is kept."""
    names: set[bytes] = set()
    depth = 0
    while word := _WORD.match(content, place):
        said, place = word[1], word.end()
        if said == b"<<":
            depth += 1
        elif depth == 0:
            return names, place
        elif said == b">>":
            depth -= 1
            if depth == 0:
                return names, place
        elif said == b"(":
            place = _end_of_string(content, place)
        elif said.startswith(b"/"):
            names |= _ASKED & {_unescaped(said)}
    return names, len(content)


def _end_of_string(content: bytes, place: int) -> int:
    """Behind the parenthesis that closes the string which opened before ``place``."""
    depth = 1
    while found := _IN_STRING.search(content, place):
        place = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return place
    return len(content)


def _is_compressed(content: bytes, start: int) -> bool:
    """Whether a zlib stream begins here (RFC 1950)."""
    header = content[start : start + 2]
    return len(header) > 1 and header[0] & 0xF == _DEFLATE and int.from_bytes(header) % 31 == 0


def _unpacked(content: bytes, start: int) -> Iterator[bytes]:
    """The bytes of a compressed stream, up to ``_STEP`` at a time.

    Readers do not mind a wrong check sum or a missing end, so neither counts here.
    """
    if content[start + 1] & _PRESET:
        raise FileTooPacked
    packed, place = zlib.decompressobj(-zlib.MAX_WBITS), start + 2
    try:
        while not packed.eof and place < len(content):
            piece = content[place : place + _PIECE]
            place += len(piece)
            while piece and not packed.eof:
                yield packed.decompress(piece, _STEP)
                piece = packed.unconsumed_tail
    except zlib.error as wrong:
        raise FileTooPacked from wrong


def _unescaped(words: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), words) if b"#" in words else words
