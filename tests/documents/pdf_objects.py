"""PDFs whose objects lie compressed in an object stream, written by hand the way office programs write them."""

import struct
import zlib
from collections.abc import Mapping

PAGE: Mapping[int, bytes] = {
    1: b"<< /Type /Catalog /Pages 2 0 R >>",
    2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
}
"""A sound document of one empty page."""
SCRIPTED: Mapping[int, bytes] = {
    **PAGE,
    1: b"<< /Type /Catalog /Pages 2 0 R /Names << /JavaScript << /Names [(a) 4 0 R] >> >> /OpenAction 4 0 R >>",
    4: b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
}
"""The same with a script that runs when it is opened."""
HOLDER = 8


def packed(objects: Mapping[int, bytes]) -> tuple[bytes, int, bytes]:
    """Number of objects, place of the first, and the bytes of an object stream, not yet compressed."""
    pairs, bodies = b"", b""
    for number, body in objects.items():
        pairs += b"%d %d " % (number, len(bodies))
        bodies += body + b"\n"
    return b"%d" % len(objects), len(pairs), pairs + bodies


def document(
    objects: Mapping[int, bytes] = PAGE,
    *,
    words: bytes = b"/Type /ObjStm /N %(n)s /First %(first)d /Filter /FlateDecode /Length %(length)d",
    content: bytes | None = None,
    before: bytes = b"",
    trailer: bytes = b"",
    xref: int | None = None,
) -> bytes:
    """A whole PDF 1.5: the objects in one object stream, found by a cross-reference stream.

    ``words`` is the object stream's dictionary, ``content`` its bytes when they are not the usual ones, ``before`` what
    stands before the word ``stream``; ``xref`` is where the file says that its table begins, when that is wrong.
    """
    number, first, plain = packed(objects)
    body = zlib.compress(plain) if content is None else content
    facts = {b"n": number, b"first": first, b"length": len(body)}
    out = b"%PDF-1.5\n"
    holder = len(out)
    out += b"%d 0 obj\n<< %s >>%s\nstream\n%s\nendstream\nendobj\n" % (HOLDER, words % facts, before, body)
    table = len(out)
    rows = [struct.pack(">BIB", 0, 0, 0)] * (HOLDER + 2)
    for index, each in enumerate(objects):
        rows[each] = struct.pack(">BIB", 2, HOLDER, index)
    rows[HOLDER], rows[HOLDER + 1] = struct.pack(">BIB", 1, holder, 0), struct.pack(">BIB", 1, table, 0)
    entries = zlib.compress(b"".join(rows))
    out += (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 1] /Root 1 0 R %s /Filter /FlateDecode /Length %d >>\nstream\n"
        % (
            HOLDER + 1,
            HOLDER + 2,
            trailer,
            len(entries),
        )
    )
    return out + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table if xref is None else xref)
