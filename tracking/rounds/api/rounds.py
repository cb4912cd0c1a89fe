"""Rounds as calls: drawn up, taken out, worked through stop by stop, closed; and their paper."""

from io import BytesIO

from django.http import HttpResponse
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.accounts.reads import note_reads
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.cash.amounts import Amounts
from tracking.cash.refusals import AmountDiffers, NothingOutstanding
from tracking.custody.api.pdfs import pdf
from tracking.custody.models import Item
from tracking.custody.refusals import CodeExpired, ProofLocked, ProofWrong, SlipWrong, UnknownCode
from tracking.rounds import papers, policies
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands import going_out, planning
from tracking.rounds.commands.closing import Homecoming, close_round
from tracking.rounds.commands.delivering import deliver_at_door
from tracking.rounds.commands.failing import Failure, fail_at_door
from tracking.rounds.models import Round
from tracking.rounds.places import NewAddress
from tracking.rounds.queries import rounds as reads
from tracking.rounds.queries.rounds import PEOPLE
from tracking.rounds.refusals import (
    CountNeeded,
    DayOff,
    DayPast,
    MeasureUnfit,
    NotAPostman,
    NotOut,
    NotYourRound,
    OnAnotherRound,
    OutWithAnother,
    PapersNeeded,
    ReceiverNeeded,
    RoundAlreadyClosed,
    RoundAlreadyOut,
    RoundEmpty,
    RoundMoved,
    RoundTooLong,
    StopDone,
    StopsNotReady,
    UntriedNeedsReason,
)

from . import answers, examples
from . import serializers as shapes


class RoundsView(HouseView):
    """Postmen's rounds of your offices."""

    pagination_class = HousePagination

    @documented(
        "list_rounds",
        summary="Rounds of your offices",
        answers={200: shapes.RoundShortSerializer(many=True)},
        answer=[examples.SHORT],
        parameters=[MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        visible = Round.objects.visible_to(actor_from(request)).select_related("postman")
        rows = modified_since(request, visible, "modified_at")
        pages = HousePagination()
        shown = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([answers.short(each) for each in shown])

    @documented(
        "build_round",
        summary="Draw up a round",
        request=shapes.NewRoundSerializer,
        answers={201: shapes.RoundSerializer},
        example={"office": "BC-633", "postman": "tien", "day": "2019-08-05", "items": ["HC473124829VN"]},
        answer=examples.ROUND,
        refusals=(StopsNotReady, RoundEmpty, RoundTooLong, NotAPostman, DayPast, NotThere),
    )
    def post(self, request: Request) -> Response:
        """Nothing leaves the office yet; items that cannot go are named each with its reason."""
        sent = parsed(request, shapes.NewRoundSerializer)
        actor = actor_from(request)
        made = planning.build_round(
            actor=actor, office=sent["office"], postman=sent["postman"], items=sent["items"], day=sent.get("day")
        )
        return Response(answers.whole(actor, made), status=201)


class RoundView(HouseView):
    """One round."""

    @documented("read_round", summary="One round", answers={200: shapes.RoundSerializer}, answer=examples.ROUND)
    def get(self, request: Request, code: str) -> Response:
        """With its stops; that names were read is noted."""
        actor = actor_from(request)
        return Response(answers.whole(actor, answers.visible(actor, code)))

    @documented(
        "change_round",
        summary="Give a draft another content or order",
        request=shapes.RoundItemsSerializer,
        answers={200: shapes.RoundSerializer},
        example={"items": ["HC473124829VN"]},
        answer=examples.ROUND,
        refusals=(StopsNotReady, RoundEmpty, RoundTooLong, RoundMoved, RoundAlreadyOut, RoundAlreadyClosed),
    )
    def put(self, request: Request, code: str) -> Response:
        """The whole list in its new order."""
        sent = parsed(request, shapes.RoundItemsSerializer)
        actor = actor_from(request)
        return Response(answers.whole(actor, planning.change_round(actor=actor, code=code, items=sent["items"])))

    @documented(
        "cancel_round",
        summary="Throw a draft away",
        answers={200: shapes.RoundSerializer},
        answer={**examples.ROUND, "state": "cancelled"},
        refusals=(RoundMoved, RoundAlreadyOut, RoundAlreadyClosed, NotYourRound),
    )
    def delete(self, request: Request, code: str) -> Response:
        """Its items can go on another round."""
        actor = actor_from(request)
        return Response(answers.whole(actor, planning.cancel_round(actor=actor, code=code)))


class DepartureView(HouseView):
    """The postman leaves."""

    @documented(
        "take_out_round",
        summary="Take a round out",
        request=NothingSerializer,
        answers={200: shapes.DepartureSerializer},
        example={},
        answer={
            **examples.OUT,
            "left_behind": [
                {
                    "item": "HC473124832VN",
                    "code": "not_ready_here",
                    "detail": "Bưu gửi đang “Đang vận chuyển”, nên không đi phát được từ đây.",
                }
            ],
        },
        refusals=(RoundAlreadyOut, RoundAlreadyClosed, RoundMoved, StopsNotReady, NotYourRound),
    )
    def post(self, request: Request, code: str) -> Response:
        """From now on the postman answers for every item; what moved meanwhile stays behind and is named."""
        parsed(request, NothingSerializer)
        actor = actor_from(request)
        done = going_out.take_out_round(actor=actor, code=code)
        left = [
            {"item": item, "code": why.code, "detail": why.detail(_language())}
            for item, why in done.left_behind.items()
        ]
        return Response({**answers.whole(actor, done.round), "left_behind": left})


class RoundItemsView(HouseView):
    """Items that join a round on its way."""

    @documented(
        "add_to_round",
        summary="Put items on a round that is out",
        request=shapes.RoundItemsSerializer,
        answers={200: shapes.RoundSerializer},
        example={"items": ["HC473124846VN"]},
        answer=examples.OUT,
        refusals=(StopsNotReady, RoundEmpty, RoundTooLong, RoundMoved, RoundAlreadyClosed, NotYourRound),
    )
    def post(self, request: Request, code: str) -> Response:
        """They are taken out by the same act."""
        sent = parsed(request, shapes.RoundItemsSerializer)
        actor = actor_from(request)
        return Response(answers.whole(actor, going_out.add_to_round(actor=actor, code=code, items=sent["items"])))


class DeliveryView(HouseView):
    """The delivery of one stop."""

    @documented(
        "deliver_stop",
        summary="Deliver one item of a round",
        request=shapes.DeliverySerializer,
        answers={200: shapes.DeliveredSerializer},
        example={"proof": examples.PROOF, "paid": {"state_fee": 8000, "postal": 26000, "transfer": 8000}},
        answer={
            "item": "HC473124829VN",
            "state": "delivered",
            "receipts": ["BL-BC-633-190805-0001"],
            "collected": None,
            "flags": [],
        },
        refusals=(
            NotOut, StopDone, OnAnotherRound, OutWithAnother, ReceiverNeeded, PapersNeeded, AmountDiffers,
            NothingOutstanding,
            ProofWrong, ProofLocked, CodeExpired, SlipWrong, RoundMoved, RoundAlreadyClosed, UnknownCode,
        ),
    )  # fmt: skip
    def post(self, request: Request, code: str, item: str) -> Response:
        """Proof, money in three columns and old papers in one act, or nothing."""
        sent = parsed(request, shapes.DeliverySerializer)
        paid = sent.get("paid")
        delivery = Delivery(
            proof=sent.get("proof") if isinstance(sent.get("proof"), dict | str) else None,
            paid=Amounts(**paid) if paid else None,
            method=sent["method"],
            amount_reason=sent["amount_reason"],
            collected=[CollectedPaper(**each) for each in sent.get("collected", [])],
            not_collected=sent["not_collected"],
            occurred_at=sent.get("occurred_at"),
        )
        done = deliver_at_door(actor=actor_from(request), round_code=code, item=item, delivery=delivery)
        state = Item.objects.values_list("state", flat=True).get(pk=done.item.pk)
        return Response(
            {
                "item": done.item.code,
                "state": state,
                "receipts": list(done.receipts),
                "collected": done.collected.code if done.collected else None,
                "flags": list(done.flags),
            }
        )


class FailureView(HouseView):
    """An attempt in vain."""

    @documented(
        "fail_stop",
        summary="Say that one item could not be delivered",
        request=shapes.FailureSerializer,
        answers={200: shapes.StopSerializer},
        example={"reason": "absent", "measure": "retry", "again_on": "2019-08-08"},
        answer={
            **examples.STOP,
            "state": "attempted",
            "outcome": "failed",
            "reason": "absent",
            "measure": "retry",
            "attempt": 1,
            "again_on": "2019-08-08",
        },
        refusals=(
            MeasureUnfit, NotOut, StopDone, OnAnotherRound, OutWithAnother, DayOff, DayPast, RoundMoved,
            RoundAlreadyClosed, UnknownCode
        ),
    )  # fmt: skip
    def post(self, request: Request, code: str, item: str) -> Response:
        """With the reason and the next step; gives the number of the attempt."""
        sent = parsed(request, shapes.FailureSerializer)
        to = sent.get("to")
        failure = Failure(
            reason=sent["reason"],
            measure=sent["measure"],
            again_on=sent.get("again_on"),
            to=NewAddress(**to) if to else None,
            occurred_at=sent.get("occurred_at"),
        )
        actor = actor_from(request)
        done = fail_at_door(actor=actor, round_code=code, item=item, failure=failure)
        round_ = answers.visible(actor, code)
        found = reads.visit(round_, done.item.code)
        if found is None:
            raise NotThere
        note_reads(actor, "round_call", [found.item.dossier_id], PEOPLE)
        return Response(answers.stop(found, may_read=True))


class ClosingView(HouseView):
    """The postman is back."""

    @documented(
        "close_round",
        summary="Take a round back",
        request=shapes.ClosingSerializer,
        answers={200: shapes.ClosedSerializer},
        example={"cash_counted": 42000, "untried": {"HC473124846VN": "no_time"}},
        answer={
            **examples.OUT,
            "state": "closed",
            "closed_at": "2019-08-05T16:30:00+07:00",
            "cash_expected": 42000,
            "cash_counted": 42000,
            "to_send_back": [],
        },
        refusals=(UntriedNeedsReason, CountNeeded, DayOff, DayPast, RoundMoved, RoundAlreadyClosed, NotYourRound),
    )
    def post(self, request: Request, code: str) -> Response:
        """Everything is accounted for: delivered, failed, or brought home untried with a reason; and the money."""
        sent = parsed(request, shapes.ClosingSerializer)
        homecoming = Homecoming(
            cash_counted=sent["cash_counted"],
            untried=sent.get("untried", {}),
            measures=sent.get("measures", {}),
            hold_until=sent.get("hold_until"),
        )
        actor = actor_from(request)
        done = close_round(actor=actor, code=code, homecoming=homecoming)
        return Response({**answers.whole(actor, done.round), "to_send_back": list(done.to_send_back)})


class RoundPdfView(HouseView):
    """The paper the postman carries."""

    @documented("round_list_pdf", summary="BD13 on paper", answers={(200, "application/pdf"): bytes})
    def get(self, request: Request, code: str) -> HttpResponse:
        """A4 across; for the office that delivers, and noted as a read."""
        actor = actor_from(request)
        round_ = answers.visible(actor, code)
        policies.require_may_read_names(actor, round_)
        visits = reads.visits(round_)
        note_reads(actor, "round_paper", {each.item.dossier_id for each in visits}, PEOPLE)
        out = BytesIO()
        papers.round_pdf(round_, visits, out)
        return pdf(out, f"{round_.code}.pdf")


def _language() -> str:
    return (get_language() or "vi")[:2]
