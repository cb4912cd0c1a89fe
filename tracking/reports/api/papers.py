"""The report's files for programs."""

from io import BytesIO

from django.http import HttpResponse
from rest_framework.request import Request

from postal_services.api.schema import documented
from postal_services.errors import NotThere
from tracking.reports import files
from tracking.reports.api.reading import OpenView, visible


class PdfView(OpenView):
    """The paper."""

    @documented(
        "report_pdf",
        tag="reports",
        summary="A quarterly report as an A4 PDF",
        description="A frozen report gives the same bytes every time.",
        answers={(200, files.PDF): bytes},
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Drawn from the stored figures."""
        return files.pdf_answer(visible(request, code), BytesIO())


class WorkbookView(OpenView):
    """The workbook."""

    @documented(
        "report_xlsx",
        tag="reports",
        summary="A quarterly report as an XLSX workbook",
        description="The same figures as the PDF, as typed cells; a frozen report gives the same bytes every time.",
        answers={(200, files.XLSX): bytes},
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Written from the stored figures."""
        return files.workbook_answer(visible(request, code), BytesIO())
