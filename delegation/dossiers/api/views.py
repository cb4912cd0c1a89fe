"""Calls that read dossiers.

Taking one in creates its items too, so the addresses stand in the room above, whose views extend these.
"""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers import codes
from delegation.dossiers.api.serializers import DOSSIER_EXAMPLE, DossierSerializer
from delegation.dossiers.models import Dossier
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
