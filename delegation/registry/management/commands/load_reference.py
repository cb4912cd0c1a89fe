"""Load the reference data of Gia Lai."""

from typing import Any

from django.core.management.base import BaseCommand

from delegation.registry import reference


class Command(BaseCommand):
    """Units, offices, procedures, tariff and calendar from the files; running it twice is harmless."""

    help = "Load the reference data of Gia Lai; running it again changes nothing."

    def handle(self, *_args: Any, **options: Any) -> None:
        changes = reference.load()
        if options["verbosity"]:
            self.stdout.write("\n".join(map(str, changes)) if changes else "Reference data: nothing to change")
