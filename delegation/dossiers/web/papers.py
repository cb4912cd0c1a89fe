"""The papers of one dossier as PDFs."""

from collections.abc import Callable
from typing import BinaryIO

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation.dossiers import papers, queries
from delegation.dossiers.models import Dossier
from delegation.dossiers.pdfs import pdf_answer
from delegation.registry.actors import actor_from
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere

_PERSONAL = ["applicant_name", "applicant_phone", "applicant_address"]


@login_required
@require_safe
def form_01(request: HttpRequest, code: str) -> HttpResponse:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    return _paper(request, code, "mau-01", papers.form_01)


@login_required
@require_safe
def tracking_slip(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu theo dõi hồ sơ."""
    return _paper(request, code, "phieu-theo-doi", papers.tracking_slip)


def _paper(request: HttpRequest, code: str, name: str, draw: Callable[[Dossier, BinaryIO], None]) -> HttpResponse:
    """The paper, if the dossier is one of the asker's offices; the reading of the citizen's data is noted."""
    actor = actor_from(request)
    dossier = queries.for_paper(actor, code)
    if dossier is None:
        raise NotThere
    note_read(actor, "dossier_paper", dossier.pk, _PERSONAL)
    return pdf_answer(dossier, name, draw)
