"""The rollout for programs: today's figures of 17 districts, and item 2 of the notice as of any day."""

from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import FieldProblem, Invalid, NotThere
from tracking.rollout import board, evidence, policies
from tracking.rollout.figures import FIGURES

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
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


class ReferenceSerializer(serializers.Serializer[evidence.Reference]):
    """One line of the ledger."""

    stream = serializers.CharField()
    seq = serializers.IntegerField()
    action = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    hash = serializers.CharField(help_text="The first 16 hexadecimal digits.")


class EvidenceSerializer(serializers.Serializer[evidence.Evidence]):
    """One thing a committee has to show."""

    key = serializers.ChoiceField(choices=evidence.KEYS)
    met = serializers.BooleanField()
    on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(
        allow_blank=True, help_text="Why not: `not_recorded`, `not_signed`, `signed`, `suspended`, `ended`, `none_yet`."
    )
    lines = ReferenceSerializer(many=True)


class TargetSerializer(serializers.Serializer[evidence.Target]):
    """One committee."""

    unit = serializers.CharField(source="district.unit")
    name = serializers.CharField(source="district.name")
    complete = serializers.BooleanField()
    evidence = EvidenceSerializer(many=True)


class ProgressSerializer(serializers.Serializer[evidence.Progress]):
    """Item 2 of the notice as of a day."""

    as_of = serializers.DateField()
    basis = serializers.SerializerMethodField(help_text="A fact counts on the day it happened.")
    units = serializers.SerializerMethodField()
    complete = serializers.IntegerField()
    share = serializers.FloatField(help_text="0 to 1.")
    forecast = serializers.SerializerMethodField(help_text="Null until there is one.")
    targets = TargetSerializer(many=True)

    def get_basis(self, _progress: evidence.Progress) -> str:
        return "occurred"

    def get_units(self, progress: evidence.Progress) -> int:
        return len(progress.targets)

    @extend_schema_field({"type": ["object", "null"]})
    def get_forecast(self, _progress: evidence.Progress) -> None:
        return None


EXAMPLE: dict[str, Any] = {
    "as_of": "2019-12-31",
    "basis": "occurred",
    "units": 17,
    "complete": 0,
    "share": 0.0,
    "forecast": None,
    "targets": [
        {
            "unit": "633",
            "name": "Huyện Chư Sê",
            "complete": False,
            "evidence": [
                {
                    "key": "mandate_signed",
                    "met": True,
                    "on": "2019-08-01",
                    "reason": "",
                    "lines": [
                        {
                            "stream": "UB-633/01-VBCG",
                            "seq": 3,
                            "action": "put_in_force",
                            "occurred_at": "2019-08-01T00:00:00+07:00",
                            "recorded_at": "2019-07-30T09:12:00+07:00",
                            "hash": "9f0e6a54d8a3b1c2",
                        }
                    ],
                },
                {"key": "staff_trained", "met": False, "on": None, "reason": "not_recorded", "lines": []},
            ],
        }
    ],
}


class ProgressView(HouseView):
    """Progress of the notice; public, as it names offices only."""

    permission_classes = [AllowAny]

    @documented(
        "read_rollout_progress",
        tag="rollout",
        summary="Item 2 of Notice 44/TB-UBND as of any day",
        description=(
            "Judged from ledger lines whose `occurred_at` lies on or before the day (Vietnam); `recorded_at` says when "
            "each was written. Evidence that is not recorded yet is not met."
        ),
        answers={200: ProgressSerializer},
        answer=EXAMPLE,
        parameters=(
            OpenApiParameter("as_of", OpenApiTypes.DATE, description="A day such as `2019-12-31`; today when absent."),
        ),
        refusals=(NotThere, Invalid),
    )
    def get(self, request: Request, directive: str, ask: int) -> Response:
        """The 17 committees with their evidence."""
        if (directive, ask) != (evidence.DIRECTIVE, evidence.ASK):
            raise NotThere
        day = _day(request.query_params.get("as_of", ""))
        return Response(ProgressSerializer(evidence.progress(day)).data)


def _day(text: str) -> date:
    """The day asked for, between 1900 and 2100; today when none was."""
    if not text:
        return clock.today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        problem = FieldProblem("not_a_day", "Ngày phải có dạng 2019-12-31.", "The day must look like 2019-12-31.")
        raise Invalid({"as_of": [problem]})
    return day
