"""A backup holds the database and every handed-in file; whatever is missing, altered or damaged is told in words."""

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from postal_services.documents import attachments
from postal_services.documents.models import Attachment
from postal_services.pulse import archives
from tests.databases import drop, pointed_to
from tests.documents.files import Sent, pdf

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def papers() -> list[Attachment]:
    """Three documents in the store."""
    return [attachments.take(Sent(pdf(f"Bien ban {number}"), f"Biên bản {number}.pdf")) for number in range(3)]


@contextmanager
def empty_place(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Another machine: an empty database and an empty store."""
    name = f"{connection.settings_dict['NAME']}_new"
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    try:
        with pointed_to(name):
            yield
    finally:
        drop(name)


def backup(file: Path, *options: str) -> str:
    """The backup's own words."""
    out = io.StringIO()
    call_command("backup", str(file), *options, stdout=out)
    return out.getvalue()


def restore(file: Path, *options: str) -> str:
    """The restore's own words, of both outputs."""
    out = io.StringIO()
    call_command("restore", str(file), *options, stdout=out, stderr=out)
    return out.getvalue()


def refused(file: Path, *options: str) -> str:
    """Why a restore is refused."""
    with pytest.raises(CommandError) as told:
        restore(file, *options)
    return str(told.value)


def stored(paper: Attachment) -> Path:
    """Where a document lies."""
    return Path(default_storage.path(paper.place))


def change(path: Path, what: bytes, to: bytes) -> None:
    """Change bytes of a file in place."""
    content = path.read_bytes()
    assert content.count(what) == 1
    path.write_bytes(content.replace(what, to))


def test_files_come_back_with_the_database_and_are_never_in_clear(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    file = tmp_path / "hoso.tar"
    assert "3 tệp đính kèm" in backup(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Bien ban" not in file.read_bytes(), "files stay encrypted"
    with empty_place(settings, tmp_path):
        assert "Restored" in restore(file)
        for number, paper in enumerate(papers):
            back = Attachment.objects.get(pk=paper.pk)
            assert attachments.content_of(back) == pdf(f"Bien ban {number}")
        assert "not empty" in refused(file)


def test_what_is_cleared_away_or_comes_in_while_a_backup_runs_is_no_fault(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    settings.STORED_FILES = "tests.pulse.busy_store"
    file = tmp_path / "hoso.tar"
    assert "2 tệp đính kèm" in backup(file)
    with tarfile.open(file) as archive:
        inside = {name.removeprefix(archives.FILES) for name in archive.getnames() if name.startswith(archives.FILES)}
    assert inside == {paper.place for paper in papers[1:]}


def test_a_missing_and_an_altered_file_are_told_and_the_backup_is_written_nevertheless(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    stored(papers[0]).unlink()
    altered = bytearray(stored(papers[1]).read_bytes())
    altered[100] ^= 1
    stored(papers[1]).write_bytes(altered)
    file = tmp_path / "hoso.tar"
    with pytest.raises(CommandError) as told:
        backup(file)
    words = str(told.value)
    assert "The backup is written" in words
    assert f"1 files not in the store, or not readable: {papers[0].place}" in words
    assert f"1 files no longer as they were handed in: {papers[1].place}" in words
    with empty_place(settings, tmp_path):
        words = refused(file)
        assert "The database is restored, but" in words
        assert papers[0].place in words
        assert attachments.content_of(Attachment.objects.get(pk=papers[2].pk)) == pdf("Bien ban 2")


def test_a_backup_that_was_cut_short_or_changed_is_refused_before_anything_is_touched(
    tmp_path: Path, papers: list[Attachment]
) -> None:
    file = tmp_path / "hoso.tar"
    backup(file)
    whole = file.read_bytes()
    for number, cut in enumerate((2000, len(whole) // 2, len(whole) - 3000)):
        short = tmp_path / f"short-{number}.tar"
        short.write_bytes(whole[:cut])
        assert "damaged or cut short" in refused(short)
    changed = tmp_path / "changed.tar"
    changed.write_bytes(whole.replace(b"accounts_spentpermit", b"accounts_spentpermix", 1))
    assert "the dump of the database is damaged" in refused(changed)
    with tarfile.open(file) as archive, tarfile.open(tmp_path / "less.tar", "w") as less:
        for member in archive:
            if papers[1].place not in member.name:
                less.addfile(member, archive.extractfile(member))
    assert "its files are not those that were put in" in refused(tmp_path / "less.tar")


def test_a_damaged_file_in_a_backup_is_named_and_the_rest_comes_back_when_told_so(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    file = tmp_path / "hoso.tar"
    backup(file)
    sealed = stored(papers[0]).read_bytes()
    change(file, sealed, bytes([sealed[0] ^ 1]) + sealed[1:])
    words = refused(file)
    assert papers[0].place in words
    assert "--without-damaged-files" in words
    with empty_place(settings, tmp_path):
        assert papers[0].place in refused(file, "--without-damaged-files")
        assert attachments.content_of(Attachment.objects.get(pk=papers[1].pk)) == pdf("Bien ban 1")
        assert not default_storage.exists(papers[0].place)


def test_a_restore_goes_on_over_its_own_files_and_never_over_others(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    file = tmp_path / "hoso.tar"
    backup(file)
    sealed = stored(papers[0]).read_bytes()
    with empty_place(settings, tmp_path):
        stored(papers[0]).parent.mkdir(parents=True)
        stored(papers[0]).write_bytes(b"something else")
        assert f"another file at {papers[0].place}" in refused(file)
        assert connection.introspection.table_names() == []
        assert not default_storage.exists(papers[1].place)
        stored(papers[0]).write_bytes(sealed)
        assert "Restored" in restore(file)


def test_without_the_keys_a_restore_says_which_files_it_cannot_prove(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    file = tmp_path / "hoso.tar"
    backup(file)
    settings.FIELD_KEYS = "other:" + "A" * 43 + "="
    with empty_place(settings, tmp_path):
        assert "FIELD_KEYS lacks their key" in refused(file)


def test_a_store_with_copies_of_its_own_is_left_out_when_told_so(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    file = tmp_path / "hoso.tar"
    assert "0 tệp đính kèm" in backup(file, "--without-files")
    store = settings.MEDIA_ROOT
    with empty_place(settings, tmp_path):
        settings.MEDIA_ROOT = store
        assert "Restored" in restore(file)


def test_a_backup_of_an_earlier_release_brings_the_database_and_says_which_files_lack(
    settings: Any, tmp_path: Path, papers: list[Attachment]
) -> None:
    file, bare = tmp_path / "hoso.tar", tmp_path / "hoso.dump"
    backup(file)
    with archives.dump(file) as dump:
        bare.write_bytes(dump.read())
    with empty_place(settings, tmp_path):
        words = refused(bare)
        assert "3 files not in the store" in words
        assert Attachment.objects.count() == 3


def test_the_store_can_be_proved_at_any_time(papers: list[Attachment]) -> None:
    out = io.StringIO()
    call_command("verify_files", stdout=out)
    assert "OK: 3 files" in out.getvalue()
    stored(papers[2]).write_bytes(b"")
    with pytest.raises(CommandError, match=papers[2].place):
        call_command("verify_files", stdout=out)
