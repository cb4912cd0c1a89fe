"""Reads about the ways between offices: the tree of the offices and the route table, as they stand on a day."""

from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from delegation.registry.models import Office
from postal_services import clock
from tracking.custody.models import RouteStep
from tracking.custody.routes import Place, Turn, Ways


def ways(on: date | None = None) -> Ways:
    """All ways on ``on`` (today when not given); two queries."""
    day = on or clock.today()
    offices = Office.objects.valid_on(day).values_list("code", "kind", "parent_id", "unit_id", "unit__parent_id")
    turns = RouteStep.objects.valid_on(day).values_list("origin_id", "goal_id", "district_id", "next_office_id")
    return Ways(
        places={code: Place(code, kind, parent or "", area, around) for code, kind, parent, area, around in offices},
        turns=[Turn(origin, goal or "", district, following) for origin, goal, district, following in turns],
    )


class Roads:
    """The ways of a day, read when they are first asked for and then kept."""

    def __init__(self, on: date) -> None:
        self._on = on

    @cached_property
    def ways(self) -> Ways:
        """Two queries the first time."""
        return ways(self._on)


def table(on: date | None = None) -> QuerySet[RouteStep]:
    """The rows of the route table in force, in the order of their origins."""
    rows = RouteStep.objects.valid_on(on or clock.today())
    return rows.select_related("origin", "goal", "district", "next_office").order_by("origin", "goal", "district")
