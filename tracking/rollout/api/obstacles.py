"""Obstacles for programs: the list, one, and the acts on it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.establishment.refusals import InTheFuture
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.api.filters import OneOf
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.documents.refusals import SENT_FILES as FILES
from postal_services.errors import Invalid, NotThere
from tracking.rollout import policies, steps
from tracking.rollout.api import act_shapes as shapes
from tracking.rollout.commands import obstacles as commands
from tracking.rollout.models import Obstacle, ObstacleKind
from tracking.rollout.queries import obstacles as reads
from tracking.rollout.refusals import (
    NotYoursToAnswer,
    NotYourTarget,
    ObstacleMoved,
    ProvinceOnly,
    ReopenTooLate,
    UnitNotThen,
)
from tracking.rollout.states import ObstacleState
from tracking.rollout.steps import Aim

OBSTACLE: dict[str, Any] = {
    "code": "VM-633-190805-01",
    "directive": "44-TB-UBND",
    "ask": "2",
    "target": "633",
    "kind": "network",
    "blocks": "first_hand_over",
    "state": "reported",
    "since": "2019-08-01",
    "reported_at": "2019-08-05T12:00:00+07:00",
    "office": "UB-64",
    "owner": None,
    "due_at": "2019-08-12T17:00:00+07:00",
    "level": 0,
    "answered_at": None,
    "closed_at": None,
    "simulated": False,
}
_STATE = OneOf(
    "state",
    ("standing", "overdue", "all", *ObstacleState.values),
    otherwise="standing",
    description="`standing` (default), `overdue`, `all`, or one state.",
)
_KIND = OneOf("kind", ObstacleKind.values, description="One kind.")
_FILTERS = (
    _STATE,
    _KIND,
    OpenApiParameter("target", OpenApiTypes.STR, description="Code of the unit."),
)


class ObstaclesView(HouseView):
    """What is in the way."""

    pagination_class = HousePagination

    @documented(
        "list_obstacles",
        tag="rollout",
        summary="Obstacles of your units; all of them for the province",
        answers={200: shapes.ObstacleSerializer(many=True)},
        answer=[OBSTACLE],
        parameters=[*_FILTERS, MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        unit = request.query_params.get("target", "")[:24]
        sought = reads.Sought(_KIND.of(request), _STATE.of(request), unit)
        rows = reads.sought(actor_from(request), sought, clock.now()).select_related("target__ask").order_by()
        pages = HousePagination()
        shown = pages.paginate_queryset(modified_since(request, rows, "modified_at"), request, self) or []
        return pages.get_paginated_response(shapes.ObstacleSerializer(shown, many=True).data)


class ReportView(HouseView):
    """Reporting what is in the way of a unit."""

    @documented(
        "report_obstacle",
        tag="rollout",
        summary="Report an obstacle of your unit",
        description="The same words about the same matter, while it waits for its answer, are one obstacle.",
        request=shapes.ObstacleReportSerializer,
        answers={201: shapes.ObstacleSerializer},
        example={
            "kind": "network",
            "words": "Đường truyền xã Ia Tiêm chập chờn.",
            "blocks": "first_hand_over",
            "since": "2019-08-01",
        },
        answer=OBSTACLE,
        refusals=(NotThere, NotYourTarget, UnitNotThen, Invalid, InTheFuture, *FILES),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """The province owes an answer within the days of the parameter `obstacle_answer_days`."""
        sent = parsed(request, shapes.ObstacleReportSerializer)
        actor, named = actor_from(request), aim(directive, ask, code)
        policies.require_may_speak(actor, steps.find_target(named, clock.today()))
        with shapes.taken_for(sent["document"]) as document:
            report = commands.Report(sent["kind"], sent["words"], sent["blocks"], sent["since"], document)
            made = commands.report_obstacle(actor=actor, aim=named, report=report)
        return Response(shapes.ObstacleSerializer(made).data, status=201)


class ObstacleView(HouseView):
    """One obstacle."""

    @documented(
        "read_obstacle",
        tag="rollout",
        summary="One obstacle",
        answers={200: shapes.ObstacleSerializer},
        answer=OBSTACLE,
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """Words and files stay on the page, where reading them is noted."""
        return Response(_whole(request, code))


class AssignmentView(HouseView):
    """Who answers."""

    @documented(
        "assign_obstacle",
        tag="rollout",
        summary="Give an obstacle to an office with a deadline in working days",
        request=shapes.AssignmentSerializer,
        answers={200: shapes.ObstacleSerializer},
        example={"office": "BC-64", "days": 3},
        answer={**OBSTACLE, "state": "taken", "office": "BC-64"},
        refusals=(NotThere, ProvinceOnly, ObstacleMoved, Invalid),
    )
    def post(self, request: Request, code: str) -> Response:
        """For the province; escalation begins anew."""
        sent = parsed(request, shapes.AssignmentSerializer)
        given = commands.Assignment(sent["office"], sent["days"])
        commands.assign_obstacle(actor=actor_from(request), code=_clean(code), assignment=given)
        return Response(_whole(request, code))


class AnswerView(HouseView):
    """The answer."""

    @documented(
        "answer_obstacle",
        tag="rollout",
        summary="Answer an obstacle",
        request=shapes.ObstacleAnswerSerializer,
        answers={200: shapes.ObstacleSerializer},
        example={"words": "Đã nâng đường truyền lên 50 Mbps từ 10/8."},
        answer={**OBSTACLE, "state": "answered", "answered_at": "2019-08-09T09:00:00+07:00"},
        refusals=(NotThere, NotYoursToAnswer, ObstacleMoved, Invalid, *FILES),
    )
    def post(self, request: Request, code: str) -> Response:
        """For the province and the office it was assigned to."""
        sent = parsed(request, shapes.ObstacleAnswerSerializer)
        actor = actor_from(request)
        policies.require_may_answer(actor, _found(actor, code))
        with shapes.taken_for(sent["document"]) as document:
            given = commands.Answer(sent["words"], document)
            commands.answer_obstacle(actor=actor, code=_clean(code), answer=given)
        return Response(_whole(request, code))


class ClosureView(HouseView):
    """The end of an answered obstacle."""

    @documented(
        "close_obstacle",
        tag="rollout",
        summary="End an answered obstacle",
        request=NothingSerializer,
        answers={200: shapes.ObstacleSerializer},
        example={},
        answer={**OBSTACLE, "state": "closed"},
        refusals=(NotThere, ProvinceOnly, ObstacleMoved),
    )
    def post(self, request: Request, code: str) -> Response:
        """By the province, or by the unit that is content with the answer."""
        parsed(request, NothingSerializer)
        commands.close_obstacle(actor=actor_from(request), code=_clean(code))
        return Response(_whole(request, code))


class ReopeningView(HouseView):
    """Disagreeing with an answer."""

    @documented(
        "reopen_obstacle",
        tag="rollout",
        summary="Say that the answer did not help",
        request=shapes.ReasonSerializer,
        answers={200: shapes.ObstacleSerializer},
        example={"reason": "Đường truyền vẫn mất vào buổi chiều."},
        answer={**OBSTACLE, "state": "reopened"},
        refusals=(NotThere, NotYourTarget, ObstacleMoved, ReopenTooLate, Invalid),
    )
    def post(self, request: Request, code: str) -> Response:
        """Within the working days of the parameter `obstacle_reopen_days`."""
        sent = parsed(request, shapes.ReasonSerializer)
        commands.reopen_obstacle(actor=actor_from(request), code=_clean(code), reason=sent["reason"])
        return Response(_whole(request, code))


def aim(directive: str, ask: str, code: str) -> Aim:
    """The target an address names; one that no database could hold is not there."""
    if "\x00" in directive + ask + code:
        raise NotThere
    return Aim(directive[:40], ask[:8], code[:24])


def _clean(code: str) -> str:
    if "\x00" in code:
        raise NotThere
    return code[:60]


def _whole(request: Request, code: str) -> dict[str, Any]:
    return dict(shapes.ObstacleSerializer(_found(actor_from(request), code)).data)


def _found(actor: Actor, code: str) -> Obstacle:
    found: Obstacle | None = reads.find(actor, code)
    if found is None:
        raise NotThere
    return found
