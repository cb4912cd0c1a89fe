"""The service level for programs. Public: it names nobody."""

from datetime import timedelta
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from postal_services import clock
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import Invalid
from tracking.measures.queries.service_level import Level, ServiceLevel, service_level

from .days import DAYS, one_day, require_span

_ONE_DAY = timedelta(days=1)


class CountsSerializer(serializers.Serializer[Level]):
    """What was done in a span; a share is null where nothing was done."""

    delivered = serializers.IntegerField(help_text="Results that reached citizens.")
    delivered_in_time = serializers.IntegerField(help_text="Of them, within the working days the post may take.")
    delivered_share = serializers.FloatField(allow_null=True, help_text="0 to 1.")
    finished = serializers.IntegerField(help_text="Dossiers that have a result.")
    finished_on_time = serializers.IntegerField(help_text="Of them, by the appointment in force.")
    finished_share = serializers.FloatField(allow_null=True, help_text="0 to 1.")


class LevelDaySerializer(CountsSerializer):
    """One day."""

    day = serializers.DateField(source="first")


class ServiceLevelSerializer(serializers.Serializer[ServiceLevel]):
    """The levels of a span, day by day and as a whole."""

    first = serializers.DateField(source="whole.first")
    last = serializers.DateField(source="whole.last")
    basis = serializers.SerializerMethodField(help_text="`occurred`: a fact counts on the day it happened.")
    counted_to = serializers.DateTimeField(help_text="Every line up to this moment is counted.")
    behind = serializers.BooleanField(help_text="Whether lines written later still wait to be counted.")
    simulated = serializers.BooleanField(help_text="Whether dossiers of the simulation are among what is counted.")
    whole = CountsSerializer()
    days = LevelDaySerializer(many=True)

    def get_basis(self, _level: ServiceLevel) -> str:
        """By what a fact is dated."""
        return "occurred"


_COUNTS: dict[str, Any] = {
    "delivered": 3,
    "delivered_in_time": 3,
    "delivered_share": 1.0,
    "finished": 4,
    "finished_on_time": 3,
    "finished_share": 0.75,
}
EXAMPLE: dict[str, Any] = {
    "first": "2019-08-05",
    "last": "2019-08-05",
    "basis": "occurred",
    "counted_to": "2019-08-06T08:00:00+07:00",
    "behind": False,
    "simulated": False,
    "whole": _COUNTS,
    "days": [{**_COUNTS, "day": "2019-08-05"}],
}


class ServiceLevelView(HouseView):
    """The published service level."""

    permission_classes = [AllowAny]

    @documented(
        "read_service_level",
        tag="measures",
        summary="Shares of results delivered within the standard and of dossiers finished by their appointment",
        description="Counted from the ledger over all districts, by day in Vietnam. At most 366 days at once.",
        answers={200: ServiceLevelSerializer},
        answer=EXAMPLE,
        parameters=(
            OpenApiParameter("from", OpenApiTypes.DATE, description="The first day; 30 days up to `to` when absent."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="The last day; yesterday when absent."),
        ),
        refusals=(Invalid,),
    )
    def get(self, request: Request) -> Response:
        """Day by day, and the span as a whole."""
        last = one_day(request, "to", clock.today() - _ONE_DAY)
        first = one_day(request, "from", last - _ONE_DAY * (DAYS - 1))
        require_span(first, last)
        return Response(ServiceLevelSerializer(service_level(first, last)).data)
