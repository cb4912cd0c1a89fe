"""A report's files as answers: frozen ones may be kept, drafts never."""

from io import BytesIO
from typing import Final

from django.http import HttpResponse

from . import issuing
from .models import Report

PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf_answer(report: Report, out: BytesIO) -> HttpResponse:
    """The paper, to be looked at."""
    issuing.pdf(report, out)
    return _answer(report, out, PDF, f'inline; filename="{report.code}.pdf"')


def workbook_answer(report: Report, out: BytesIO) -> HttpResponse:
    """The workbook, to be saved."""
    issuing.workbook(report, out)
    return _answer(report, out, XLSX, f'attachment; filename="{report.code}.xlsx"')


def _answer(report: Report, out: BytesIO, kind: str, disposition: str) -> HttpResponse:
    response = HttpResponse(out.getvalue(), content_type=kind)
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "public, max-age=300" if report.is_frozen else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
