"""PDFs as answers."""

from io import BytesIO

from django.http import HttpResponse


def pdf(out: BytesIO, name: str) -> HttpResponse:
    """A PDF to be looked at; never kept by anything in between."""
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
