"""``manage.py verify_ledger [--stream CODE]``."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from postal_services.ledger import verification


class Command(BaseCommand):
    """Recompute every hash, chain, head and seal; exit 1 naming the first bad line."""

    help = "Tính lại toàn bộ sổ cái: chuỗi băm, đầu dòng, dấu niêm. / Recompute the ledger's chains and seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", metavar="CODE", help="only the streams with this code")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        verdict = verification.verify(options["stream"])
        took = time.perf_counter() - started
        if options["stream"] and not verdict.streams:
            self.stderr.write(f"Không có dòng sổ mã {options['stream']}. / No stream has this code.")
            sys.exit(2)
        if verdict.broken:
            self.stderr.write(f"SAI / BROKEN: {verdict.broken}")
            sys.exit(1)
        self.stdout.write(
            f"Đúng / OK: {verdict.lines} lines, {verdict.streams} streams, {verdict.checkpoints} checkpoints,"
            f" {verdict.lines / took if took else 0:,.0f} lines/s"
        )
