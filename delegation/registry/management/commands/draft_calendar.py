"""Print a draft of the special days of one year as CSV."""

import csv
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from delegation.registry.drafts import special_days


class Command(BaseCommand):
    """Holidays, days in lieu and known swaps of a year, as rows for ``calendar.csv``; to be checked by a person."""

    help = "Print the special days of a year as CSV, to be checked against the yearly notices and added to the data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = list(special_days(options["year"]))
        writer = csv.DictWriter(self.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
