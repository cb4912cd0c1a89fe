"""How far cases came and how long offices had their items, for programs of people who may see them."""

from datetime import date, timedelta
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import Invalid, NotThere
from tracking.measures.queries.durations import Dwell, Funnel
from tracking.measures.queries.flow import Asked, flow, stays
from tracking.measures.queries.service_level import named_desks

from .days import DAYS, one_day, require_span


class FunnelSerializer(serializers.Serializer[Funnel]):
    """Cases lodged in the span, and how many of them have come through each step by now."""

    lodged = serializers.IntegerField()
    handed_over = serializers.IntegerField(help_text="On a list between committee and post that was countersigned.")
    finished = serializers.IntegerField(help_text="The agency has a result.")
    delivered = serializers.IntegerField(help_text="The result reached the citizen.")
    returned = serializers.IntegerField(help_text="An item came back to the agency undelivered.")
    simulated = serializers.IntegerField(help_text="Of the cases lodged, those of the simulation.")


class DwellSerializer(serializers.Serializer[Dwell]):
    """How long items stayed in one office, in its opening minutes."""

    office = serializers.CharField()
    stays = serializers.IntegerField()
    p50 = serializers.IntegerField(help_text="Half of the stays were no longer; working minutes.")
    p90 = serializers.IntegerField(help_text="Nine in ten were no longer; working minutes.")


class MeasuresSerializer(serializers.Serializer[dict[str, Any]]):
    """The figures of a span as the caller may see them."""

    first = serializers.DateField()
    last = serializers.DateField()
    unit = serializers.CharField(allow_null=True, help_text="The district asked for; null for all.")
    counted_at = serializers.DateTimeField(help_text="Steps are counted up to this moment, but for the last seconds.")
    funnel = FunnelSerializer()
    dwell = DwellSerializer(many=True)


EXAMPLE: dict[str, Any] = {
    "first": "2019-08-01",
    "last": "2019-08-31",
    "unit": "633",
    "counted_at": "2019-09-02T08:00:00+07:00",
    "funnel": {"lodged": 40, "handed_over": 38, "finished": 30, "delivered": 25, "returned": 1, "simulated": 0},
    "dwell": [{"office": "BC-633", "stays": 26, "p50": 210, "p90": 930}],
}


class MeasuresView(HouseView):
    """The figures for staff; each sees the cases and offices that are theirs."""

    @documented(
        "read_measures",
        tag="measures",
        summary="How far the cases lodged in a span came, and how long offices had their items",
        description=(
            "From the ledger's lines: the cases lodged from one day to another that the caller may see, by the steps "
            "they have come through, and the stays of items that ended in those days, by office. The province and the "
            "hotline see all, others their offices. At most 366 days at once."
        ),
        answers={200: MeasuresSerializer},
        answer=EXAMPLE,
        parameters=(
            OpenApiParameter("from", OpenApiTypes.DATE, description="The first day; 30 days up to `to` when absent."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="The last day; today when absent."),
            OpenApiParameter("unit", OpenApiTypes.STR, description="Code of one district; all when absent."),
        ),
        refusals=(Invalid, NotThere),
    )
    def get(self, request: Request) -> Response:
        """The span as a whole."""
        last = one_day(request, "to", clock.today())
        first: date = one_day(request, "from", last - timedelta(days=DAYS - 1))
        require_span(first, last)
        unit = request.query_params.get("unit", "")
        if unit and f"UB-{unit}" not in named_desks():
            raise NotThere
        actor, asked = actor_from(request), Asked(first, last, f"UB-{unit}" if unit else None)
        found = {
            "first": first,
            "last": last,
            "unit": unit or None,
            "counted_at": clock.now(),
            "funnel": flow(actor, asked),
            "dwell": stays(actor, asked),
        }
        return Response(MeasuresSerializer(found).data)
