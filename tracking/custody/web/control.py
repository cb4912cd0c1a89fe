"""The control sheet of a case as a page's PDF."""

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation.dossiers import queries
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere
from tracking.custody import control_papers


@login_required
@require_safe
def control_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ, for the offices of the case; the reading is noted."""
    actor = actor_from(request)
    dossier = queries.for_paper(actor, code)
    if dossier is None:
        raise NotThere
    note_read(actor, "control_sheet", dossier.pk, control_papers.PERSONAL)
    out = BytesIO()
    control_papers.control_sheet_pdf(dossier, out, clock.now())
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="phieu-kiem-soat-{dossier.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
