"""Calls by which an agency's software writes to the citizen of a case, and reads what was written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.dossiers import codes, commands, notice_papers, queries
from delegation.dossiers.api import notice_serializers as shapes
from delegation.dossiers.api.notice_serializers import NoticeSerializer
from delegation.dossiers.api.serializers import DOSSIER_EXAMPLE, DossierSerializer
from delegation.dossiers.lodging import Paper
from delegation.dossiers.models import Dossier, DossierNotice
from delegation.dossiers.notices import Act, Reappointment, Refusal, Stop, SupplementRequest
from delegation.dossiers.pdfs import notice_answer
from delegation.dossiers.refusals import AskedBefore, ReappointedBefore, WrongState
from delegation.registry.actors import actor_from
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_read
from postal_services.api.pagination import HousePagination
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.errors import NotAllowed, NotThere

_REFUSALS = (NotThere, NotAllowed, WrongState)


def _known(code: str) -> str:
    """A code as it is stored; what is no code names nothing."""
    known = codes.parse(code)
    if known is None:
        raise NotThere
    return known


class _WritingView(HouseView):
    """A call that gives the citizen a paper."""

    def write(
        self,
        request: Request,
        shape: type[serializers.Serializer[Any]],
        make: Callable[[dict[str, Any]], Act],
        command: Callable[[Actor, Act], DossierNotice],
    ) -> Response:
        """Parse, call once, answer with the paper."""
        act = make(parsed(request, shape))
        notice = command(actor_from(request), act)
        return Response(NoticeSerializer(notice).data, status=201)


class SupplementRequestsView(_WritingView):
    """Form 02."""

    @documented(
        "ask_supplement",
        tag="dossiers",
        summary="Ask the citizen for missing papers (form 02); the clock stands still",
        description=(
            "From states 2 and 4. With `fetch_by_post` the post brings the request and fetches the papers; the clock "
            "runs again when they are handed in. A further request needs `again` and is shown to leaders."
        ),
        request=shapes.SupplementRequestSerializer,
        answers={201: NoticeSerializer},
        example=shapes.SUPPLEMENT_EXAMPLE,
        answer=shapes.NOTICE_EXAMPLE,
        refusals=(*_REFUSALS, AskedBefore),
    )
    def post(self, request: Request, code: str) -> Response:
        """Write one request."""

        def make(sent: dict[str, Any]) -> Act:
            return SupplementRequest(**{**sent, "papers": tuple(Paper(**paper) for paper in sent["papers"])})

        return self.write(
            request,
            shapes.SupplementRequestSerializer,
            make,
            lambda actor, act: commands.ask_supplement(actor=actor, code=_known(code), request=act),  # type: ignore[arg-type]  # made two lines above
        )


class RefusalView(_WritingView):
    """Form 03."""

    @documented(
        "refuse_dossier",
        tag="dossiers",
        summary="Decline a dossier (form 03)",
        description="From states 1 and 2; it cannot be taken back.",
        request=shapes.RefusalSerializer,
        answers={201: NoticeSerializer},
        example=shapes.REFUSAL_EXAMPLE,
        answer={**shapes.NOTICE_EXAMPLE, "kind": "refusal", "number": "1", "papers": [], "fetch_by_post": False},
        refusals=_REFUSALS,
    )
    def post(self, request: Request, code: str) -> Response:
        """Write one refusal."""
        return self.write(
            request,
            shapes.RefusalSerializer,
            lambda sent: Refusal(**sent),
            lambda actor, act: commands.refuse_dossier(actor=actor, code=_known(code), refusal=act),  # type: ignore[arg-type]  # made one line above
        )


class ReappointmentView(_WritingView):
    """Form 04."""

    @documented(
        "reappoint_dossier",
        tag="dossiers",
        summary="Apologise and appoint another day (form 04)",
        description="From states 2 and 4. More often than the parameter `reappointments` allows it needs `again`.",
        request=shapes.ReappointmentSerializer,
        answers={201: NoticeSerializer},
        example=shapes.REAPPOINTMENT_EXAMPLE,
        answer={
            **shapes.NOTICE_EXAMPLE,
            "kind": "apology",
            "number": "1/PXL",
            "papers": [],
            "respond_on": None,
            "fetch_by_post": False,
            "old_due_at": "2019-08-08T17:00:00+07:00",
            "new_due_at": "2019-08-15T17:00:00+07:00",
        },
        refusals=(*_REFUSALS, ReappointedBefore),
    )
    def post(self, request: Request, code: str) -> Response:
        """Write one apology."""
        return self.write(
            request,
            shapes.ReappointmentSerializer,
            lambda sent: Reappointment(**sent),
            lambda actor, act: commands.reappoint_dossier(actor=actor, code=_known(code), reappointment=act),  # type: ignore[arg-type]  # made one line above
        )


class StopView(_WritingView):
    """The notice of stopping."""

    @documented(
        "stop_dossier",
        tag="dossiers",
        summary="Stop processing and say why (form 05 of TT 03/2025/TT-VPCP); the clock stands still",
        description="From states 2 and 4.",
        request=shapes.StopSerializer,
        answers={201: NoticeSerializer},
        example=shapes.STOP_EXAMPLE,
        answer={**shapes.NOTICE_EXAMPLE, "kind": "stop", "number": "1", "papers": [], "fetch_by_post": False},
        refusals=_REFUSALS,
    )
    def post(self, request: Request, code: str) -> Response:
        """Write one notice of stopping."""
        return self.write(
            request,
            shapes.StopSerializer,
            lambda sent: Stop(**sent),
            lambda actor, act: commands.stop_dossier(actor=actor, code=_known(code), stop=act),  # type: ignore[arg-type]  # made one line above
        )


class ResumptionView(HouseView):
    """The clock runs again."""

    @documented(
        "resume_dossier",
        tag="dossiers",
        summary="Go on after a pause; the appointment moves on by the working days of the pause",
        description="From states 5, 6 and 8. Papers that the post hands in at the desk do this by themselves.",
        request=shapes.ResumptionSerializer,
        answers={200: DossierSerializer},
        example=shapes.RESUMPTION_EXAMPLE,
        answer={**DOSSIER_EXAMPLE, "state": 4},
        refusals=_REFUSALS,
    )
    def post(self, request: Request, code: str) -> Response:
        """Go on."""
        because = parsed(request, shapes.ResumptionSerializer)["because"]
        moved = commands.resume_dossier(actor=actor_from(request), code=_known(code), because=because)
        found = Dossier.objects.select_related("unit").get(pk=moved.pk)
        return Response(DossierSerializer(found).data)


class NoticesView(HouseView):
    """What was written to the citizen of one case."""

    pagination_class = HousePagination

    @documented(
        "list_notices",
        tag="dossiers",
        summary="The papers given to the citizen of a dossier, newest first",
        description="For the offices of the case; each reading is noted with who asked.",
        answers={200: NoticeSerializer(many=True)},
        answer=[shapes.NOTICE_EXAMPLE],
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """One page of papers."""
        actor = actor_from(request)
        dossier = Dossier.objects.visible_to(actor).filter(code=_known(code)).first()
        if dossier is None:
            raise NotThere
        note_read(actor, "dossier_notice", dossier.pk, notice_papers.PERSONAL)
        rows = DossierNotice.objects.filter(dossier=dossier).select_related("dossier").prefetch_related("papers")
        return self.page(request, rows, NoticeSerializer)


class NoticePdfView(HouseView):
    """One paper to print."""

    @documented(
        "notice_pdf",
        tag="dossiers",
        summary="One paper to the citizen as PDF, in the form of the day it was given",
        answers={(200, "application/pdf"): bytes},
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str, notice: UUID) -> HttpResponse:
        """For the offices of the case; the reading is noted."""
        actor = actor_from(request)
        found = queries.notice_for_paper(actor, _known(code), notice)
        if found is None:
            raise NotThere
        note_read(actor, "dossier_notice", found.dossier_id, notice_papers.PERSONAL)
        return notice_answer(found)
