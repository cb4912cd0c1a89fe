"""Calls about reconciliations: drawing up, figures, ticks, signatures."""

from io import BytesIO

from django.http import HttpResponse
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
from postal_services.errors import NotAllowed, NotThere
from tracking.cash import papers, refusals
from tracking.cash.api import answers
from tracking.cash.api import serializers as shapes
from tracking.cash.api.days import asked_day
from tracking.cash.api.pdfs import pdf
from tracking.cash.commands import reconcile as commands
from tracking.cash.models import Reconciliation
from tracking.cash.states import ReconciliationState

_SHORT = {
    "code": "DS-BC-633-UB-633-190805",
    "post_office": "BC-633",
    "committee": "UB-633",
    "on": "2019-08-05",
    "state": "drafted",
    "remitted": None,
    "committee_sum": None,
    "treasury": None,
    "post_signed_at": None,
    "agency_signed_at": None,
}
_SHEET = {
    **_SHORT,
    "post": 16000,
    "signed_post": None,
    "agrees": False,
    "lines": [
        {
            "number": "BN-BC-633-190805-0001",
            "dossier": "000.00.33.H21-190805-0001",
            "state_fee": 16000,
            "received": False,
        }
    ],
}
_RELATED = ("post_office__parent", "committee", "post_signed_by", "agency_signed_by")
_STATE = OneOf("state", ReconciliationState.values, description="One state.")


class ReconciliationsView(HouseView):
    """Sheets of one's offices."""

    pagination_class = HousePagination

    @documented(
        "list_reconciliations",
        tag="money",
        summary="Reconciliations of your offices, newest first",
        answers={200: shapes.ReconciliationShortSerializer(many=True)},
        answer=[_SHORT],
        parameters=[OpenApiParameter("on", OpenApiTypes.DATE), _STATE],
    )
    def get(self, request: Request) -> Response:
        """One page of sheets."""
        rows = Reconciliation.objects.visible_to(actor_from(request))
        if (on := asked_day(request.query_params.get("on", ""))) is not None:
            rows = rows.filter(on=on)
        if state := _STATE.of(request):
            rows = rows.filter(state=state)
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([answers.short_sheet(each) for each in shown])

    @documented(
        "draft_reconciliation",
        tag="money",
        summary="Draw up the sheet of a post office, a committee and a day",
        description="The sheet that stands already is given where there is one.",
        request=shapes.NewReconciliationSerializer,
        answers={201: shapes.ReconciliationSerializer},
        example={"post_office": "BC-633", "committee": "UB-633", "on": "2019-08-05"},
        answer=_SHEET,
        refusals=(refusals.NothingToReconcile, NotAllowed, NotThere),
    )
    def post(self, request: Request) -> Response:
        """By either side."""
        sent = parsed(request, shapes.NewReconciliationSerializer)
        row = commands.draft_reconciliation(actor=actor_from(request), **sent)
        return Response(answers.whole_sheet(row), status=201)


class ReconciliationView(HouseView):
    """One sheet."""

    @documented(
        "read_reconciliation",
        tag="money",
        summary="One reconciliation with the fees behind it",
        answers={200: shapes.ReconciliationSerializer},
        answer=_SHEET,
    )
    def get(self, request: Request, code: str) -> Response:
        """Down to the dossiers."""
        return Response(answers.whole_sheet(_visible(request, code)))


class FiguresView(HouseView):
    """Figures of a sheet."""

    @documented(
        "state_figure",
        tag="money",
        summary="State what was passed on, or what committee or treasury have",
        request=shapes.SheetFigureSerializer,
        answers={201: shapes.ReconciliationSerializer},
        example={"side": "treasury", "amount": 16000, "document": "C1-02/NS 0042"},
        answer={**_SHEET, "treasury": 16000},
        refusals=(refusals.SignedFigures, NotAllowed, NotThere),
    )
    def post(self, request: Request, code: str) -> Response:
        """The last figure of a side counts; the earlier ones stay."""
        figure = commands.Figure(**parsed(request, shapes.SheetFigureSerializer))
        row = commands.state_figure(actor=actor_from(request), code=code, figure=figure)
        return Response(answers.whole_sheet(row), status=201)


class TicksView(HouseView):
    """Which fees the committee has."""

    @documented(
        "tick_fees",
        tag="money",
        summary="Say which fees the committee has received",
        request=shapes.SheetTicksSerializer,
        answers={200: shapes.ReconciliationSerializer},
        example={"numbers": ["BN-BC-633-190805-0001"]},
        answer={**_SHEET, "committee_sum": 16000},
        refusals=(refusals.SignedFigures, NotAllowed, NotThere),
    )
    def put(self, request: Request, code: str) -> Response:
        """They take the place of earlier ticks; the committee's figure becomes their sum."""
        sent = parsed(request, shapes.SheetTicksSerializer)
        row = commands.tick_dossiers(actor=actor_from(request), code=code, numbers=sent["numbers"])
        return Response(answers.whole_sheet(row))


class SignatureView(HouseView):
    """One side's signature."""

    @documented(
        "sign_reconciliation",
        tag="money",
        summary="Sign the figures as they stand",
        request=shapes.SheetSignatureSerializer,
        answers={200: shapes.ReconciliationSerializer},
        example={"words": ""},
        answer={**_SHEET, "state": "post_signed", "signed_post": 16000, "post_signed_at": "2019-08-06T08:00:00+07:00"},
        refusals=(
            refusals.AlreadySigned,
            refusals.FiguresMissing,
            refusals.DaysOpen,
            refusals.FiguresMoved,
            refusals.DifferenceNeedsWords,
            NotAllowed,
            NotThere,
        ),
    )
    def post(self, request: Request, code: str) -> Response:
        """Figures that differ need words."""
        sent = parsed(request, shapes.SheetSignatureSerializer)
        row = commands.sign_reconciliation(actor=actor_from(request), code=code, words=sent["words"])
        return Response(answers.whole_sheet(row))


class ReopeningView(HouseView):
    """A signed sheet opened again."""

    @documented(
        "reopen_reconciliation",
        tag="money",
        summary="Open a signed sheet again",
        request=shapes.SheetReopeningSerializer,
        answers={200: shapes.ReconciliationSerializer},
        example={"words": "Đã tìm thấy biên lai còn thiếu"},
        answer=_SHEET,
        refusals=(refusals.NotSigned, NotAllowed, NotThere),
    )
    def post(self, request: Request, code: str) -> Response:
        """Both signatures stay in the ledger, and both sides sign anew."""
        sent = parsed(request, shapes.SheetReopeningSerializer)
        row = commands.reopen_reconciliation(actor=actor_from(request), code=code, words=sent["words"])
        return Response(answers.whole_sheet(row))


class SheetPaperView(HouseView):
    """The paper of one sheet."""

    @documented(
        "reconciliation_paper",
        tag="money",
        summary="One reconciliation as an A4 PDF with blocks to sign",
        answers={(200, "application/pdf"): bytes},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """With every fee of it."""
        found = _visible(request, code)
        out = BytesIO()
        papers.reconciliation_pdf(found, out)
        return pdf(out, f"{found.code}.pdf")


def _visible(request: Request, code: str) -> Reconciliation:
    rows = Reconciliation.objects.visible_to(actor_from(request)).select_related(*_RELATED)
    found = rows.filter(code=code.upper()).first()
    if found is None:
        raise NotThere
    return found
