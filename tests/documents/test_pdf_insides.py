"""What a PDF hides in compressed objects is seen, in every way of writing it, and looking has bounds."""

import contextlib
import struct
import time
import tracemalloc
import zlib

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from postal_services.documents import attachments, pdf_insides
from postal_services.documents.file_kinds import MediaType
from postal_services.documents.refusals import FileLocked, FileNotAccepted, FileRunsPrograms, FileTooPacked
from tests.documents.files import Sent
from tests.documents.pdf_objects import PAGE, SCRIPTED, document, packed

STRIPPED = b"/N %(n)s /First %(first)d /Filter /FlateDecode /Length %(length)d"
"""An object stream that does not say its type, which some readers do not ask for."""
ESCAPED = b"/Type /Obj#53tm /#4e %(n)s /Fir#73t %(first)d /F#69lter /FlateDecode /Length %(length)d"


def check(content: bytes) -> MediaType:
    return attachments.check(Sent(content)).media_type


def scripts(content: bytes) -> int:
    """How many scripts a real reader finds in it."""
    opened = pdfium.PdfDocument(content)
    try:
        return int(raw.FPDFDoc_GetJavaScriptActionCount(opened.raw))
    finally:
        opened.close()


def test_a_paper_with_compressed_objects_is_taken() -> None:
    opened = pdfium.PdfDocument(document())
    assert len(opened) == 1, "the reader opens what the test wrote"
    opened.close()
    assert check(document()) is MediaType.PDF


def test_a_script_that_a_reader_finds_in_compressed_objects_is_refused() -> None:
    hidden = document(SCRIPTED)
    assert b"JavaScript" not in hidden
    assert scripts(hidden) == 1
    with pytest.raises(FileRunsPrograms) as told:
        check(hidden)
    assert "in ra PDF mới" in told.value.detail("vi")
    assert "print it to a new PDF" in told.value.detail("en")


@pytest.mark.parametrize(
    "hidden",
    [
        document({**PAGE, 4: b"<< /S /Launch /F (tra-luong.exe) >>"}),
        document({**PAGE, 4: b"<< /S /J#61v#61Scr#69pt /JS (x) >>"}),
        document(SCRIPTED, words=STRIPPED),
        document(SCRIPTED, words=ESCAPED),
        document(SCRIPTED, words=b"/X (stream) /Y (\\)>> endstream) " + STRIPPED + b" /Type /ObjStm"),
        document(SCRIPTED, words=b"/X (stream\n" + zlib.compress(b"1 0 ") + b"endstream endobj) " + STRIPPED),
        document(SCRIPTED, words=b"%% stream >>\n" + STRIPPED),
        document(SCRIPTED, before=b" % stream\n"),
        document(SCRIPTED, before=b"\r\n\t\0"),
        document(SCRIPTED, xref=7),
        document(SCRIPTED, content=zlib.compress(packed(SCRIPTED)[2])[:-4] + b"\0\0\0\0"),
        document(SCRIPTED, content=zlib.compress(packed(SCRIPTED)[2], 0)),
        document({**PAGE, 4: b"(" + b"a" * 300_000 + b")", 5: b"<< /S /JavaScript >>"}),
    ],
    ids=range(13),
)
def test_every_way_of_hiding_it_is_seen(hidden: bytes) -> None:
    with pytest.raises(FileRunsPrograms):
        check(hidden)


@pytest.mark.parametrize("size", range(4080, 4100))
def test_a_name_that_lies_across_two_pieces_is_seen(size: int) -> None:
    body = {**PAGE, 4: b"(" + b"a" * size + b")", 5: b"<< /S /J#61#76#61#53cript >>"}
    with pytest.raises(FileRunsPrograms):
        check(document(body, content=zlib.compress(packed(body)[2], 0)))


def test_a_broken_table_alone_is_no_reason_to_refuse() -> None:
    assert check(document(xref=7)) is MediaType.PDF
    assert check(document(trailer=b"/Prev 9999999")) is MediaType.PDF


@pytest.mark.parametrize(
    "locked",
    [
        document(trailer=b"/Encrypt 7 0 R"),
        document(trailer=b"/Encr#79pt 7 0 R"),
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Encrypt<</Filter/Standard/V 2>>>>\n%%EOF\n",
    ],
)
def test_a_locked_paper_is_refused_with_what_to_do(locked: bytes) -> None:
    with pytest.raises(FileLocked) as told:
        check(locked)
    assert "bỏ mật khẩu" in told.value.detail("vi")


def test_a_bomb_is_refused_after_a_bounded_amount() -> None:
    bomb = document(content=zlib.compress(b"1 0 " + b" " * (200 * 1024 * 1024), 9))
    assert len(bomb) < 300_000
    with pytest.raises(FileTooPacked) as told:
        check(bomb)
    assert "quét lại" in told.value.detail("vi")


def test_many_small_bombs_count_together() -> None:
    one = zlib.compress(b" " * (8 * 1024 * 1024), 9)
    holder = b"%d 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
    some = b"".join(holder % (number, one) for number in range(10, 15))
    assert check(some_pdf(some)) is MediaType.PDF
    with pytest.raises(FileTooPacked):
        check(some_pdf(some * 2))


def some_pdf(objects: bytes) -> bytes:
    return b"%PDF-1.5\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    "odd",
    [
        document(words=b"/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode", content=b"\x80\x0b\x60\x50\x22\x0c"),
        document(words=b"/Type /ObjStm /N 1 /First 4 /Filter [/ASCII85Decode /FlateDecode]", content=b"Gap~>"),
        document(
            words=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>",
        ),
        document(content=b"\x78\x9c\xff\xff\xff\xff"),
        document(content=b"\x78\xbb" + bytes(40)),
    ],
    ids=["lzw", "ascii", "predictor", "broken", "dictionary"],
)
def test_objects_that_cannot_be_looked_at_are_refused(odd: bytes) -> None:
    with pytest.raises(FileTooPacked):
        check(odd)


def test_pictures_and_pages_are_not_unpacked() -> None:
    """Forty pages scanned without loss are more than the bound, and none of them can hold an object."""
    page = zlib.compress(bytes(8 * 1024 * 1024), 9)
    picture = b"<< /Type /XObject /Subtype /Image /Filter /FlateDecode /Length %d >>\nstream\n" % len(page)
    one = b"%d 0 obj\n" + picture.replace(b"%", b"%%") + page.replace(b"%", b"%%") + b"\nendstream\nendobj\n"
    outline = b"9 0 obj\n<< /Type /Outlines /First 5 0 R /AP << /N 5 0 R >> >>\nendobj\n"
    assert check(some_pdf(b"".join(outline + one % number for number in range(10, 50)))) is MediaType.PDF


@pytest.mark.parametrize(
    "filling",
    [
        b"obj<<(",
        b"obj<<",
        b"obj",
        b"obj ",
        b"obj%",
        b"obj\n%",
        b"obj<</A>>%",
        b"1 0 obj<</ObjStm/Filter>>stream ",
        b"1 0 obj<</ObjStm>>stream x\x9c\x03\x00",
        b"#",
        b"<<>>",
    ],
)
def test_no_filling_makes_looking_take_long(filling: bytes) -> None:
    size = attachments.MOST_BYTES // 4
    content = some_pdf(filling * (size // len(filling)))
    begun = time.process_time()
    with contextlib.suppress(FileNotAccepted):
        check(content)
    assert time.process_time() - begun < 10, "seconds of work; what grows with the square takes minutes"


def test_streams_that_lie_in_one_another_do_not_make_looking_take_long() -> None:
    begins = b"obj<</ObjStm>>stream\nx\x9c"
    stored = b"\x00" + struct.pack("<HH", len(begins), len(begins) ^ 0xFFFF) + begins
    nothing = b"\x00\x00\x00\xff\xff"
    content = some_pdf(begins + stored * 2000 + nothing * 1_500_000 + b"\x03\x00")
    begun = time.process_time()
    with pytest.raises(FileTooPacked):
        check(content)
    assert time.process_time() - begun < 10, "every stream is unpacked to its end, and they all have the same end"


def test_a_dictionary_of_very_many_names_takes_little_memory() -> None:
    content = some_pdf(b"obj<<" + b"".join(b"/%x" % number for number in range(200_000)) + b">>")
    tracemalloc.start()
    try:
        assert check(content) is MediaType.PDF
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(content)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_paper_is_refused_or_taken_but_never_breaks_the_check(data: st.DataObject) -> None:
    sound = document(SCRIPTED if data.draw(st.booleans()) else PAGE)
    spoilt = bytearray(sound)
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), min_size=1, max_size=6)):
        spoilt[place] = data.draw(st.integers(0, 255))
    try:
        pdf_insides.look_inside(bytes(spoilt))
    except FileNotAccepted as refusal:
        answer = refusal.code
    else:
        answer = "taken"
    assert answer in {"taken", "file_runs_programs", "file_locked", "file_too_packed"}
