"""Taking a dossier in by call: the list of dossiers, which may also be added to, and one dossier with its items."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers.api import views as dossiers
from delegation.dossiers.api.serializers import (
    APPLICANT_EXAMPLE,
    DOSSIER_EXAMPLE,
    LODGING_EXAMPLE,
    DossierDetailSerializer,
    DossierSerializer,
    LodgingSerializer,
    lodging_from,
)
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import NoAgencyCode, SerialsUsedUp
from delegation.mandates.refusals import (
    MandateEnded,
    MandateNotYet,
    MandateSuspended,
    NotMandated,
    TaskNotDelegated,
)
from delegation.registry.actors import actor_from
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.errors import NotThere, Refused
from tracking.custody.api.serializers import ItemShortSerializer
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.models import Item

ITEMS_EXAMPLE = [
    {"code": "HC473124829VN", "leg": "B", "state": "registered", "holder": {"office": "UB-633", "person": None}}
]


class DossierWithItemsSerializer(DossierSerializer):
    """A dossier and the sealed items that carry it."""

    items = ItemShortSerializer(many=True)
    possible_duplicates = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of dossiers of the last 24 hours that look like this one."
    )


class WholeDossierSerializer(DossierDetailSerializer):
    """A dossier with its citizen, papers and items."""

    items = serializers.SerializerMethodField()

    def get_items(self, dossier: Dossier) -> list[dict[str, Any]]:
        """The items in the order of their legs."""
        rows = Item.objects.filter(dossier=dossier).select_related("holder_person").order_by("leg", "code")
        return [item_answer(item) for item in rows]


def item_answer(item: Item) -> dict[str, Any]:
    """An item as a dossier shows it."""
    person = item.holder_person.username if item.holder_person else None
    return {
        "code": item.code,
        "leg": item.leg,
        "state": item.state,
        "holder": {"office": item.holder_office_id, "person": person},
    }


class DossiersView(dossiers.DossiersView):
    """The dossiers of the asker's offices, and the door by which a partner's program takes one in."""

    @documented(
        "lodge_dossier",
        tag="dossiers",
        summary="Take a dossier in and register its items",
        description=(
            "By an officer of the committee, or, for what citizens send, by a clerk of a post office it has mandated. "
            "The mandate in force at `received_at` (now when absent) must cover the procedure."
        ),
        request=LodgingSerializer,
        answers={201: DossierWithItemsSerializer},
        example=LODGING_EXAMPLE,
        answer={**DOSSIER_EXAMPLE, "items": ITEMS_EXAMPLE, "possible_duplicates": []},
        refusals=(
            NotThere,
            NotMandated,
            MandateEnded,
            MandateSuspended,
            MandateNotYet,
            TaskNotDelegated,
            NoAgencyCode,
            SerialsUsedUp,
        ),
    )
    def post(self, request: Request) -> Response:
        """Take one dossier in."""
        wanted = lodging_from(parsed(request, LodgingSerializer))
        outcome = lodge_dossiers(actor=actor_from(request), lodgings=[wanted])[0]
        if isinstance(outcome, Refused):
            raise outcome
        body = {**DossierSerializer(outcome.dossier).data, "items": [item_answer(item) for item in outcome.items]}
        body["possible_duplicates"] = list(outcome.duplicates)
        return Response(body, status=201)


class DossierView(dossiers.DossierView):
    """One dossier with its items."""

    @documented(
        "get_dossier",
        tag="dossiers",
        summary="One dossier with its citizen, papers and items",
        description="Each reading of the citizen's data is noted with who asked.",
        answers={200: WholeDossierSerializer},
        answer={
            **DOSSIER_EXAMPLE,
            "applicant": APPLICANT_EXAMPLE,
            "papers": LODGING_EXAMPLE["papers"],
            "items": ITEMS_EXAMPLE,
        },
    )
    def get(self, request: Request, code: str) -> Response:
        """The dossier, if it is one of the asker's offices."""
        return Response(WholeDossierSerializer(self.dossier(request, code)).data)
