"""The report's files for programs."""

from io import BytesIO

from django.http import HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.reports import files
from tracking.reports.api.reports import visible


class PdfView(HouseView):
    """The paper."""

    permission_classes = [AllowAny]

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


class WorkbookView(HouseView):
    """The workbook."""

    permission_classes = [AllowAny]

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
