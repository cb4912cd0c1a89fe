"""Tasks for programs: the list, one, and the acts on it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.establishment.refusals import InTheFuture
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.api.filters import OneOf
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.documents.refusals import SENT_FILES as _FILES
from postal_services.errors import Invalid, NotThere
from tracking.rollout import policies, steps
from tracking.rollout.api.act_shapes import ReasonSerializer, taken_for
from tracking.rollout.api.obstacles import aim
from tracking.rollout.api.task_shapes import DoneSerializer, TaskSerializer, VerdictSerializer
from tracking.rollout.commands import tasks as commands
from tracking.rollout.models import Measure, Target
from tracking.rollout.queries import tasks as reads
from tracking.rollout.refusals import (
    CodePassedOn,
    NoTaskReport,
    NotYourTarget,
    ProvinceOnly,
    UnitNotThen,
    WrongMeasure,
)
from tracking.rollout.states import TaskState

_TARGET = (NotThere, UnitNotThen, WrongMeasure)
_FILE = {"name": "bao-cao-9.pdf", "content": "JVBERi0xLjQKJSVFT0YK"}
_REPORT: dict[str, Any] = {
    "state": "done_reported",
    "done_on": "2019-08-02",
    "number": "9/BC-STTTT",
    "document": "9f0e6a54d8a3b1c29f0e6a54d8a3b1c29f0e6a54d8a3b1c29f0e6a54d8a3b1c2",
    "reported_at": "2019-08-05T12:00:00+07:00",
    "decided_at": None,
    "withdrawn_at": None,
    "simulated": False,
}
TASK: dict[str, Any] = {
    "directive": "44-TB-UBND",
    "ask": "7",
    "title": "Phần mềm một cửa điện tử cấp xã",
    "target": "UB-64",
    "name": "UBND tỉnh Gia Lai",
    "owner_words": "Sở Thông tin và Truyền thông",
    "deadline": "2019-12-31",
    "deadline_words": "tháng 12/2019",
    "named": False,
    "state": "done_reported",
    "reports": [_REPORT],
}
_CONFIRMED = {**_REPORT, "state": "confirmed", "decided_at": "2019-08-06T09:00:00+07:00"}
_WITHDRAWN = {**_REPORT, "state": "withdrawn", "withdrawn_at": "2019-08-07T09:00:00+07:00"}
_STATE = OneOf(
    "state",
    (reads.OPEN, reads.ALL, *TaskState.values),
    otherwise=reads.OPEN,
    description="`open` (default: not confirmed), `all`, or one state.",
)
_FILTERS = (
    _STATE,
    OpenApiParameter("directive", OpenApiTypes.STR, description="Code of the directive."),
    OpenApiParameter("target", OpenApiTypes.STR, description="Code of the unit or office."),
)


class TasksView(HouseView):
    """What directives ask beside the figures."""

    pagination_class = HousePagination

    @documented(
        "list_tasks",
        tag="rollout",
        summary="Tasks of your units and offices; all of them for the province",
        answers={200: TaskSerializer(many=True)},
        answer=[TASK],
        parameters=_FILTERS,
    )
    def get(self, request: Request) -> Response:
        """Those that are asked today."""
        asked = request.query_params
        sought = reads.Sought(_STATE.of(request), asked.get("directive", "")[:40], asked.get("target", "")[:24])
        pages = HousePagination()
        rows = reads.sought(actor_from(request), sought, clock.today())
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response(TaskSerializer(shown, many=True).data)


class TaskView(HouseView):
    """One task."""

    @documented(
        "read_task",
        tag="rollout",
        summary="One task with its reports",
        answers={200: TaskSerializer},
        answer=TASK,
        refusals=(*_TARGET, NotYourTarget),
    )
    def get(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """Words and files stay on the page, where reading them is noted."""
        target = steps.find_target(aim(directive, ask, code), clock.today(), Measure.TASK)
        policies.require_may_report_task(actor_from(request), target)
        return _whole(target)


class TaskReportView(HouseView):
    """Reporting a task done."""

    @documented(
        "report_task_done",
        tag="rollout",
        summary="Report a task done, with a document",
        description="One that is reported or confirmed already stays so.",
        request=DoneSerializer,
        answers={201: TaskSerializer},
        example={"done_on": "2019-08-02", "number": "9/BC-STTTT", "words": "Đã họp trực tuyến.", "document": _FILE},
        answer=TASK,
        refusals=(*_TARGET, CodePassedOn, NotYourTarget, Invalid, InTheFuture, *_FILES),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """By its owner, or by the province for an owner without a sign-in."""
        sent = parsed(request, DoneSerializer)
        actor, named = actor_from(request), aim(directive, ask, code)
        policies.require_may_report_task(actor, steps.find_target(named, clock.today(), Measure.TASK))
        with taken_for(sent["document"]) as document:
            done = commands.Done(sent["done_on"], document, sent["number"], sent["words"])
            made = commands.report_task_done(actor=actor, aim=named, done=done)
        return _whole(made.target, 201)


class TaskVerdictView(HouseView):
    """The province's word on a report."""

    @documented(
        "decide_task",
        tag="rollout",
        summary="Confirm that a task is done, or say why not",
        request=VerdictSerializer,
        answers={200: TaskSerializer},
        example={"confirmed": True, "words": ""},
        answer={**TASK, "state": "confirmed", "reports": [_CONFIRMED]},
        refusals=(*_TARGET, ProvinceOnly, NoTaskReport, Invalid),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """The same word twice is one."""
        sent = parsed(request, VerdictSerializer)
        verdict = commands.Verdict(confirmed=sent["confirmed"], words=sent["words"])
        made = commands.decide_task(actor=actor_from(request), aim=aim(directive, ask, code), verdict=verdict)
        return _whole(made.target)


class TaskWithdrawalView(HouseView):
    """Taking a report back."""

    @documented(
        "withdraw_task_report",
        tag="rollout",
        summary="Take a report, or its confirmation, back",
        request=ReasonSerializer,
        answers={200: TaskSerializer},
        example={"reason": "Còn hai xã chưa có máy."},
        answer={**TASK, "state": "withdrawn", "reports": [_WITHDRAWN]},
        refusals=(*_TARGET, NotYourTarget, NoTaskReport, Invalid),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """It counts until today."""
        sent = parsed(request, ReasonSerializer)
        made = commands.withdraw_task_report(
            actor=actor_from(request), aim=aim(directive, ask, code), reason=sent["reason"]
        )
        return _whole(made.target)


def _whole(target: Target, status: int = 200) -> Response:
    """The task as it stands now."""
    return Response(TaskSerializer(reads.tasks(clock.today()).get(pk=target.pk)).data, status=status)
