"""Calls that read dossiers.

Taking one in creates its items too, so the addresses stand in the room above, whose views extend these.
"""

from collections.abc import Callable
from typing import BinaryIO

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers import codes, papers, queries
from delegation.dossiers.api.serializers import DOSSIER_EXAMPLE, DossierSerializer
from delegation.dossiers.models import Dossier
from delegation.dossiers.pdfs import pdf_answer
from delegation.dossiers.states import DossierState
from delegation.dossiers.validation import committee_code
from delegation.registry.actors import actor_from
from postal_services.accounts.reads import note_read
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.views import HouseView
from postal_services.errors import FieldProblem, Invalid, NotThere

PERSONAL = ("applicant_name", "applicant_phone", "applicant_address")
FILTERS = [
    OpenApiParameter("state", OpenApiTypes.INT, description="1 to 10 of the national portal."),
    OpenApiParameter("committee", OpenApiTypes.STR, description="`633` or `UB-633`."),
    OpenApiParameter("post_office", OpenApiTypes.STR),
    OpenApiParameter("procedure", OpenApiTypes.STR),
    MODIFIED_SINCE,
]


class DossiersView(HouseView):
    """The dossiers of the asker's offices."""

    pagination_class = HousePagination

    @documented(
        "list_dossiers",
        tag="dossiers",
        summary="The dossiers of your offices, newest first",
        description="Without the citizens; read one dossier for that.",
        answers={200: DossierSerializer(many=True)},
        answer=[DOSSIER_EXAMPLE],
        parameters=FILTERS,
    )
    def get(self, request: Request) -> Response:
        """One page of dossiers."""
        rows = Dossier.objects.visible_to(actor_from(request)).select_related("unit")
        return self.page(request, modified_since(request, _filtered(request, rows), "modified_at"), DossierSerializer)


class DossierView(HouseView):
    """One dossier; the room above answers with its items too."""

    def dossier(self, request: Request, code: str) -> Dossier:
        """The dossier, if it is one of the asker's offices; the reading of the citizen's data is noted.

        Raises:
            NotThere: not the asker's, or not there.
        """
        actor = actor_from(request)
        rows = Dossier.objects.visible_to(actor).select_related("unit").prefetch_related("papers")
        found = rows.filter(code=codes.parse(code) or "").first()
        if found is None:
            raise NotThere
        note_read(actor, "dossier_call", found.pk, PERSONAL)
        return found


class _PaperView(HouseView):
    """A paper of one dossier."""

    def paper(self, request: Request, code: str, name: str, draw: Callable[[Dossier, BinaryIO], None]) -> HttpResponse:
        """The paper, if the dossier is one of the asker's offices; the reading of the citizen's data is noted."""
        actor = actor_from(request)
        found = queries.for_paper(actor, codes.parse(code) or "")
        if found is None:
            raise NotThere
        note_read(actor, "dossier_paper", found.pk, PERSONAL)
        return pdf_answer(found, name, draw)


class Form01View(_PaperView):
    """Form 01 of TT 01/2018/TT-VPCP or TT 03/2025/TT-VPCP."""

    @documented(
        "dossier_form_01",
        tag="dossiers",
        summary="Form 01: receipt of the dossier and appointment for the result",
        answers={(200, "application/pdf"): bytes},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """In the edition in force on the day of receipt."""
        return self.paper(request, code, "mau-01", papers.form_01)


class TrackingSlipView(_PaperView):
    """The slip by which a citizen follows a dossier."""

    @documented(
        "dossier_tracking_slip",
        tag="dossiers",
        summary="The citizen's slip with the code to follow the dossier by",
        answers={(200, "application/pdf"): bytes},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """With the charges and why they are reduced."""
        return self.paper(request, code, "phieu-theo-doi", papers.tracking_slip)


def _filtered(request: Request, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    sent = request.query_params
    if state := sent.get("state", "").strip():
        rows = rows.filter(state=_state(state))
    if committee := sent.get("committee", "").strip():
        rows = rows.filter(committee=committee_code(committee))
    for name in ("post_office", "procedure"):
        if value := sent.get(name, "").strip():
            rows = rows.filter(**{name: value})
    return rows


def _state(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) in DossierState.values:
        return int(text)
    problem = FieldProblem("unknown_state", "Trạng thái là số từ 1 đến 10.", "The state is a number from 1 to 10.")
    raise Invalid({"state": [problem]})
