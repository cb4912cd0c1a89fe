"""Calls by which a report is approved, frozen, withdrawn and held against the ledger."""

from rest_framework.request import Request
from rest_framework.response import Response

from delegation.registry.actors import actor_from
from postal_services.api.schema import documented
from postal_services.api.serializers import NothingSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.reports import bells, checking, refusals
from tracking.reports.api import serializers as shapes
from tracking.reports.api.reading import OpenView, visible
from tracking.reports.commands import deciding, verifying
from tracking.reports.models import Report, Verification

_DONE = (refusals.ReportFrozen, refusals.ReportMoved, refusals.OfficeOfProvince, NotThere)


class ApprovalView(HouseView):
    """The second person's word."""

    @documented(
        "approve_report",
        tag="reports",
        summary="Approve a draft: another person than the one who drew it up",
        request=shapes.ApprovalSerializer,
        answers={200: shapes.ReportSerializer},
        example={"sha256": shapes.SHORT["sha256"], "opinion": "Đề nghị các huyện khẩn trương."},
        answer={**shapes.WHOLE, "state": "approved", "approved_at": "2020-01-07T08:00:00+07:00"},
        refusals=(
            refusals.SamePerson,
            refusals.QuarterNotOver,
            refusals.ProvisionalDraft,
            refusals.StaleDraft,
            refusals.DraftMoved,
            refusals.AlreadyApproved,
            *_DONE,
        ),
    )
    def post(self, request: Request, code: str) -> Response:
        """The figures as they were looked at."""
        sent = parsed(request, shapes.ApprovalSerializer)
        report = deciding.approve_report(actor=actor_from(request), code=code, **sent)
        return Response(shapes.ReportSerializer(report).data)


class FreezeView(HouseView):
    """A report made final."""

    @documented(
        "freeze_report",
        tag="reports",
        summary="Freeze an approved report under its number; it never changes again",
        request=shapes.FreezeSerializer,
        answers={200: shapes.ReportSerializer},
        example={"number": "12/BC-STTTT"},
        answer={**shapes.WHOLE, "state": "frozen", "number": "12/BC-STTTT"},
        refusals=_DONE,
    )
    def post(self, request: Request, code: str) -> Response:
        """It is public from now on."""
        sent = parsed(request, shapes.FreezeSerializer)
        report = deciding.freeze_report(actor=actor_from(request), code=code, **sent)
        return Response(shapes.ReportSerializer(report).data)


class WithdrawalView(HouseView):
    """A draft taken back."""

    @documented(
        "withdraw_report",
        tag="reports",
        summary="Take a draft or an approved report back",
        request=NothingSerializer,
        answers={200: shapes.ReportSerializer},
        example={},
        answer={**shapes.WHOLE, "state": "withdrawn"},
        refusals=_DONE,
    )
    def post(self, request: Request, code: str) -> Response:
        """It can be drawn up anew."""
        parsed(request, NothingSerializer)
        report = deciding.withdraw_report(actor=actor_from(request), code=code)
        return Response(shapes.ReportSerializer(report).data)


class VerificationView(OpenView):
    """A report held against the ledger."""

    @documented(
        "read_report_verification",
        tag="reports",
        summary="Whether a report is what the ledger says",
        description="The hash is looked at now; computing the figures anew takes longer, `last` is how that went.",
        answers={200: shapes.VerificationSerializer},
        answer=shapes.VERIFICATION,
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """For everybody who may see the report."""
        return Response(_answer(visible(request, code)))

    @documented(
        "verify_report",
        tag="reports",
        summary="Have a report's figures computed anew from the ledger as it was known then",
        request=NothingSerializer,
        answers={202: shapes.VerificationSerializer},
        example={},
        answer={**shapes.VERIFICATION, "last": {**shapes.VERIFICATION["last"], "state": "waiting"}},
        refusals=(refusals.OfficeOfProvince, NotThere),
    )
    def post(self, request: Request, code: str) -> Response:
        """By the province; a worker does it."""
        parsed(request, NothingSerializer)
        report = visible(request, code)
        verifying.request_verification(actor=actor_from(request), code=report.code)
        bells.ring_verifier()
        return Response(_answer(report), status=202)


def _answer(report: Report) -> object:
    found = checking.standing(report)
    answer = {
        "report": report.code,
        "sha256": report.sha256,
        "line_sha256": found.line_says,
        "line_seq": found.seq,
        "figures_hold": found.row_holds,
        "checkpoint": found.checkpoint,
        "last": Verification.objects.filter(report=report).order_by("-requested_at").first(),
    }
    return shapes.VerificationSerializer(answer).data
