"""Calls about money of dossiers: taking, reversing, refunding, correcting what is owed."""

from io import BytesIO

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers import codes
from delegation.dossiers.models import Dossier
from delegation.registry.actors import actor_from
from postal_services.accounts.reads import note_read
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotAllowed, NotThere
from tracking.cash import papers, refusals
from tracking.cash.amounts import COLUMNS, Amounts
from tracking.cash.api import answers
from tracking.cash.api import serializers as shapes
from tracking.cash.api.days import asked_day
from tracking.cash.api.pdfs import pdf
from tracking.cash.commands import correct as corrections
from tracking.cash.commands.take import Payment, take_money
from tracking.cash.models import Taking
from tracking.cash.papers.receipt import PERSONAL

_SUMS = {"state_fee": 8000, "postal": 13000, "transfer": 8000, "total": 29000}
_NONE = dict.fromkeys(_SUMS, 0)
_ACCOUNT = {
    "dossier": "000.00.33.H21-190805-0001",
    "charges": _SUMS,
    "owed": _SUMS,
    "paid": _SUMS,
    "outstanding": _NONE,
    "overpaid": _NONE,
    "takings": [answers.EXAMPLE],
}
_BACK = {"state_fee": -8000, "postal": -13000, "transfer": -8000, "total": -29000}
_OF_MONEY = (refusals.PersonNeeded, refusals.NothingTaken, refusals.SumDiffers)


def columns(sent: dict[str, object]) -> tuple[Amounts, dict[str, object]]:
    """Three columns out of what was sent, and the rest of it."""
    rest = {name: value for name, value in sent.items() if name not in COLUMNS}
    return Amounts(*(int(str(sent[name])) for name in COLUMNS)), rest


class DossierTakingsView(HouseView):
    """The money of one dossier."""

    @documented(
        "read_account",
        tag="money",
        summary="What a dossier owes, what was paid, what is outstanding",
        answers={200: shapes.MoneyAccountSerializer},
        answer=_ACCOUNT,
    )
    def get(self, request: Request, code: str) -> Response:
        """With every movement of money, oldest first."""
        found = Dossier.objects.visible_to(actor_from(request)).filter(code=codes.parse(code) or "").first()
        if found is None:
            raise NotThere
        return Response(answers.account(found))

    @documented(
        "take_money",
        tag="money",
        summary="Take money for a dossier",
        description="What is outstanding, or another sum with a reason. The receipt's number is given by the house.",
        request=shapes.MoneyTakenSerializer,
        answers={201: shapes.TakingSerializer},
        example={**_SUMS, "method": "cash"},
        answer=answers.EXAMPLE,
        refusals=(
            refusals.AmountDiffers,
            refusals.NothingOutstanding,
            refusals.DayClosed,
            NotAllowed,
            NotThere,
            *_OF_MONEY,
        ),
    )
    def post(self, request: Request, code: str) -> Response:
        """At the counter of a post office, or at the desk of the committee."""
        amounts, rest = columns(parsed(request, shapes.MoneyTakenSerializer))
        payment = Payment(amounts=amounts, **rest)  # type: ignore[arg-type]  # checked by the serializer
        taken = take_money(actor=actor_from(request), dossier=codes.parse(code) or "", payment=payment)
        return Response(answers.taking(_whole(taken)), status=201)


class RefundsView(HouseView):
    """Money that goes back."""

    @documented(
        "refund_money",
        tag="money",
        summary="Give back what was paid too much",
        request=shapes.MoneyRefundSerializer,
        answers={201: shapes.TakingSerializer},
        example={"state_fee": 8000, "postal": 0, "transfer": 8000, "reason": "fee_corrected"},
        answer={**answers.EXAMPLE, **_BACK, "number": "BN-BC-633-190805-0002", "kind": "refund"},
        refusals=(refusals.RefundExceeds, refusals.NotYourTaking, NotThere, *_OF_MONEY),
    )
    def post(self, request: Request, code: str) -> Response:
        """After a correction of the charges, or when the case ended early."""
        amounts, rest = columns(parsed(request, shapes.MoneyRefundSerializer))
        refund = corrections.Refund(amounts=amounts, **rest)  # type: ignore[arg-type]  # checked by the serializer
        row = corrections.refund_money(actor=actor_from(request), dossier=codes.parse(code) or "", refund=refund)
        return Response(answers.taking(_whole(row)), status=201)


class ChargesView(HouseView):
    """What a dossier owes."""

    @documented(
        "correct_charges",
        tag="money",
        summary="Correct what a dossier owes",
        description="The figures of its lodging stay; the difference is a line of its own.",
        request=shapes.NewChargesSerializer,
        answers={201: shapes.MoneyAccountSerializer},
        example={"state_fee": 0, "postal": 13000, "transfer": 0, "reason": "exempted"},
        answer=_ACCOUNT,
        refusals=(refusals.ChargesSame, refusals.PersonNeeded, NotAllowed, NotThere),
    )
    def post(self, request: Request, code: str) -> Response:
        """The committee's desk all three columns, the post's supervisor the post's two."""
        amounts, rest = columns(parsed(request, shapes.NewChargesSerializer))
        new = corrections.NewCharges(charges=amounts, **rest)  # type: ignore[arg-type]  # checked by the serializer
        row = corrections.correct_charges(actor=actor_from(request), dossier=codes.parse(code) or "", new=new)
        return Response(answers.account(Dossier.objects.get(pk=row.dossier_id)), status=201)


class TakingsView(HouseView):
    """The money of one's offices."""

    pagination_class = HousePagination

    @documented(
        "list_takings",
        tag="money",
        summary="The money your offices took or are owed, newest first",
        answers={200: shapes.TakingSerializer(many=True)},
        answer=[answers.EXAMPLE],
        parameters=[
            OpenApiParameter("on", OpenApiTypes.DATE, description="The day it is booked on."),
            OpenApiParameter("office", OpenApiTypes.STR, description="Where it was taken."),
            OpenApiParameter("day", OpenApiTypes.STR, description="Code of a cash day."),
        ],
    )
    def get(self, request: Request) -> Response:
        """One page of takings."""
        rows = Taking.objects.all().of_offices(actor_from(request)).select_related(*answers.RELATED)
        sent = request.query_params
        if (on := asked_day(sent.get("on", ""))) is not None:
            rows = rows.filter(on=on)
        if office := sent.get("office", "").strip():
            rows = rows.filter(office=office)
        if day := sent.get("day", "").strip():
            rows = rows.filter(cash_day__code=day)
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([answers.taking(each) for each in shown])


class ReversalView(HouseView):
    """The end of one taking."""

    @documented(
        "reverse_taking",
        tag="money",
        summary="Reverse a taking",
        description="Both rows stay. By who took it while their day is open, else by who is in charge of the office.",
        request=shapes.TakingReversalSerializer,
        answers={201: shapes.TakingSerializer},
        example={"reason": "wrong_amount", "words": ""},
        answer={**answers.EXAMPLE, **_BACK, "number": "BN-BC-633-190805-0002", "kind": "reversal"},
        refusals=(
            refusals.AlreadyReversed,
            refusals.NotATaking,
            refusals.NotYourTaking,
            refusals.DayMoved,
            NotThere,
        ),
    )
    def post(self, request: Request, number: str) -> Response:
        """By a row and a line of its own."""
        sent = parsed(request, shapes.TakingReversalSerializer)
        row = corrections.reverse_taking(actor=actor_from(request), number=number.upper(), **sent)
        return Response(answers.taking(_whole(row)), status=201)


class ReceiptView(HouseView):
    """The paper of one taking."""

    @documented(
        "taking_receipt",
        tag="money",
        summary="The receipt of one taking as an A5 PDF",
        answers={(200, "application/pdf"): bytes},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        """With the payer's name, so the reading is noted."""
        actor = actor_from(request)
        rows = Taking.objects.visible_to(actor).select_related(*answers.RELATED, "dossier__procedure", "office__parent")
        found = rows.filter(number=number.upper()).first()
        if found is None:
            raise NotThere
        note_read(actor, "taking_receipt", found.dossier_id, PERSONAL)
        out = BytesIO()
        papers.receipt_pdf(found, out)
        return pdf(out, f"{found.number}.pdf")


def _whole(row: Taking) -> Taking:
    return Taking.objects.select_related(*answers.RELATED).get(pk=row.pk)
