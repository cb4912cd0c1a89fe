"""A report as papers are made of it: the same row gives the same bytes."""

from typing import BinaryIO, Final

from django.conf import settings
from django.urls import reverse

from postal_services import clock
from postal_services.documents.papers import Letterhead

from .addresses import Addresses, absolute
from .models import Report
from .papers import ReportPaper, render_report
from .states import ReportState
from .workbook import render_workbook

PROVINCE: Final = "Gia Lai"
_MARKS: Final = {
    ReportState.DRAFT.value: "DỰ THẢO",
    ReportState.APPROVED.value: "ĐÃ DUYỆT, CHƯA CHỐT",
    ReportState.WITHDRAWN.value: "DỰ THẢO ĐÃ RÚT",
}


def paper_of(report: Report) -> ReportPaper:
    """Everything that stands on the report's papers."""
    figures = report.tree
    marks = [
        _MARKS.get(report.state, ""),
        "TẠM TÍNH" if figures.head.provisional else "",
        "MÔ PHỎNG" if figures.simulated else "",
    ]
    return ReportPaper(
        code=report.code,
        letterhead=Letterhead(report.agency, above=report.above, place=PROVINCE, hotline=settings.HOTLINE),
        figures=figures,
        sha256=report.sha256,
        known_to=report.known_to,
        marks=tuple(mark for mark in marks if mark),
        opinion=report.opinion,
        number=report.number,
        on=clock.day_of(report.frozen_at) if report.frozen_at else None,
        check_url=check_url(report) if report.is_frozen else "",
        seal_root=report.seal_root,
        page=absolute(reverse("reports:report", args=[report.code])),
        address=Addresses(report.code, figures.head, figures.progress.ask).absolute,
    )


def check_url(report: Report) -> str:
    """Where anybody holds the report against the ledger."""
    return absolute(reverse("reports:check", args=[report.code]))


def pdf(report: Report, out: BinaryIO) -> None:
    """The report on paper."""
    render_report(paper_of(report), out)


def workbook(report: Report, out: BinaryIO) -> None:
    """The report as a workbook."""
    render_workbook(paper_of(report), out)
