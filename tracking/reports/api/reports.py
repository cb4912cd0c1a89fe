"""Calls that list, read and draw up reports."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.filters import OneOf
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.reports import bells, policies, refusals
from tracking.reports.api import serializers as shapes
from tracking.reports.api.reading import OpenView, visible
from tracking.reports.commands import making as commands
from tracking.reports.models import Making, Report
from tracking.reports.states import ReportState

_STATE = OneOf("state", ReportState.values, description="One state.")


class ReportsView(OpenView):
    """Reports: all for the province, the frozen ones for everybody."""

    pagination_class = HousePagination

    @documented(
        "list_reports",
        tag="reports",
        summary="Quarterly reports of directives",
        description="The province sees drafts too; everybody else, signed in or not, sees the frozen ones.",
        answers={200: shapes.ReportShortSerializer(many=True)},
        answer=[shapes.SHORT],
        parameters=[OpenApiParameter("directive", OpenApiTypes.STR), _STATE],
    )
    def get(self, request: Request) -> Response:
        """One page of reports."""
        rows = Report.objects.visible_to(actor_from(request))
        if directive := request.query_params.get("directive", "").strip().upper():
            rows = rows.filter(directive=directive)
        if state := _STATE.of(request):
            rows = rows.filter(state=state)
        return self.page(request, rows, shapes.ReportShortSerializer)

    @documented(
        "draft_report",
        tag="reports",
        summary="Draw up the report of a quarter, or draw its draft up anew",
        description=(
            "Figures are computed by a worker in some seconds; the answer says how far it is, and `GET "
            "/reports/makings/{id}` says it again. A running quarter gives provisional figures."
        ),
        request=shapes.NewDraftSerializer,
        answers={202: shapes.MakingSerializer},
        example={"directive": "44-TB-UBND", "quarter": "2019-Q4"},
        answer=shapes.MAKING,
        refusals=(
            refusals.NotAQuarter,
            refusals.QuarterBeforeDirective,
            refusals.QuarterNotBegun,
            refusals.ReportFrozen,
            refusals.OfficeOfProvince,
            NotThere,
        ),
    )
    def post(self, request: Request) -> Response:
        """By the province."""
        sent = parsed(request, shapes.NewDraftSerializer)
        made = commands.request_draft(actor=actor_from(request), **sent)
        bells.ring_maker()
        return Response(shapes.MakingSerializer(made).data, status=202)


class MakingView(HouseView):
    """How far a draft is."""

    @documented(
        "read_report_making",
        tag="reports",
        summary="How far the computing of a draft is",
        answers={200: shapes.MakingSerializer},
        answer={**shapes.MAKING, "state": "running", "percent": 60, "stage": "Tính thời gian giải quyết"},
        refusals=(NotThere,),
    )
    def get(self, request: Request, making: UUID) -> Response:
        """For the province."""
        found = Making.objects.filter(pk=making).first()
        if found is None or not policies.may_make(actor_from(request)):
            raise NotThere
        return Response(shapes.MakingSerializer(found).data)


class ReportView(OpenView):
    """One report."""

    @documented(
        "read_report",
        tag="reports",
        summary="One quarterly report with all its figures",
        answers={200: shapes.ReportSerializer},
        answer=shapes.WHOLE,
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """Frozen ones for everybody."""
        return Response(shapes.ReportSerializer(visible(request, code)).data)
