"""Calls about mandates: which ones there are, and what each delegates."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from delegation.registry.actors import actor_from
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.views import HouseView
from postal_services.errors import NotThere

EXAMPLE = {
    "id": "01987a1c-2f63-7c54-9f0e-6a54d8a3b1c2",
    "number": "01/VBCG-UBND (số mẫu)",
    "committee": "UB-633",
    "post_office": "BC-633",
    "state": "in_force",
    "signed_on": "2019-07-30",
    "effective_from": "2019-08-01",
    "effective_to": None,
    "tasks": ["receive", "return"],
    "legal_basis": "QĐ 45/2016/QĐ-TTg",
    "procedures": [{"procedure": "2.000635", "valid_from": "2019-08-01", "valid_to": None}],
    "in_force": [{"from_at": "2019-08-01T00:00:00+07:00", "to_at": None}],
    "modified_at": "2019-08-01T08:00:00+07:00",
}


class DelegatedSerializer(serializers.Serializer[Any]):
    """One delegated procedure; `valid_to` is the first day on which it no longer holds."""

    procedure = serializers.CharField(source="procedure_id")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class SpanSerializer(serializers.Serializer[Any]):
    """A period in which the mandate was in force."""

    from_at = serializers.DateTimeField()
    to_at = serializers.DateTimeField(allow_null=True)


class MandateSerializer(serializers.Serializer[Mandate]):
    """A mandate; `effective_to` is its last day."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    committee = serializers.CharField(source="committee_id")
    post_office = serializers.CharField(source="post_office_id")
    state = serializers.ChoiceField(choices=MandateState.choices)
    signed_on = serializers.DateField(allow_null=True)
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(allow_null=True)
    tasks = serializers.ListField(child=serializers.CharField())
    legal_basis = serializers.CharField()
    procedures = DelegatedSerializer(many=True, source="delegated")
    in_force = SpanSerializer(many=True, source="spans")
    modified_at = serializers.DateTimeField()


class MandatesView(HouseView):
    """The mandates of the asker's offices."""

    pagination_class = HousePagination

    @documented(
        "list_mandates",
        tag="mandates",
        summary="The mandates of your offices, on either side",
        answers={200: MandateSerializer(many=True)},
        answer=[EXAMPLE],
        parameters=[MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """One page of mandates."""
        rows = Mandate.objects.visible_to(actor_from(request)).prefetch_related("delegated", "spans")
        return self.page(request, modified_since(request, rows, "modified_at"), MandateSerializer)


class MandateView(HouseView):
    """One mandate."""

    @documented("get_mandate", tag="mandates", summary="One mandate", answers={200: MandateSerializer}, answer=EXAMPLE)
    def get(self, request: Request, mandate: UUID) -> Response:
        """The mandate, if it is one of the asker's offices."""
        rows = Mandate.objects.visible_to(actor_from(request)).prefetch_related("delegated", "spans")
        found = rows.filter(pk=mandate).first()
        if found is None:
            raise NotThere
        return Response(MandateSerializer(found).data)
