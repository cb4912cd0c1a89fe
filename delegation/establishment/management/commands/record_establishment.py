"""``manage.py record_establishment``"""

from typing import Any

from django.core.management.base import BaseCommand

from delegation.establishment.commands.recording import record_establishment


class Command(BaseCommand):
    """Write a line about each office, post and device that the ledger does not know yet."""

    help = "Takes offices, posts and devices from lists into the ledger; running it again changes nothing."

    def handle(self, *_args: Any, **options: Any) -> None:
        """One transaction."""
        done = record_establishment()
        if options["verbosity"]:
            words = f"{done.offices} offices, {done.posts} posts, {done.devices} devices recorded"
            self.stdout.write(words if done else "Establishment: nothing to record")
