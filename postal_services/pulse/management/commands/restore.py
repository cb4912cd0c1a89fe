"""``manage.py restore FILE``"""

from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from postal_services.pulse import archives, dumps
from postal_services.pulse.stored import store

BARE_DUMP = b"PGDMP"
"""First bytes of a backup of earlier releases: the database alone, in PostgreSQL's custom format."""


class Command(BaseCommand):
    """Bring a backup into an empty database and store, let the ledger's numbers go on, prove all of it whole."""

    help = "Khôi phục một bản sao lưu vào cơ sở dữ liệu trống. / Restore a backup into an empty database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sao lưu / backup file")
        parser.add_argument(
            "--without-damaged-files",
            action="store_true",
            help="khôi phục phần còn nguyên / restore what is whole of a backup with damaged files",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"].resolve()
        try:
            with source.open("rb") as file:
                bare = file.read(len(BARE_DUMP)) == BARE_DUMP
            if not bare and not archives.is_archive(source):
                raise CommandError(f"{source} không phải bản sao lưu. / {source} is not a backup of this system.")
            damaged = [] if bare else self._sound(source, anyway=options["without_damaged_files"])
            _require_empty_database()
            if bare:
                with source.open("rb") as file:
                    dumps.restore(file)
            else:
                number = _bring_files(source, frozenset(damaged))
                self.stdout.write(f"{number} tệp đính kèm / handed-in files")
                with archives.dump(source) as file:
                    dumps.restore(file)
        except OSError as error:
            raise CommandError(f"Không đọc, ghi được. / Cannot read or write: {error}") from error
        self._after()

    def _sound(self, source: Path, *, anyway: bool) -> list[str]:
        """The places of damaged files, when the operator goes on without them; a damaged backup ends here."""
        try:
            _, damaged = archives.check(source)
        except archives.Unsound as wrong:
            raise CommandError(
                f"Bản sao lưu {source} bị hỏng hoặc bị cắt ngắn ({wrong}); không có gì bị thay đổi. Hãy dùng bản sao "
                f"lưu khác. / The backup {source} is damaged or cut short: {wrong}. Nothing was changed; use another."
            ) from wrong
        if damaged:
            told = (
                f"{len(damaged)} tệp trong bản sao lưu bị hỏng. / {len(damaged)} files of the backup are damaged: "
                f"{', '.join(damaged[:10])}"
            )
            if not anyway:
                raise CommandError(
                    f"{told}\nKhông có gì bị thay đổi. Hãy dùng bản sao lưu khác, hoặc thêm --without-damaged-files để "
                    "khôi phục phần còn nguyên. / Nothing was changed. Use another backup, or add "
                    "--without-damaged-files to restore what is whole."
                )
            self.stderr.write(told)
        return damaged

    def _after(self) -> None:
        """A new server counts transactions from a small number: the feed must go on after the restored lines."""
        known = get_commands()
        for name in ("migrate", "rebase_feed", "verify_ledger"):
            if name in known:
                call_command(name, stdout=self.stdout, verbosity=0)
        found = store().faults()
        if found:
            raise CommandError(
                "Cơ sở dữ liệu đã khôi phục xong, nhưng có tệp đính kèm không nguyên vẹn. Các tệp này trả lời "
                "file_gone; mọi phần khác dùng được. / The database is restored, but handed-in files are not whole. "
                f"They answer file_gone; everything else works.\n{found.words()}"
            )
        self.stdout.write("Đã khôi phục. / Restored.")


def _require_empty_database() -> None:
    if not dumps.is_empty():
        raise CommandError(
            "Cơ sở dữ liệu không trống, không có gì bị thay đổi. Hãy tạo cơ sở dữ liệu mới (hoặc VAR_DIR mới) rồi "
            "khôi phục vào đó. / The database is not empty; nothing was changed. Make a new database (or set a new "
            "VAR_DIR) and restore into that."
        )


def _bring_files(source: Path, damaged: frozenset[str]) -> int:
    """Put the files into the store before the database that knows them; what lies there already must be the same.

    So a restore that was interrupted goes on when it is run again, and none writes over anything.
    """
    for place, promised, _ in archives.files(source):
        validate_file_name(place, allow_relative_path=True)
        if place not in damaged and default_storage.exists(place) and _stored_sum(place) != promised:
            raise CommandError(
                f"Kho tệp đã có tệp khác ở {place}; không có gì bị thay đổi. Hãy dùng kho trống (VAR_DIR mới). / The "
                f"store has another file at {place}; nothing was changed. Use an empty store (a new VAR_DIR)."
            )
    number = 0
    for place, _, file in archives.files(source):
        if place not in damaged:
            _put(place, file)
            number += 1
    return number


def _put(place: str, file: IO[bytes]) -> None:
    if default_storage.exists(place):
        return
    stored = default_storage.save(place, File(file, name=place))
    if stored != place:
        default_storage.delete(stored)
        raise CommandError(f"Không ghi được tệp {place}. / Cannot store the file {place}.")


def _stored_sum(place: str) -> str:
    with default_storage.open(place, "rb") as file:
        return archives.sum_of(file)
