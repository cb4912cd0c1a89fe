"""``manage.py backup FILE``"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from postal_services import clock
from postal_services.pulse import archives, dumps
from postal_services.pulse.stored import Faults, store


class Command(BaseCommand):
    """Write the whole database and every handed-in file to one file while people go on working."""

    help = (
        "Sao lưu cơ sở dữ liệu và các tệp đính kèm vào một tệp. / "
        "Back the database and the handed-in files up to one file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sao lưu / backup file, for example hoso-2019-08-05.tar")
        parser.add_argument(
            "--without-files",
            action="store_true",
            help="chỉ cơ sở dữ liệu / the database only, where the files' store keeps copies of its own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].resolve()
        if target.exists():
            raise CommandError(f"{target} đã có; hãy chọn tên khác. / {target} exists; choose another name.")
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            # made empty first: what is in a backup is for its owner's eyes only
            with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
                manifest, faults = _write(out, with_files=not options["without_files"])
                out.flush()
                os.fsync(out.fileno())
            draft.rename(target)
        except OSError as error:
            raise CommandError(f"Không ghi được {target}. / Cannot write {target}: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(
            f"{target}: {target.stat().st_size / 1_000_000:.1f} MB, {manifest.files} tệp đính kèm / handed-in files"
        )
        self.stdout.write(
            f"Hãy cất riêng các khóa trong {settings.VAR_DIR}/secrets: thiếu chúng thì không đọc được dữ liệu cá nhân "
            f"và tệp đính kèm. / Keep the keys of {settings.VAR_DIR}/secrets apart from it: personal data and files "
            "cannot be read without them."
        )
        if faults:
            raise CommandError(
                f"Đã ghi xong bản sao lưu, nhưng có tệp không nguyên vẹn; hãy lấy lại từ bản sao lưu trước. / The "
                f"backup is written, but files are not whole; bring them back from an earlier one.\n{faults.words()}"
            )


def _write(out: IO[bytes], *, with_files: bool) -> tuple[archives.Manifest, Faults]:
    """The archive. The files are listed in the moment of the dump and copied after it: nothing it knows is left out."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as listed:

        def dump(take: Any) -> None:
            with dumps.snapshot() as moment:
                if with_files:
                    listed.writelines(f"{place}\n" for place in store().places())
                dumps.dump(moment, take)
            listed.seek(0)

        return archives.write(out, dump, _kept(listed), made_at=clock.now().isoformat())


def _kept(listed: IO[str]) -> Iterator[Any]:
    yield from store().look(line.rstrip("\n") for line in listed)
