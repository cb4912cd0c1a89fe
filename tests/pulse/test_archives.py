"""The archive of a backup takes and gives any number of files with little memory, and other programs can open it."""

import hashlib
import os
import subprocess
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from postal_services.pulse import archives
from postal_services.pulse.stored import Kept

MEGABYTE = 1024 * 1024
LONG = "attachments/" + "kho/" * 40 + "tep"
"""A place longer than the old form of a tar's header has room for."""


def dump(take: Callable[[bytes], object]) -> None:
    """Three pieces that end in the middle of a block."""
    for letter in b"abc":
        take(bytes([letter]) * 700)


def many(number: int) -> Iterator[Kept]:
    """Files of a megabyte, made when they are asked for."""
    for count in range(number):
        yield Kept(f"attachments/{count:04}", os.urandom(MEGABYTE), None)


def write(path: Path, kept: Iterator[Kept]) -> archives.Manifest:
    with path.open("w+b") as out:
        manifest, _ = archives.write(out, dump, kept, made_at="2019-08-05T12:00:00+07:00")
    return manifest


def test_a_hundred_megabytes_pass_through_a_few(tmp_path: Path) -> None:
    path = tmp_path / "hoso.tar"
    tracemalloc.start()
    try:
        manifest = write(path, many(100))
        assert archives.check(path) == (manifest, [])
        assert sum(len(file.read()) for _, _, file in archives.files(path)) == 100 * MEGABYTE
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert manifest.files == 100
    assert peak < 8 * MEGABYTE


def test_other_programs_can_take_it_apart(tmp_path: Path) -> None:
    path = tmp_path / "hoso.tar"
    sealed = os.urandom(1000)
    manifest = write(path, iter([Kept(LONG, sealed, None), Kept("attachments/none", None, None)]))
    subprocess.run(["tar", "xf", str(path), "-C", str(tmp_path)], check=True)
    assert (tmp_path / archives.FILES / LONG).read_bytes() == sealed
    taken = (tmp_path / archives.DUMP).read_bytes()
    assert (len(taken), hashlib.sha256(taken).hexdigest()) == (manifest.dump_bytes, manifest.dump_sha256)
    with archives.dump(path) as same:
        assert same.read() == taken


def test_another_archive_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "other.tar"
    with tarfile.open(path, "w") as other:
        other.addfile(tarfile.TarInfo("readme"))
    assert not archives.is_archive(path)


def test_what_was_hung_on_behind_the_manifest_is_not_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "hoso.tar"
    manifest = write(path, iter([Kept("attachments/one", b"one", None)]))
    with tarfile.open(path, "a") as more:
        more.addfile(tarfile.TarInfo(f"{archives.FILES}attachments/two"))
    assert archives.check(path) == (manifest, [])
    assert [place for place, _, _ in archives.files(path)] == ["attachments/one"]
