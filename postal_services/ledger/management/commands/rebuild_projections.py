"""``manage.py rebuild_projections [--check]``."""

import sys
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from postal_services.ledger.projections import all_projections

_SHOWN = 20


class Command(BaseCommand):
    """Hold every projection against the ledger; without --check, put right what differs."""

    help = "Đối chiếu các bảng với sổ cái và sửa cho khớp. / Hold every projection against the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only look; exit 1 when anything differs")

    def handle(self, *args: Any, **options: Any) -> None:
        differing = 0
        for projection in all_projections():
            if not options["check"]:
                self.stdout.write(f"{projection.name}: {projection.repair()} rows put right")
            found = projection.differences()
            shown = list(islice(found, _SHOWN))
            for difference in shown:
                self.stderr.write(str(difference))
            count = len(shown) + sum(1 for _ in found)
            self.stdout.write(f"{projection.name}: {count} differences")
            differing += count
        if differing:
            sys.exit(1)
