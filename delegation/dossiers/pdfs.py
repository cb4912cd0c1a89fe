"""A paper of a dossier as an answer."""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from django.http import HttpResponse

from delegation.dossiers import notice_papers
from delegation.dossiers.models import Dossier, DossierNotice


def pdf_answer(dossier: Dossier, name: str, draw: Callable[[Dossier, BinaryIO], None]) -> HttpResponse:
    """The drawn paper, to be looked at; never kept by anything in between."""
    out = BytesIO()
    draw(dossier, out)
    return _answer(out, f"{name}-{dossier.code}.pdf")


def notice_answer(notice: DossierNotice) -> HttpResponse:
    """A paper to the citizen, in the form of the day it was given."""
    out = BytesIO()
    notice_papers.draw(notice, out)
    return _answer(out, f"phieu-{notice.kind}-{notice.dossier.code}-{notice.serial}.pdf")


def _answer(out: BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
