"""``manage.py quarterly_report QUARTER [--directive CODE] [--out DIR]``."""

import hashlib
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from postal_services.documents.papers import Letterhead
from postal_services.errors import Refused
from tracking.reports import coding, issuing, steps
from tracking.reports.commands import making
from tracking.reports.commands.making import Computed
from tracking.reports.management.bar import Bar
from tracking.reports.models import Report
from tracking.reports.papers import ReportPaper, render_report
from tracking.reports.quarters import Quarter
from tracking.reports.workbook import render_workbook
from tracking.rollout.evidence import DIRECTIVE

_AGENCY = "Sở Thông tin và Truyền thông"


class Command(BaseCommand):
    """Compute a quarter's report and write it as PDF, XLSX and JSON; nothing is drafted, approved or frozen.

    Where the quarter has a frozen report, that report is written out again, byte for byte.
    """

    help = "Tính và in báo cáo quý ra PDF, XLSX, JSON. / Write a quarter's report as PDF, XLSX and JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quarter", metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument("--directive", default=DIRECTIVE, metavar="CODE")
        parser.add_argument("--out", default=".", metavar="DIR", help="where the files go (default: here)")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = Bar(self.stderr)
        try:
            directive = steps.directive_of(options["directive"])
            quarter = steps.quarter_of(options["quarter"])
            frozen = Report.objects.filter(directive=directive, year=quarter.year, quarter=quarter.number).first()
            if frozen is not None and frozen.is_frozen:
                paper, text = issuing.paper_of(frozen), frozen.figures
            else:
                paper, text = _paper(making.compute(directive, quarter, bar), directive.code, quarter)
        except Refused as refused:
            bar.done()
            self.stderr.write(f"{refused.detail('vi')}\n{refused.detail('en')}")
            sys.exit(1)
        bar(95, "Ghi tệp")
        self._write(Path(options["out"]), paper, text)
        bar(100, "Xong")
        bar.done()

    def _write(self, folder: Path, paper: ReportPaper, text: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        printed, book = BytesIO(), BytesIO()
        render_report(paper, printed)
        render_workbook(paper, book)
        files = {"pdf": printed.getvalue(), "xlsx": book.getvalue(), "json": text.encode()}
        for ending, content in files.items():
            target = folder / f"{paper.code}.{ending}"
            target.write_bytes(content)
            self.stdout.write(f"{target}  {hashlib.sha256(content).hexdigest()[:16]}")


def _paper(computed: Computed, directive: str, quarter: Quarter) -> tuple[ReportPaper, str]:
    text = coding.written(computed.figures)
    marks = ["DỰ THẢO", "TẠM TÍNH" if computed.figures.head.provisional else ""]
    marks.append("MÔ PHỎNG" if computed.figures.simulated else "")
    paper = ReportPaper(
        code=steps.code_of(directive, quarter),
        letterhead=Letterhead(_AGENCY, above="UBND tỉnh Gia Lai", place=issuing.PROVINCE),
        figures=computed.figures,
        sha256=coding.digest(text),
        known_to=computed.known.at,
        marks=tuple(mark for mark in marks if mark),
    )
    return paper, text
