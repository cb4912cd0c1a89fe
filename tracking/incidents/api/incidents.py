"""Incidents for programs: lists, one, and the acts on it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.api.filters import Flag, OneOf
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import Invalid, NotAllowed, NotThere
from tracking.custody.web.doors import language
from tracking.incidents import queries as reads
from tracking.incidents.api import serializers as shapes
from tracking.incidents.commands import handle, lose, report
from tracking.incidents.kinds import ABOUT, Kind, next_step
from tracking.incidents.models import Incident
from tracking.incidents.refusals import (
    AnswerFirst,
    IncidentMoved,
    NotMissing,
    NotYourIncident,
    SearchStillRunning,
    StillMissing,
)
from tracking.incidents.states import STANDING, IncidentState

SHORT: dict[str, Any] = {
    "code": "SC-BC-633-190805-0001",
    "kind": "opened_seal",
    "reason": "",
    "severity": 3,
    "state": "opened",
    "office": "BC-633",
    "owner": None,
    "dossier": "000.00.33.H21-190805-0001",
    "item": "HC473124829VN",
    "since": "2019-08-05T14:00:00+07:00",
    "opened_at": "2019-08-05T14:00:03+07:00",
    "due_at": "2019-08-06T14:00:03+07:00",
    "level": 0,
    "escalated_to": None,
    "resolution": "",
    "closed_at": None,
}
WHOLE: dict[str, Any] = {
    **SHORT,
    "next_step": "Kiểm đếm từng giấy tờ trước mặt hai người, lập biên bản, niêm phong lại với số mới.",
    "resolutions": ["resealed", "content_agreed", "returned", "compensated", "no_fault", "other"],
    "stage": {
        "stage": "waiting",
        "office": "BC-633",
        "since": "2019-08-05T14:00:00+07:00",
        "due_at": "2019-08-07T14:00:00+07:00",
        "paused": False,
        "pauses": [],
        "standard": {"value": "16", "unit": "giờ làm việc", "legal_basis": "", "verified": False},
    },
}
_STATE = OneOf(
    "state",
    ("standing", "all", *IncidentState.values),
    otherwise="standing",
    description="`standing` (default), `all`, or one state.",
)
_KIND = OneOf("kind", Kind.values, description="One kind.")
_MINE = Flag("mine", description="Only those you have taken.")
_FILTERS = (
    _STATE,
    _KIND,
    OpenApiParameter("office", OpenApiTypes.STR, description="Code of the office in charge."),
    _MINE,
)


class IncidentsView(HouseView):
    """What needs somebody."""

    pagination_class = HousePagination

    @documented(
        "list_incidents",
        tag="incidents",
        summary="Incidents of your offices",
        answers={200: shapes.IncidentSerializer(many=True)},
        answer=[SHORT],
        parameters=[*_FILTERS, MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        actor = actor_from(request)
        rows = Incident.objects.visible_to(actor).select_related("owner", "dossier", "item")
        state = _STATE.of(request)
        if state != "all":
            rows = rows.filter(state__in=STANDING if state == "standing" else [state])
        if kind := _KIND.of(request):
            rows = rows.filter(kind=kind)
        if office := request.query_params.get("office", ""):
            rows = rows.filter(office=office[:24] if "\x00" not in office else "")
        if _MINE.of(request):
            rows = rows.filter(owner=actor.user_id)
        pages = HousePagination()
        shown = pages.paginate_queryset(modified_since(request, rows, "modified_at"), request, self) or []
        return pages.get_paginated_response(shapes.IncidentSerializer(shown, many=True).data)

    @documented(
        "report_incident",
        tag="incidents",
        summary="Report what no scan can say",
        request=shapes.ReportSerializer,
        answers={201: shapes.IncidentWholeSerializer, 202: shapes.ReportReceiptSerializer},
        example={
            "kind": "wrong_content",
            "item": "HC473124829VN",
            "office": "BC-633",
            "words": "Bên trong là trích lục của hồ sơ khác.",
        },
        answer={**WHOLE, "kind": "wrong_content"},
        refusals=(Invalid, NotAllowed, NotThere),
    )
    def post(self, request: Request) -> Response:
        """Words about what stands already are added to it; where another office deals with it, 202 says which."""
        sent = parsed(request, shapes.ReportSerializer)
        told = report.Report(sent["kind"], sent["item"], sent["office"], sent["words"])
        actor = actor_from(request)
        made = report.report_incident(actor=actor, report=told)
        if reads.find(actor, made.code) is None:
            return Response(shapes.ReportReceiptSerializer(made).data, status=202)
        return Response(_whole(request, made.code), status=201)


class IncidentView(HouseView):
    """One incident."""

    @documented(
        "read_incident",
        tag="incidents",
        summary="One incident with the next step and the clock of its item's stage",
        answers={200: shapes.IncidentWholeSerializer},
        answer=WHOLE,
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """Free text stays on the page, where reading it is noted."""
        return Response(_whole(request, code))


class TakingView(HouseView):
    """Who deals with an incident."""

    @documented(
        "take_incident",
        tag="incidents",
        summary="Become the one who deals with an incident",
        request=NothingSerializer,
        answers={200: shapes.IncidentWholeSerializer},
        example={},
        answer={**WHOLE, "state": "taken", "owner": "lan"},
        refusals=(NotThere, NotYourIncident, IncidentMoved),
    )
    def post(self, request: Request, code: str) -> Response:
        """Whoever had it is relieved."""
        parsed(request, NothingSerializer)
        handle.take_incident(actor=actor_from(request), code=_clean(code))
        return Response(_whole(request, code))


class GivingView(HouseView):
    """Handing an incident to a colleague."""

    @documented(
        "give_incident",
        tag="incidents",
        summary="Hand an incident to a colleague",
        request=shapes.GivingSerializer,
        answers={200: shapes.IncidentWholeSerializer},
        example={"to": "may"},
        answer={**WHOLE, "state": "taken", "owner": "may"},
        refusals=(NotThere, NotYourIncident, IncidentMoved, Invalid),
    )
    def post(self, request: Request, code: str) -> Response:
        """To somebody who works in an office that answers for it."""
        sent = parsed(request, shapes.GivingSerializer)
        handle.give_incident(actor=actor_from(request), code=_clean(code), to=sent["to"])
        return Response(_whole(request, code))


class ResolutionView(HouseView):
    """How an incident ends."""

    @documented(
        "resolve_incident",
        tag="incidents",
        summary="Resolve an incident with a code and words",
        request=shapes.IncidentResolutionSerializer,
        answers={200: shapes.IncidentWholeSerializer},
        example={"resolution": "resealed", "note": "Đếm đủ hai giấy, niêm phong số 0417."},
        answer={**WHOLE, "state": "resolved", "resolution": "resealed"},
        refusals=(NotThere, NotYourIncident, IncidentMoved, Invalid, StillMissing, AnswerFirst),
    )
    def post(self, request: Request, code: str) -> Response:
        """The codes a kind may end with stand in the incident itself."""
        sent = parsed(request, shapes.IncidentResolutionSerializer)
        handle.resolve_incident(
            actor=actor_from(request), code=_clean(code), resolution=sent["resolution"], note=sent["note"]
        )
        return Response(_whole(request, code))


class ReopeningView(HouseView):
    """Opening a resolved incident again."""

    @documented(
        "reopen_incident",
        tag="incidents",
        summary="Open a resolved incident again",
        request=shapes.NoteSerializer,
        answers={200: shapes.IncidentWholeSerializer},
        example={"note": "Người nhận báo vẫn thiếu một giấy."},
        answer={**WHOLE, "state": "reopened"},
        refusals=(NotThere, NotYourIncident, IncidentMoved, Invalid, AnswerFirst),
    )
    def post(self, request: Request, code: str) -> Response:
        """It gets a new deadline."""
        sent = parsed(request, shapes.NoteSerializer)
        handle.reopen_incident(actor=actor_from(request), code=_clean(code), note=sent["note"])
        return Response(_whole(request, code))


class LossView(HouseView):
    """Ending the search of a missing item."""

    @documented(
        "declare_item_lost",
        tag="incidents",
        summary="Declare the missing item of an incident lost",
        request=NothingSerializer,
        answers={200: shapes.IncidentWholeSerializer},
        example={},
        answer={**WHOLE, "kind": "missing", "state": "resolved", "resolution": "declared_lost"},
        refusals=(NotThere, NotYourIncident, NotMissing, SearchStillRunning),
    )
    def post(self, request: Request, code: str) -> Response:
        """For the supervisor, once the search is over; a compensation case is opened in the same act."""
        parsed(request, NothingSerializer)
        lose.declare_lost(actor=actor_from(request), code=_clean(code))
        return Response(_whole(request, code))


def _clean(code: str) -> str:
    """A code out of an address; one that no database could hold is not there."""
    if "\x00" in code:
        raise NotThere
    return code[:60]


def _whole(request: Request, code: str) -> dict[str, Any]:
    found = reads.find(actor_from(request), code)
    if found is None:
        raise NotThere
    stage = reads.stage_clock(found.item, clock.now()) if found.item else None
    return {
        **shapes.IncidentSerializer(found).data,
        "next_step": next_step(found.kind, found.reason, language()) if found.is_standing else "",
        "resolutions": [] if found.kind == Kind.COMPLAINT else list(ABOUT[found.kind].codes),
        "stage": shapes.StageSerializer(stage).data if stage else None,
    }
