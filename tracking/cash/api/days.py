"""Calls about cash days: looking, closing, accepting."""

from datetime import date
from io import BytesIO
from typing import Any

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
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere
from tracking.cash import papers, refusals
from tracking.cash.api import answers
from tracking.cash.api import serializers as shapes
from tracking.cash.api.pdfs import pdf
from tracking.cash.commands.days import Count, accept_day, close_day
from tracking.cash.models import CashDay
from tracking.cash.queries.days import live_sums
from tracking.cash.states import DayState

_OPEN = {
    "code": "QN-BC-633-190805-01",
    "office": "BC-633",
    "person": "lan",
    "on": "2019-08-05",
    "state": "open",
    "count": 12,
    "amounts": {"state_fee": 96000, "postal": 156000, "transfer": 96000, "total": 348000},
    "cash": 319000,
    "bank": 29000,
    "counted": None,
    "variance": None,
    "reason": None,
    "notes": {},
    "closed_at": None,
    "accepted": None,
    "accepted_at": None,
    "pdf": "/api/v1/cash-days/QN-BC-633-190805-01/day.pdf",
}
_CLOSED = {
    **_OPEN,
    "state": "closed",
    "counted": 317000,
    "variance": -2000,
    "reason": "change_given",
    "closed_at": "2019-08-05T17:05:00+07:00",
}
_RELATED = ("person", "office__parent", "closed_by", "accepted_by")
_STATE = OneOf("state", DayState.values, description="`open`, `closed` or `accepted`.")


def asked_day(text: str) -> date | None:
    """A day in the query, None without one; Invalid for what is none."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as problem:
        vi, en = "Ngày theo dạng 2019-08-05.", "A day such as 2019-08-05."
        raise Invalid({"on": [FieldProblem("invalid", vi, en)]}) from problem


class CashDaysView(HouseView):
    """Days of one's own, and of the offices one is in charge of."""

    pagination_class = HousePagination

    @documented(
        "list_cash_days",
        tag="money",
        summary="Cash days, newest first",
        answers={200: shapes.CashDaySerializer(many=True)},
        answer=[_OPEN],
        parameters=[
            OpenApiParameter("on", OpenApiTypes.DATE),
            OpenApiParameter("office", OpenApiTypes.STR),
            _STATE,
        ],
    )
    def get(self, request: Request) -> Response:
        """One page of days."""
        rows = CashDay.objects.visible_to(actor_from(request)).select_related(*_RELATED)
        sent = request.query_params
        if (on := asked_day(sent.get("on", ""))) is not None:
            rows = rows.filter(on=on)
        for name, value in (("office", sent.get("office", "").strip()), ("state", _STATE.of(request))):
            if value:
                rows = rows.filter(**{name: value})
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        sums = live_sums(shown)
        return pages.get_paginated_response([answers.day(each, sums) for each in shown])


class CashDayView(HouseView):
    """One day."""

    @documented(
        "read_cash_day",
        tag="money",
        summary="One cash day",
        answers={200: shapes.CashDaySerializer},
        answer=_OPEN,
    )
    def get(self, request: Request, code: str) -> Response:
        """With its sums."""
        return Response(answers.day(_visible(request, code)))


class ClosingView(HouseView):
    """The count that closes a day."""

    @documented(
        "close_cash_day",
        tag="money",
        summary="Close a day with a count",
        description="A count that differs from the takings needs a reason. A day is closed once.",
        request=shapes.CashCountSerializer,
        answers={200: shapes.CashDaySerializer},
        example={"counted": 317000, "notes": {}, "reason": "change_given", "words": ""},
        answer=_CLOSED,
        refusals=(
            refusals.DayMoved,
            refusals.DayNotBegun,
            refusals.NotYourDay,
            refusals.NotesDiffer,
            refusals.VarianceUnexplained,
            NotThere,
        ),
    )
    def post(self, request: Request, code: str) -> Response:
        """One line in the ledger with the sums of the day."""
        row = close_day(actor=actor_from(request), code=code, count=_count(request))
        return Response(answers.day(row))


class AcceptanceView(HouseView):
    """The supervisor's count."""

    @documented(
        "accept_cash_day",
        tag="money",
        summary="Take the cash of a closed day over",
        request=shapes.CashCountSerializer,
        answers={200: shapes.CashDaySerializer},
        example={"counted": 317000},
        answer={**_CLOSED, "state": "accepted", "accepted": 317000, "accepted_at": "2019-08-05T17:20:00+07:00"},
        refusals=(
            refusals.DayMoved,
            refusals.OwnMoney,
            refusals.NotesDiffer,
            refusals.VarianceUnexplained,
            NotAllowed,
            NotThere,
        ),
    )
    def post(self, request: Request, code: str) -> Response:
        """Counted again by who is in charge of the office."""
        row = accept_day(actor=actor_from(request), code=code, count=_count(request))
        return Response(answers.day(row))


class DayPaperView(HouseView):
    """The paper of one day."""

    @documented(
        "cash_day_paper",
        tag="money",
        summary="One day as an A4 PDF with blocks to sign",
        answers={(200, "application/pdf"): bytes},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """With every taking of it."""
        found = _visible(request, code)
        out = BytesIO()
        papers.day_pdf(found, out)
        return pdf(out, f"{found.code}.pdf")


def _visible(request: Request, code: str) -> CashDay:
    rows = CashDay.objects.visible_to(actor_from(request)).select_related(*_RELATED)
    found = rows.filter(code=code.upper()).first()
    if found is None:
        raise NotThere
    return found


def _count(request: Request) -> Count:
    sent: dict[str, Any] = parsed(request, shapes.CashCountSerializer)
    notes: dict[int, int] = {}
    for text, number in sent.pop("notes").items():
        if not (text.isascii() and text.isdigit() and len(text) <= len("500000")):
            vi, en = "Mệnh giá ghi bằng số, ví dụ 20000.", "A denomination is a number such as 20000."
            raise Invalid({"notes": [FieldProblem("invalid_notes", vi, en)]})
        notes[int(text)] = number
    return Count(notes=notes, **sent)
