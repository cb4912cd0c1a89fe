"""``manage.py restore FILE``"""

from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from postal_services.pulse import dumps

MAGIC = b"PGDMP"
"""First bytes of a backup in PostgreSQL's custom format."""


class Command(BaseCommand):
    """Bring a backup into an empty database, let the ledger's numbers go on, prove the ledger whole."""

    help = "Khôi phục một bản sao lưu vào cơ sở dữ liệu trống. / Restore a backup into an empty database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sao lưu / backup file")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"].resolve()
        self._require_backup(source)
        if not dumps.is_empty():
            raise CommandError(
                "Cơ sở dữ liệu không trống, không có gì bị thay đổi. Hãy tạo cơ sở dữ liệu mới (hoặc VAR_DIR mới) rồi "
                "khôi phục vào đó. / The database is not empty; nothing was changed. Make a new database (or set a new "
                "VAR_DIR) and restore into that."
            )
        connection.close()
        dumps.run(
            "pg_restore", "--dbname", str(connection.settings_dict["NAME"]), "--no-owner", "--exit-on-error",
            "--single-transaction", str(source),
        )  # fmt: skip
        self._after()
        self.stdout.write("Đã khôi phục. / Restored.")

    def _require_backup(self, source: Path) -> None:
        try:
            with source.open("rb") as file:
                genuine = file.read(len(MAGIC)) == MAGIC
        except OSError as error:
            raise CommandError(f"Không đọc được {source}. / Cannot read {source}: {error.strerror}") from error
        if not genuine:
            raise CommandError(f"{source} không phải bản sao lưu. / {source} is not a backup of this system.")

    def _after(self) -> None:
        """A new server counts transactions from a small number: the feed must go on after the restored lines."""
        known = get_commands()
        for name in ("migrate", "rebase_feed", "verify_ledger"):
            if name in known:
                call_command(name, stdout=self.stdout, verbosity=0)
