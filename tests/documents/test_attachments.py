"""Files that people hand in: what is taken, what is refused, how they lie in the store and how they are given out."""

import contextlib
import io
import struct
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from postal_services.accounts.rotation import encrypted_columns
from postal_services.clock import now
from postal_services.documents import attachments, file_kinds
from postal_services.documents.file_kinds import MediaType
from postal_services.documents.models import Attachment
from postal_services.documents.refusals import FileEmpty, FileGone, FileNotAccepted, FileTooBig
from tests.documents.files import SHEET, TEXT, Sent, office_file, pdf, picture

SOUND = {
    MediaType.PDF: pdf(),
    MediaType.PNG: picture("PNG"),
    MediaType.JPEG: picture("JPEG"),
    MediaType.XLSX: office_file(SHEET),
    MediaType.DOCX: office_file(TEXT),
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refuses(content: bytes) -> bool:
    """Whether the file is refused for what it is, and for nothing else."""
    try:
        attachments.check(Sent(content, "van-ban.pdf"))
    except FileNotAccepted:
        return True
    return False


@pytest.mark.parametrize("kind", SOUND)
def test_every_kind_is_known_by_its_content_whatever_its_name_says(kind: MediaType) -> None:
    checked = attachments.check(Sent(SOUND[kind], "ảnh chụp.exe"))
    assert (checked.media_type, checked.name) == (kind, f"ảnh chụp.exe{file_kinds.ENDINGS[kind][0]}")
    assert len(checked.sha256) == 64


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        attachments.check(Sent(b""))


def test_a_file_over_ten_megabytes_is_refused_and_not_read_further() -> None:
    sent = Sent(pdf() + b" " * attachments.MOST_BYTES)
    with pytest.raises(FileTooBig) as told:
        attachments.check(sent)
    assert sent.tell() == attachments.MOST_BYTES + 1
    assert "10 MB" in told.value.detail("vi")


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG,
        b"MZ\x90\x00" + bytes(200),
        b"GIF89a" + bytes(40),
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        "Biên bản lớp tập huấn".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b" %PDF-1.4\n%%EOF",
        b"<script>%PDF-1.4\n%%EOF",
    ],
)
def test_other_kinds_are_refused(content: bytes) -> None:
    assert refuses(content)


def test_half_a_pdf_and_one_that_runs_something_are_refused() -> None:
    assert refuses(pdf()[:-200])
    assert refuses(pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert) >> /Type /Catalog"))
    assert refuses(
        pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScr#69pt /JS (app.alert) >> /Type /Catalog")
    )
    assert refuses(pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /Launch >> /Type /Catalog"))


@pytest.mark.parametrize("front", [pdf(), picture("PNG"), picture("JPEG")])
def test_a_file_that_is_an_archive_as_well_is_refused(front: bytes) -> None:
    assert refuses(front + office_file())


def test_a_picture_with_a_paper_inside_is_refused() -> None:
    comment = b"%PDF-1.4 %%EOF"
    png = picture("PNG")
    head, rest = png[:33], png[33:]
    body = b"tEXt" + b"a\0" + comment
    assert refuses(head + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + rest)
    assert refuses(picture("JPEG", comment=comment))


def test_a_png_cut_short_changed_or_with_something_behind_it_is_refused() -> None:
    png = picture("PNG")
    assert refuses(png[:-4])
    assert refuses(png + b"<script>")
    assert refuses(png.replace(b"IDAT", b"IDAX"))
    assert refuses(png[:8])


def test_pictures_beyond_measure_are_refused_without_being_drawn() -> None:
    body = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    end = b"IEND"
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (body, end)]
    assert refuses(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 65_535, 65_535) + bytes(10)
    assert refuses(b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + frame + b"\xff\xda\x00\x02\xff\xd9")


def test_a_jpeg_without_size_or_end_is_refused() -> None:
    assert refuses(b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xda\x00\x02\xff\xd9")
    assert refuses(b"\xff\xd8\xff\xd9")
    assert refuses(picture("JPEG")[:-2])
    assert refuses(b"\xff\xd8\xff\xe0\x00\x00")


def test_what_a_phone_hangs_behind_a_picture_is_let_be() -> None:
    assert attachments.check(Sent(picture("JPEG") + b"SEFT trailer of a phone")).media_type is MediaType.JPEG


def test_an_archive_that_is_no_office_file_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("doc.txt", "x")
    assert refuses(out.getvalue())
    assert refuses(office_file("application/zip"))
    assert refuses(office_file(f'{SHEET}" x="{TEXT}'))
    assert refuses(office_file()[:-40])


def test_macros_and_programs_are_refused() -> None:
    assert refuses(office_file("application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    assert refuses(office_file(parts={"xl/vbaProject.bin": b"x"}))
    assert refuses(office_file(parts={"word/embeddings/tra-luong.EXE": b"x"}))
    assert refuses(office_file(parts={"word/activeX/activeX1.xml": b"x"}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = office_file(parts={f"xl/media/{number}": bytes(10 * 1024 * 1024) for number in range(7)})
    assert len(bomb) < 100_000
    assert refuses(bomb)
    assert refuses(office_file(parts={f"xl/{number}.xml": b"" for number in range(file_kinds.MOST_ENTRIES)}))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    honest = office_file(parts={"xl/a.xml": bytes(5_000_000)})
    size = struct.pack("<I", 5_000_000)
    assert honest.count(size) == 2
    assert refuses(honest.replace(size, struct.pack("<I", 10)))


def test_a_locked_archive_is_refused() -> None:
    locked = bytearray(office_file())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert refuses(bytes(locked))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Biên bản tập huấn – Đợt 1.PDF", "Biên bản tập huấn – Đợt 1.PDF"),
        ("Biên bản.pdf", "Biên bản.pdf"),
        ("C:\\Users\\hanh\\Kế hoạch.pdf", "Kế hoạch.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("hop\u202efdp.exe", "hopfdp.exe.pdf"),
        ("a\x00b\x1b[31m\r\nSet-Cookie: x.pdf", "ab[31m Set-Cookie_ x.pdf"),
        ("  ..pdf", "tai-lieu.pdf"),
        (".pdf", "tai-lieu.pdf"),
        ("pdf", "tai-lieu.pdf"),
        ("", "tai-lieu.pdf"),
        ("\u200b\u2066.pdf", "tai-lieu.pdf"),
        ("danh sách.xlsx", "danh sách.xlsx.pdf"),
        ("ă" * 300 + ".pdf", "ă" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(sent: str, kept: str) -> None:
    assert attachments.clean_name(sent, MediaType.PDF) == kept


@given(st.text(max_size=200), st.sampled_from(list(MediaType)))
def test_a_cleaned_name_is_safe_and_stays_as_it_is(sent: str, kind: MediaType) -> None:
    name = attachments.clean_name(sent, kind)
    assert 0 < len(name) <= attachments.MOST_NAME
    assert name.lower().endswith(file_kinds.ENDINGS[kind])
    assert not {*name} & {*'/\\<>:"|?*\r\n\0\u202e'}
    assert attachments.clean_name(name, kind) == name


@settings(max_examples=200)
@given(st.sampled_from(list(SOUND.values())), st.data())
def test_a_damaged_file_is_refused_or_known_but_never_breaks_the_check(sound: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(sound)
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), min_size=1, max_size=6)):
        spoilt[place] = data.draw(st.integers(0, 255))
    cut = bytes(spoilt[: data.draw(st.integers(1, len(sound)))])
    with contextlib.suppress(FileNotAccepted):
        assert file_kinds.kind_of(cut) in MediaType


@pytest.mark.django_db
class TestStore:
    def test_what_was_sent_comes_back_and_lies_sealed(self) -> None:
        taken = attachments.take(SimpleUploadedFile("Biên bản Chư HDrông.pdf", pdf(), "text/html"))
        kept = Attachment.objects.get(pk=taken.pk)
        assert (kept.name, kept.media_type, kept.size) == ("Biên bản Chư HDrông.pdf", MediaType.PDF, len(pdf()))
        assert attachments.content_of(kept) == pdf()
        with default_storage.open(kept.place, "rb") as file:
            stored = file.read()
        assert b"%PDF" not in stored
        assert "Chư" not in kept.place

    def test_the_key_and_the_name_are_rolled_with_the_field_keys(self) -> None:
        columns = {(column.table, column.column) for column in encrypted_columns()}
        assert {("documents_attachment", "name"), ("documents_attachment", "content_key")} <= columns

    def test_the_same_file_twice_is_two_rows(self) -> None:
        first, second = (attachments.take(Sent(pdf(), name)) for name in ("a.pdf", "b.pdf"))
        assert first.sha256 == second.sha256
        assert [attachments.content_of(each) for each in (first, second)] == [pdf(), pdf()]

    def test_a_refused_file_leaves_nothing_behind(self) -> None:
        with pytest.raises(FileNotAccepted):
            attachments.take(Sent(SVG, "ban-do.svg"))
        assert not Attachment.objects.exists()

    def test_it_is_given_out_to_be_saved_only(self) -> None:
        response = attachments.respond(attachments.take(Sent(pdf(), "Biên bản.pdf")))
        assert response.content == pdf()
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == "attachment; filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert "sandbox" in response["Content-Security-Policy"]

    def test_a_file_that_was_changed_or_is_gone_says_so(self) -> None:
        taken = attachments.take(Sent(pdf()))
        path = Path(default_storage.path(taken.place))
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        with pytest.raises(FileGone):
            attachments.content_of(taken)
        path.unlink()
        with pytest.raises(FileGone):
            attachments.content_of(taken)

    def test_what_no_act_refers_to_is_thrown_away_after_a_day(self) -> None:
        taken = attachments.take(Sent(pdf()))
        assert attachments.forget_unused() == 0
        with time_machine.travel(now() + timedelta(hours=25)):
            assert attachments.forget_unused() == 1
        assert not default_storage.exists(taken.place)
        assert not Attachment.objects.exists()
