"""A backup as one file: a tar archive with the database's dump, every handed-in file as it lies in the store, and a
manifest.

Files stay encrypted; each carries the SHA-256 of its stored bytes in its own header, and the manifest, which is written
last, binds all of them, so that a backup that was cut short, changed or put together anew is known before anything is
restored from it. One file at a time is held in memory.
"""

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from postal_services.pulse.stored import Faults, Kept

FORMAT: Final = 1
DUMP: Final = "database.dump"
FILES: Final = "files/"
MANIFEST: Final = "manifest.json"
_SUM: Final = "POSTAL.sha256"
"""Name of the header that has the check sum of a file."""
_STEP: Final = 1024 * 1024
_MOST_MANIFEST: Final = 1024 * 1024


class Unsound(Exception):
    """The archive is no backup, is not whole, or is not what was written."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: bytes and SHA-256 of the dump; number, bytes and running SHA-256 of the files."""

    format: int
    made_at: str
    dump_bytes: int
    dump_sha256: str
    files: int
    files_bytes: int
    files_sha256: str
    faults: dict[str, int] = field(default_factory=dict)
    """Files that were missing or altered already when the backup was made, by kind of fault."""


@dataclass(slots=True)
class _Running:
    """Sums over the files, in their order."""

    files: int = 0
    bytes: int = 0
    sums: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, size: int, sha256: str) -> None:
        self.files += 1
        self.bytes += size
        self.sums.update(f"{name} {size} {sha256}\n".encode())


def write(
    out: IO[bytes], dump: Callable[[Callable[[bytes], object]], None], kept: Iterable[Kept], *, made_at: str
) -> tuple[Manifest, Faults]:
    """Write an archive to an empty file: ``dump`` is given a function that takes the dump's bytes as they come.

    ``kept`` is asked for once the dump is written. Gives what was written, and which files were not as they should be.
    """
    dump_bytes, dump_sha256 = _write_dump(out, dump)
    running, faults = _Running(), Faults()
    for file in kept:
        if file.fault is not None:
            faults.note(file.place, file.fault)
        if file.sealed is not None:
            sha256 = hashlib.sha256(file.sealed).hexdigest()
            _add(out, FILES + file.place, file.sealed, {_SUM: sha256})
            running.add(FILES + file.place, len(file.sealed), sha256)
    manifest = Manifest(
        format=FORMAT,
        made_at=made_at,
        dump_bytes=dump_bytes,
        dump_sha256=dump_sha256,
        files=running.files,
        files_bytes=running.bytes,
        files_sha256=running.sums.hexdigest(),
        faults={fault.value: number for fault, number in faults.counts.items()},
    )
    _add(out, MANIFEST, json.dumps(asdict(manifest), indent=1).encode(), {})
    out.write(bytes(2 * tarfile.BLOCKSIZE))
    return manifest, faults


def _write_dump(out: IO[bytes], dump: Callable[[Callable[[bytes], object]], None]) -> tuple[int, str]:
    """The dump as the archive's first member; its header, which has the size, is written when the size is known."""
    sums, size = hashlib.sha256(), 0

    def take(piece: bytes) -> None:
        nonlocal size
        size += len(piece)
        sums.update(piece)
        out.write(piece)

    out.write(bytes(tarfile.BLOCKSIZE))
    dump(take)
    out.write(bytes(-size % tarfile.BLOCKSIZE))
    end = out.tell()
    out.seek(0)
    out.write(_header(DUMP, size).tobuf(tarfile.GNU_FORMAT))
    out.seek(end)
    return size, sums.hexdigest()


def _add(out: IO[bytes], name: str, content: bytes, more: dict[str, str]) -> None:
    member = _header(name, len(content))
    member.pax_headers = more
    out.write(member.tobuf(tarfile.PAX_FORMAT))
    out.write(content)
    out.write(bytes(-len(content) % tarfile.BLOCKSIZE))


def _header(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def is_archive(path: Path) -> bool:
    """Whether ``path`` begins as an archive of this kind does."""
    with path.open("rb") as file:
        return file.read(len(DUMP) + 1) == DUMP.encode() + b"\0"


def check(path: Path) -> tuple[Manifest, list[str]]:
    """Read an archive from its first byte to its last; gives its manifest and the places of files that are damaged.

    Raises:
        Unsound: it was cut short, its dump is damaged, or its files are not those that were put in.
    """
    try:
        return _checked(path)
    except tarfile.TarError as wrong:
        raise Unsound(str(wrong)) from wrong


def _checked(path: Path) -> tuple[Manifest, list[str]]:
    running, damaged, dump = _Running(), [], (0, "")
    for member, file in _members(path):
        if member.name == MANIFEST:
            manifest = _manifest(file.read(_MOST_MANIFEST))
            break
        found = sum_of(file)
        if member.name == DUMP:
            dump = member.size, found
            continue
        promised = member.pax_headers.get(_SUM, "")
        running.add(member.name, member.size, promised)
        if found != promised:
            damaged.append(member.name.removeprefix(FILES))
    else:
        raise Unsound("it has no manifest at its end")
    if dump != (manifest.dump_bytes, manifest.dump_sha256):
        raise Unsound("the dump of the database is damaged")
    if (running.files, running.bytes, running.sums.hexdigest()) != (
        manifest.files, manifest.files_bytes, manifest.files_sha256,
    ):  # fmt: skip
        raise Unsound("its files are not those that were put in")
    return manifest, damaged


def files(path: Path) -> Iterator[tuple[str, str, IO[bytes]]]:
    """Place, promised SHA-256 and stored bytes of each file that the manifest binds: nothing behind it is read."""
    for member, file in _members(path):
        if member.name == MANIFEST:
            return
        if member.name.startswith(FILES):
            yield member.name.removeprefix(FILES), member.pax_headers.get(_SUM, ""), file


@contextmanager
def dump(path: Path) -> Iterator[IO[bytes]]:
    """The dump of the database, to be read once."""
    with tarfile.open(path, "r:") as archive:
        member = archive.next()
        found = archive.extractfile(member) if member is not None and member.name == DUMP else None
        if found is None:
            raise Unsound("it does not begin with a dump")
        with found:
            yield found


def sum_of(file: IO[bytes]) -> str:
    """SHA-256 of what is left to read, 64 hexadecimal digits."""
    sums = hashlib.sha256()
    while piece := file.read(_STEP):
        sums.update(piece)
    return sums.hexdigest()


def _members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """The members in their order, one at a time in memory."""
    with tarfile.open(path, "r:") as archive:
        while (member := archive.next()) is not None:
            file = archive.extractfile(member)
            if file is None:
                raise Unsound("it holds something that is not a file")
            yield member, file
            # else every header ever read stays in memory
            archive.members.clear()  # type: ignore[attr-defined]  # left out of the stubs


def _manifest(text: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError) as wrong:
        raise Unsound("its manifest cannot be read") from wrong
    if manifest.format != FORMAT:
        raise Unsound(f"it has format {manifest.format}; this release reads {FORMAT}")
    return manifest
