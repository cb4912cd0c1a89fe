"""``manage.py verify_report CODE``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tracking.reports import checking
from tracking.reports.management.bar import Bar
from tracking.reports.models import Report

_SHOWN = 20


class Command(BaseCommand):
    """Hold a report against the ledger: exit 0 when everything holds, 1 when something does not, 2 without a report."""

    help = "Đối chiếu báo cáo quý với sổ. / Verify a quarterly report against the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="such as BC-2019-Q4-44-TB-UBND")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.select_related("directive").filter(code=options["code"].strip().upper()).first()
        if report is None:
            self.stderr.write(f"Không có báo cáo {options['code']}. / No such report.")
            sys.exit(2)
        standing, broken = checking.standing(report), checking.chain(report)
        self._say("a. Số liệu và dòng sổ / figures and line", standing.row_holds, f"SHA-256 {report.sha256}")
        self._say("b. Chuỗi sổ / chain", not broken, broken)
        bar = Bar(self.stderr)
        found = checking.recompute(report, bar)
        bar.done()
        self._say("c. Tính lại / recomputed", found.matches, found.problem)
        for difference in found.differences[:_SHOWN]:
            self.stdout.write(f"   {difference}")
        late = checking.late(report)
        total = sum(count for _, _, count in late)
        self.stdout.write(f"Ghi sau khi lập / recorded later: {total}")
        for machine, action, count in late[:_SHOWN]:
            self.stdout.write(f"   {machine} {action}: {count}")
        if not (standing.row_holds and not broken and found.matches):
            sys.exit(1)

    def _say(self, what: str, holds: bool, words: str) -> None:  # noqa: FBT001
        self.stdout.write(f"{what}: {'khớp / OK' if holds else 'KHÁC / DIFFERS'}{f' ({words})' if words else ''}")
