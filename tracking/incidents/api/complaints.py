"""Complaints and compensation for programs."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.pagination import HousePagination, modified_since
from postal_services.api.schema import MODIFIED_SINCE, documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.errors import Invalid, NotAllowed, NotThere
from tracking.incidents.api import serializers as shapes
from tracking.incidents.commands import compensate, complain
from tracking.incidents.models import Compensation, Complaint
from tracking.incidents.refusals import (
    AboveLimit,
    CompensationExists,
    CompensationMoved,
    ComplaintMoved,
    ComplaintTooLate,
    NothingToCompensate,
    NotYourIncident,
    ReissueWithoutEvidence,
)

_COMPLAINT: dict[str, Any] = {
    "code": "KN-BC-633-190805-0002",
    "incident": "SC-BC-633-190805-0002",
    "dossier": "000.00.33.H21-190805-0001",
    "item": None,
    "office": "BC-633",
    "channel": "counter",
    "subject": "late",
    "state": "lodged",
    "lodged_at": "2019-08-05T15:00:00+07:00",
    "due_at": "2019-08-12T17:00:00+07:00",
    "transit_ended_on": "2019-08-07",
    "possible_until": "2020-02-07",
    "outcome": "",
    "answered_at": None,
}
_CASE: dict[str, Any] = {
    "code": "BT-BC-633-190805-0001",
    "incident": "SC-BC-633-190805-0001",
    "dossier": "000.00.33.H21-190805-0001",
    "item": "HC473124829VN",
    "state": "proposed",
    "charge": 26000,
    "multiple": 4,
    "reissue_cost": 8000,
    "limit": 138000,
    "legal_basis": "NĐ 47/2011/NĐ-CP (con số chưa kiểm chứng)",
    "verified": False,
    "amount": None,
    "decision_number": "",
    "payment_number": "",
    "paid_at": None,
}


class ComplaintsView(HouseView):
    """Complaints of citizens."""

    pagination_class = HousePagination

    @documented(
        "list_complaints",
        tag="complaints",
        summary="Complaints that your offices answer",
        answers={200: shapes.ComplaintSerializer(many=True)},
        answer=[_COMPLAINT],
        parameters=[MODIFIED_SINCE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = Complaint.objects.visible_to(actor_from(request)).select_related("incident", "dossier", "item")
        pages = HousePagination()
        shown = pages.paginate_queryset(modified_since(request, rows, "modified_at"), request, self) or []
        return pages.get_paginated_response(shapes.ComplaintSerializer(shown, many=True).data)

    @documented(
        "lodge_complaint",
        tag="complaints",
        summary="Take a complaint at the counter or by telephone",
        description=(
            "Within six months from the end of the whole-transit time; answered within five working days in the "
            "province, seven between provinces (TT 17/2017/TT-BTTTT, article 8)."
        ),
        request=shapes.NewComplaintSerializer,
        answers={201: shapes.ComplaintSerializer},
        example={
            "dossier": "000.00.33.H21-190805-0001",
            "subject": "late",
            "words": "Quá hẹn ba ngày chưa nhận được kết quả.",
            "channel": "counter",
            "item": "",
            "inter_province": False,
        },
        answer=_COMPLAINT,
        refusals=(Invalid, NotAllowed, NotThere, ComplaintTooLate),
    )
    def post(self, request: Request) -> Response:
        """It stands on the exception desk until it is answered."""
        sent = parsed(request, shapes.NewComplaintSerializer)
        told = complain.Complaining(
            sent["subject"], sent["words"], sent["channel"], sent["item"], sent["inter_province"]
        )
        made = complain.lodge_complaint(actor=actor_from(request), dossier=sent["dossier"], complaining=told)
        return Response(shapes.ComplaintSerializer(made).data, status=201)


class ComplaintView(HouseView):
    """One complaint."""

    @documented(
        "read_complaint",
        tag="complaints",
        summary="One complaint",
        answers={200: shapes.ComplaintSerializer},
        answer=_COMPLAINT,
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """With its legal dates."""
        return Response(_complaint(request, code))


class ComplaintAnswerView(HouseView):
    """The answer to a complaint."""

    @documented(
        "answer_complaint",
        tag="complaints",
        summary="Write down the answer given to the complainant",
        request=shapes.AnswerSerializer,
        answers={200: shapes.ComplaintSerializer},
        example={"outcome": "justified", "answer": "Bưu gửi đến chậm một ngày; bưu cục đã xin lỗi và phát ngay."},
        answer={**_COMPLAINT, "state": "answered", "outcome": "justified"},
        refusals=(NotThere, NotYourIncident, ComplaintMoved, Invalid),
    )
    def post(self, request: Request, code: str) -> Response:
        """The incident of the complaint ends with it."""
        sent = parsed(request, shapes.AnswerSerializer)
        complain.answer_complaint(
            actor=actor_from(request), code=_clean(code), outcome=sent["outcome"], answer=sent["answer"]
        )
        return Response(_complaint(request, code))


class CompensationsView(HouseView):
    """Compensation for loss and damage."""

    @documented(
        "propose_compensation",
        tag="compensations",
        summary="Open a compensation case from an incident",
        request=shapes.NewCompensationSerializer,
        answers={201: shapes.CompensationSerializer},
        example={"incident": "SC-BC-633-190805-0001", "reissue_cost": 8000, "evidence": "BL 0001234"},
        answer=_CASE,
        refusals=(
            Invalid, NotThere, NotYourIncident, NothingToCompensate, CompensationExists, ReissueWithoutEvidence,
        ),
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Reckoned by the parameters of the day; `verified` says whether the multiple has been checked."""
        sent = parsed(request, shapes.NewCompensationSerializer)
        made = compensate.propose_compensation(
            actor=actor_from(request),
            incident=sent["incident"],
            reissue_cost=sent["reissue_cost"],
            evidence=sent["evidence"],
        )
        return Response(_case(request, made.code), status=201)


class CompensationView(HouseView):
    """One compensation case."""

    @documented(
        "read_compensation",
        tag="compensations",
        summary="One compensation case",
        answers={200: shapes.CompensationSerializer},
        answer=_CASE,
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """With how it was reckoned."""
        return Response(_case(request, code))


class CompensationDecisionView(HouseView):
    """The supervisor's decision."""

    @documented(
        "decide_compensation",
        tag="compensations",
        summary="Approve an amount, or none",
        request=shapes.DecisionSerializer,
        answers={200: shapes.CompensationSerializer},
        example={"approve": True, "number": "12/QĐ-BĐ", "amount": 138000, "basis": ""},
        answer={**_CASE, "state": "approved", "amount": 138000, "decision_number": "12/QĐ-BĐ"},
        refusals=(NotThere, NotYourIncident, CompensationMoved, AboveLimit, Invalid),
    )
    def post(self, request: Request, code: str) -> Response:
        """Above the reckoned limit only with the basis in words."""
        sent = parsed(request, shapes.DecisionSerializer)
        decision = compensate.Decision(sent["approve"], sent["number"], sent["amount"], sent["basis"])
        compensate.decide_compensation(actor=actor_from(request), code=_clean(code), decision=decision)
        return Response(_case(request, code))


class CompensationPaymentView(HouseView):
    """The payment of an approved amount."""

    @documented(
        "pay_compensation",
        tag="compensations",
        summary="Note that the approved amount was paid",
        request=shapes.CompensationPaymentSerializer,
        answers={200: shapes.CompensationSerializer},
        example={"number": "PC 0088"},
        answer={**_CASE, "state": "paid", "amount": 138000, "payment_number": "PC 0088"},
        refusals=(NotThere, NotYourIncident, CompensationMoved, Invalid),
    )
    def post(self, request: Request, code: str) -> Response:
        """By the number of the payment document."""
        sent = parsed(request, shapes.CompensationPaymentSerializer)
        compensate.pay_compensation(actor=actor_from(request), code=_clean(code), number=sent["number"])
        return Response(_case(request, code))


def _clean(code: str) -> str:
    """A code out of an address; one that no database could hold is not there."""
    if "\x00" in code:
        raise NotThere
    return code[:60]


def _complaint(request: Request, code: str) -> dict[str, Any]:
    rows = Complaint.objects.visible_to(actor_from(request)).select_related("incident", "dossier", "item")
    found = rows.filter(code=_clean(code).upper()).first()
    if found is None:
        raise NotThere
    return dict(shapes.ComplaintSerializer(found).data)


def _case(request: Request, code: str) -> dict[str, Any]:
    rows = Compensation.objects.visible_to(actor_from(request)).select_related("incident", "dossier", "item")
    found = rows.filter(code=_clean(code).upper()).first()
    if found is None:
        raise NotThere
    return dict(shapes.CompensationSerializer(found).data)
