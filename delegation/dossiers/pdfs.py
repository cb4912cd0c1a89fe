"""A paper of a dossier as an answer."""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from django.http import HttpResponse

from delegation.dossiers.models import Dossier


def pdf_answer(dossier: Dossier, name: str, draw: Callable[[Dossier, BinaryIO], None]) -> HttpResponse:
    """The drawn paper, to be looked at; never kept by anything in between."""
    out = BytesIO()
    draw(dossier, out)
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{dossier.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
