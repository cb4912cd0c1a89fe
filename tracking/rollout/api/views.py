"""Today's figures of 17 districts, for programs."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.rollout import board, policies
from tracking.rollout.figures import FIGURES

_NUMBERS = {figure.key: 0 for figure in FIGURES}


class CountedSerializer(serializers.Serializer[board.Counted]):
    """The figures of one district."""

    unit = serializers.CharField(source="district.unit")
    name = serializers.CharField(source="district.name")
    figures = serializers.DictField(child=serializers.IntegerField(), source="numbers")
    oldest_limbo_at = serializers.DateTimeField(allow_null=True)


class BoardSerializer(serializers.Serializer[board.Board]):
    """17 districts and their sums, as of now."""

    as_of = serializers.DateTimeField(source="at")
    units = CountedSerializer(many=True, source="rows")
    totals = serializers.DictField(child=serializers.IntegerField())
    oldest_limbo_at = serializers.DateTimeField(allow_null=True)


class BoardView(HouseView):
    """Today's figures, for the province, the hotline and supervisors."""

    @documented(
        "read_rollout_board",
        tag="rollout",
        summary="Today's figures of the 17 districts",
        description="\n".join(f"- `{figure.key}`: {figure.what}" for figure in FIGURES),
        answers={200: BoardSerializer},
        answer={
            "as_of": "2019-11-30T15:00:00+07:00",
            "units": [{"unit": "633", "name": "Huyện Chư Sê", "figures": _NUMBERS, "oldest_limbo_at": None}],
            "totals": _NUMBERS,
            "oldest_limbo_at": None,
        },
        refusals=(NotThere,),
    )
    def get(self, request: Request) -> Response:
        """The board."""
        policies.require_may_watch(actor_from(request))
        return Response(BoardSerializer(board.board()).data)
