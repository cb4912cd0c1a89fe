"""Hand-overs: drafted, proposed, countersigned, settled; their papers."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, NotThere, Refused
from tracking.custody import papers
from tracking.custody.api import answers
from tracking.custody.api import serializers as shapes
from tracking.custody.api.pdfs import pdf
from tracking.custody.commands import hand_over as commands
from tracking.custody.models import HandOver, Receipt
from tracking.custody.models.hand_overs import Party
from tracking.custody.refusals import (
    HandOverMoved,
    ItemsNotReady,
    ListTooLong,
    NothingToHandOver,
    NotYourHalf,
    WrongDirection,
    problem,
)
from tracking.custody.states import Verdict

_LIST = {
    "from": "UB-633",
    "code": "BK-UB-633-190805-0001",
    "token": "0C7M2P9K4T1Q8B3G",
    "state": "draft",
    "to": "BC-633",
    "drafted_at": "2019-08-05T15:10:00+07:00",
    "proposed_at": None,
    "countersigned_at": None,
    "ledger_root": None,
    "list": "/api/v1/hand-overs/BK-UB-633-190805-0001/list.pdf",
    "lines": [
        {
            "item": "HC473124829VN",
            "dossier": "000.00.33.H21-190805-0001",
            "state": "registered",
            "verdict": None,
            "listed": True,
        }
    ],
    "extra": [],
    "note": "",
    "resolution": "",
}
_RECEIPT = {
    "id": "0198a1f0-6d2f-7c3b-9d4e-5f6071829304",
    "party": "receiver",
    "signed": "VB1:…",
    "issued_at": "2019-08-05T15:20:00+07:00",
    "pdf": "/api/v1/hand-overs/BK-UB-633-190805-0001/receipt.pdf?party=receiver",
}

_CONTRADICTS = FieldProblem(
    "contradicts_earlier_line",
    "Mã này đã có kết quả khác ở dòng trên. Mỗi bưu gửi chỉ ghi một kết quả.",
    "An earlier line says otherwise of this item. Give one verdict for each.",
)


class HandOversView(HouseView):
    """Lists of items that pass from one holder to another."""

    pagination_class = HousePagination

    @documented(
        "list_hand_overs",
        summary="Hand-overs of your offices",
        answers={200: shapes.HandOverShortSerializer(many=True)},
        answer=[
            {
                "from": "UB-633",
                "code": "BG-633-20190805-0001",
                "token": "0123456789BCGHKM",
                "state": "proposed",
                "to": "BC-633",
                "drafted_at": "2019-08-05T08:00:00+07:00",
                "proposed_at": "2019-08-05T08:10:00+07:00",
                "countersigned_at": None,
                "ledger_root": "9f2c1a7b3d4e5f60",
                "list": "/api/v1/hand-overs/BG-633-20190805-0001/list.pdf",
            }
        ],
        parameters=[MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = modified_since(request, HandOver.objects.visible_to(actor_from(request)), "modified_at")
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([answers.hand_over_short(each) for each in shown])

    @documented(
        "draft_hand_over",
        summary="Draw up a list",
        request=shapes.NewHandOverSerializer,
        answers={201: shapes.HandOverSerializer},
        example={"from": "UB-633", "to": "BC-633", "items": ["HC473124829VN"]},
        answer=_LIST,
        refusals=(NothingToHandOver, ListTooLong, WrongDirection, ItemsNotReady, NotThere),
    )
    def post(self, request: Request) -> Response:
        """Nothing changes hands yet."""
        sent = parsed(request, shapes.NewHandOverSerializer)
        hand_over = commands.draft_hand_over(
            actor=actor_from(request), giver=sent["from"], receiver=sent["to"], items=sent["items"]
        )
        return Response(_whole(hand_over), status=201)


class HandOverView(HouseView):
    """One hand-over."""

    @documented("read_hand_over", summary="One hand-over", answers={200: shapes.HandOverSerializer}, answer=_LIST)
    def get(self, request: Request, code: str) -> Response:
        """With its lines."""
        return Response(_whole(_visible(request, code)))

    @documented(
        "discard_hand_over",
        summary="Throw a draft away",
        answers={200: shapes.HandOverSerializer},
        answer={**_LIST, "state": "discarded"},
        refusals=(HandOverMoved, NotYourHalf),
    )
    def delete(self, request: Request, code: str) -> Response:
        """Its items can be listed again."""
        return Response(_whole(commands.discard_hand_over(actor=actor_from(request), code=code)))


class ProposalView(HouseView):
    """The giver's half."""

    @documented(
        "propose_hand_over",
        summary="Propose the list to the receiver",
        request=NothingSerializer,
        answers={200: shapes.HandOverSerializer},
        example={},
        answer={**_LIST, "state": "proposed", "proposed_at": "2019-08-05T15:12:00+07:00"},
        refusals=(HandOverMoved, ItemsNotReady, NotYourHalf),
    )
    def post(self, request: Request, code: str) -> Response:
        """Until the receiver countersigns, the giver answers for every item."""
        parsed(request, NothingSerializer)
        return Response(_whole(commands.propose_hand_over(actor=actor_from(request), code=code)))

    @documented(
        "withdraw_hand_over",
        summary="Take an unanswered list back",
        answers={200: shapes.HandOverSerializer},
        answer=_LIST,
        refusals=(HandOverMoved, NotYourHalf),
    )
    def delete(self, request: Request, code: str) -> Response:
        """The items leave limbo; the list is a draft again."""
        return Response(_whole(commands.withdraw_hand_over(actor=actor_from(request), code=code)))


class CounterSignatureView(HouseView):
    """The receiver's half."""

    @documented(
        "countersign_hand_over",
        summary="Countersign a list line by line",
        request=shapes.CounterSignatureSerializer,
        answers={200: shapes.CountersignedSerializer},
        example={"lines": [{"item": "HC473124829VN", "verdict": "received"}], "extra": [], "note": ""},
        answer={**_LIST, "state": "settled", "receipt": _RECEIPT},
        refusals=(HandOverMoved, NotYourHalf),
    )
    def post(self, request: Request, code: str) -> Response:
        """Custody moves for what was received; the rest stays the giver's, in dispute."""
        sent = parsed(request, shapes.CounterSignatureSerializer)
        signature = commands.CounterSignature(verdicts=_verdicts(sent["lines"]), extra=sent["extra"], note=sent["note"])
        done = commands.countersign_hand_over(actor=actor_from(request), code=code, signature=signature)
        receipt = done.receipts[Party.RECEIVER]
        return Response({**_whole(done.hand_over), "receipt": answers.receipt_answer(receipt)})


class ResolutionView(HouseView):
    """Settling differences."""

    @documented(
        "resolve_hand_over",
        summary="Settle the differences of a disputed list",
        request=shapes.ResolutionSerializer,
        answers={200: shapes.HandOverSerializer},
        example={"resolution": "Tìm thấy tại quầy số 2, đã giao bổ sung."},
        answer={**_LIST, "state": "settled", "resolution": "Tìm thấy tại quầy số 2, đã giao bổ sung."},
        refusals=(HandOverMoved, NotYourHalf),
    )
    def post(self, request: Request, code: str) -> Response:
        """In writing; the lines stay as they were."""
        sent = parsed(request, shapes.ResolutionSerializer)
        done = commands.resolve_hand_over(actor=actor_from(request), code=code, resolution=sent["resolution"])
        return Response(_whole(done))


class ListPdfView(HouseView):
    """The paper both sides sign."""

    @documented("hand_over_list_pdf", summary="The A4 list", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, code: str) -> HttpResponse:
        """A4, as many pages as it takes."""
        hand_over = _visible(request, code)
        out = BytesIO()
        papers.list_pdf(hand_over, out)
        return pdf(out, f"{hand_over.code}.pdf")


class ReceiptPdfView(HouseView):
    """The signed receipt on paper."""

    @documented("hand_over_receipt_pdf", summary="The A5 receipt", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, code: str) -> HttpResponse:
        """The side of the caller, or ``?party=giver|receiver``."""
        hand_over = _visible(request, code)
        receipt = receipt_of(hand_over, request)
        out = BytesIO()
        papers.receipt_pdf(receipt, out)
        return pdf(out, f"{hand_over.code}-{receipt.party}.pdf")


def receipt_of(hand_over: HandOver, request: Request) -> Receipt:
    """The receipt the caller asks for: the named side's, else their own, else the receiver's."""
    actor = actor_from(request)
    party = request.query_params.get("party", "")
    if party not in Party.values:
        own = hand_over.giver_id in actor.offices and hand_over.receiver_id not in actor.offices
        party = Party.GIVER if own else Party.RECEIVER
    found = Receipt.objects.filter(hand_over=hand_over, party=party).first()
    if found is None:
        raise NotThere
    found.hand_over = hand_over
    return found


def _visible(request: Request, code: str) -> HandOver:
    found = HandOver.objects.visible_to(actor_from(request)).filter(code=code.strip().upper())
    hand_over = found.select_related("giver", "receiver", "drafted_by", "proposed_by", "countersigned_by").first()
    if hand_over is None:
        raise NotThere
    return hand_over


def _whole(hand_over: HandOver) -> dict[str, Any]:
    return answers.hand_over_whole(hand_over, hand_over.lines.select_related("item__dossier").order_by("position"))


def _verdicts(lines: list[dict[str, Any]]) -> dict[str, Verdict]:
    """Verdicts by item code; raises Invalid naming the lines that hold no code, or contradict an earlier one."""
    verdicts: dict[str, Verdict] = {}
    problems: dict[str, Any] = {}
    for position, line in enumerate(lines):
        verdict = Verdict(line["verdict"])
        try:
            code = s10.parse(line["item"])
        except Refused as refused:
            problems[f"lines[{position}].item"] = [problem(refused)]
            continue
        if verdicts.setdefault(code, verdict) != verdict:
            problems[f"lines[{position}].verdict"] = [_CONTRADICTS]
    if problems:
        raise Invalid(problems)
    return verdicts
