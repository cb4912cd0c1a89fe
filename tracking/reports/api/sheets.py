"""Responsibility sheets for programs: the same figures as the page and the paper."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.schema import documented
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.measures.keys import Key
from tracking.reports import sheets
from tracking.reports.refusals import NotAQuarter, QuarterNotBegun
from tracking.reports.sheets.figures import Cut, Ranking, Sheet, Timed
from tracking.reports.sheets.gather import quarter_of, times_by_procedure

_TIMES = {
    "procedure": "2.000635",
    "name": "Cấp bản sao trích lục hộ tịch",
    "finished": 120,
    "on_time": 117,
    "regulated": 300,
    "posted": 200,
    "committed": 200,
    "actual": 150,
    "cut": 5000,
    "against": "within",
}
_EXAMPLE: dict[str, Any] = {
    "unit": "633",
    "name": "Huyện Chư Sê",
    "committee": "UB-633",
    "quarter": "2019-Q4",
    "first": "2019-10-01",
    "as_of": "2019-12-31",
    "running": False,
    "rank": {"place": 3, "sharing": 1, "of": 17, "points": 874, "before": 5},
    "figures": {str(key): 0 for key in Key},
    "figures_before": {str(key): 0 for key in Key},
    "times": {**_TIMES, "procedure": "", "name": "Huyện Chư Sê"},
    "procedures": [_TIMES],
    "satisfaction": {"ratings": 40, "mean": 430, "satisfied": 8750, "least": 5},
    "evidence": {"met": 7, "of": 8},
    "readiness": {"ready": 12, "of": 15},
    "obstacles": {"open": 1, "overdue": 0},
    "rule": {"verified": False, "weights": {"on_time": 30}},
    "simulated": 0,
    "counted_to": "2020-01-02T08:00:00+07:00",
}


class SheetTimesSerializer(serializers.Serializer[Any]):
    """Mean working days in hundredths: 250 are two and a half; shares in hundredths of a per cent."""

    procedure = serializers.CharField(allow_blank=True, help_text="Empty for all procedures together.")
    name = serializers.CharField()
    finished = serializers.IntegerField()
    on_time = serializers.IntegerField()
    regulated = serializers.IntegerField(allow_null=True)
    posted = serializers.IntegerField(allow_null=True, help_text="Null where nothing was published.")
    committed = serializers.IntegerField(allow_null=True)
    actual = serializers.IntegerField(allow_null=True)
    cut = serializers.IntegerField(allow_null=True, help_text="1 - actual / regulated; below zero where longer.")
    against = serializers.ChoiceField(choices=list(Cut), allow_null=True, help_text="Beside 30 to 70 per cent.")


class SheetSerializer(serializers.Serializer[Any]):
    """One unit's sheet; nobody is named."""

    unit = serializers.CharField()
    name = serializers.CharField()
    committee = serializers.CharField()
    quarter = serializers.CharField()
    first = serializers.DateField()
    as_of = serializers.DateField(help_text="The last day counted.")
    running = serializers.BooleanField(help_text="Whether the quarter is not over.")
    rank = serializers.DictField(allow_null=True, help_text="Null for a unit that is not ranked; `points` of 1000.")
    figures = serializers.DictField(child=serializers.IntegerField())
    figures_before = serializers.DictField(child=serializers.IntegerField(), help_text="Of the quarter before.")
    times = SheetTimesSerializer()
    procedures = SheetTimesSerializer(many=True)
    satisfaction = serializers.DictField(help_text="`mean` and `satisfied` are null below `least` ratings.")
    evidence = serializers.DictField(allow_null=True)
    readiness = serializers.DictField(allow_null=True)
    obstacles = serializers.DictField(child=serializers.IntegerField())
    rule = serializers.DictField()
    simulated = serializers.IntegerField(help_text="Cases of the simulation among all that was ever lodged.")
    counted_to = serializers.DateTimeField()


class ResponsibilityView(HouseView):
    """The responsibility sheet of one unit."""

    @documented(
        "read_responsibility",
        tag="reports",
        summary="The responsibility sheet of a unit in a quarter",
        description="For the province, the unit's own committee, and the supervisors of its post office.",
        parameters=[
            OpenApiParameter("quarter", str, description="Such as `2019-Q4`; the last one with figures if not given.")
        ],
        answers={200: SheetSerializer},
        answer=_EXAMPLE,
        refusals=(NotThere, NotAQuarter, QuarterNotBegun),
    )
    def get(self, request: Request, unit: str) -> Response:
        """As the page shows it."""
        scope = sheets.require_may_read(actor_from(request))
        if not scope.covers(unit):
            raise NotThere
        asked = request.query_params.get("quarter", "").strip()
        found = sheets.gather(sheets.span_of(quarter_of(asked) if asked else sheets.newest_quarter()))
        sheet = found.sheet(unit)
        if sheet is None:
            raise NotThere
        rows = times_by_procedure(sheet.committee, found.span)
        return Response(SheetSerializer(_told(found, sheet, rows)).data)


def _told(found: Ranking, sheet: Sheet, rows: list[Timed]) -> dict[str, Any]:
    return {
        "unit": sheet.unit,
        "name": sheet.name,
        "committee": sheet.committee,
        "quarter": str(found.span.quarter),
        "first": found.span.first,
        "as_of": found.span.as_of,
        "running": found.span.running,
        "rank": _rank(found, sheet),
        "figures": {str(key): number for key, number in sheet.counts.items()},
        "figures_before": {str(key): number for key, number in sheet.before.items()},
        "times": _time(sheet.times, ""),
        "procedures": [_time(row, row.key) for row in rows],
        "satisfaction": {
            "ratings": sheet.counts[Key.RATED],
            "mean": sheet.mean_score,
            "satisfied": sheet.satisfied,
            "least": found.rule.least_ratings,
        },
        "evidence": None if sheet.evidence is None else {"met": sheet.evidence, "of": sheet.evidence_all},
        "readiness": None if sheet.ready is None else {"ready": sheet.ready, "of": sheet.communes},
        "obstacles": {"open": sheet.obstacles, "overdue": sheet.obstacles_overdue},
        "rule": {
            "verified": found.rule.verified,
            "weights": {str(each.criterion): each.weight for each in found.rule.weights},
        },
        "simulated": sheet.simulated,
        "counted_to": found.counted_to,
    }


def _rank(found: Ranking, sheet: Sheet) -> dict[str, Any] | None:
    if sheet.rank is None:
        return None
    return {
        "place": sheet.rank.place,
        "sharing": sheet.rank.sharing,
        "of": found.ranked,
        "points": sheet.rank.points,
        "before": sheet.rank_before.place if sheet.rank_before else None,
    }


def _time(row: Timed, procedure: str) -> dict[str, Any]:
    return {
        "procedure": procedure,
        "name": row.name,
        "finished": row.finished,
        "on_time": row.on_time,
        "regulated": row.regulated,
        "posted": row.posted,
        "committed": row.committed,
        "actual": row.actual,
        "cut": row.cut,
        "against": row.against,
    }
