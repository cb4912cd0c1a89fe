"""Retire the current signing key of a purpose and put a new one in its place."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from postal_services.documents import keys
from postal_services.documents.models import Purpose


class Command(BaseCommand):
    """``manage.py roll_signing_key --purpose receipt``: receipts signed so far stay provable by the retired key."""

    help = "Retire the current signing key and make a new one; what was signed stays provable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--purpose", choices=Purpose.values, default=Purpose.RECEIPT.value)

    def handle(self, *args: Any, **options: Any) -> None:
        purpose = options["purpose"]
        key_id = keys.roll_key(purpose)
        self.stdout.write(f"Key {key_id} now signs every new {purpose}. Copy its file to the other hosts.")
