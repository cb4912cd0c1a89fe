"""``manage.py rotate_field_keys``: bring every encrypted field under the first key of ``FIELD_KEYS``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from postal_services.accounts.privacy import Unreadable, keyring
from postal_services.accounts.rotation import EncryptedColumn, encrypted_columns, left_behind, rotate_batch


class Command(BaseCommand):
    """Re-encrypts in batches; safe to stop and to run again, and while people work."""

    help = "Write every encrypted field anew under the first key of FIELD_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction (500)")
        parser.add_argument("--check", action="store_true", help="only count what is still under another key")

    def handle(self, *, batch: int, check: bool, **_: Any) -> None:
        """Rotate, or count.

        Raises:
            CommandError: rows remain under another key (``--check``), or a row's key is not configured.
        """
        remaining = 0
        for column in encrypted_columns():
            name = f"{column.table}.{column.column}"
            try:
                written = 0 if check else self._rotate(column, batch)
            except Unreadable as problem:
                raise CommandError(f"{name}: {problem}") from problem
            left = left_behind(column)
            remaining += left
            self.stdout.write(f"{name}: {written} written anew, {left} left under another key")
        if remaining:
            raise CommandError(f"{remaining} values are still under another key than '{keyring().active}'.")
        self.stdout.write(self.style.SUCCESS(f"Everything is under key '{keyring().active}'."))

    @staticmethod
    def _rotate(column: EncryptedColumn, batch: int) -> int:
        written = 0
        while done := rotate_batch(column, batch):
            written += done
        return written
