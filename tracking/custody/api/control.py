"""The control sheet of a case by call."""

from io import BytesIO

from django.http import HttpResponse
from rest_framework.request import Request

from delegation.dossiers import codes, queries
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.reads import note_read
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.custody import control_papers
from tracking.custody.api.pdfs import pdf


class ControlSheetView(HouseView):
    """Who gave the case to whom, when, and within which time."""

    @documented(
        "dossier_control_sheet",
        tag="dossiers",
        summary="The control sheet: every passing of the case from hand to hand, from the ledger",
        description=(
            "Form 05 of TT 01/2018/TT-VPCP, form 06 of TT 03/2025/TT-VPCP, by the day of receipt. Each hand-over of "
            "the post is one row; the hash of the case's chain and the ledger's root stand at the foot."
        ),
        answers={(200, "application/pdf"): bytes},
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """For the offices of the case; the reading of the citizen's data is noted."""
        actor = actor_from(request)
        dossier = queries.for_paper(actor, codes.parse(code) or "")
        if dossier is None:
            raise NotThere
        note_read(actor, "control_sheet", dossier.pk, control_papers.PERSONAL)
        out = BytesIO()
        control_papers.control_sheet_pdf(dossier, out, clock.now())
        return pdf(out, f"phieu-kiem-soat-{dossier.code}.pdf")
