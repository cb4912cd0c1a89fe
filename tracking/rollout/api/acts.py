"""Acceptance, reminders, readiness and statements for programs."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from delegation.establishment.refusals import InTheFuture
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.api.schema import documented
from postal_services.api.serializers import parsed
from postal_services.api.views import HouseView
from postal_services.documents.refusals import SENT_FILES as FILES
from postal_services.errors import Invalid, NotThere
from tracking.rollout import policies, steps
from tracking.rollout.api import act_shapes as shapes
from tracking.rollout.api.obstacles import aim
from tracking.rollout.commands import acceptances, readiness, reminders, statements
from tracking.rollout.models import Measure
from tracking.rollout.refusals import (
    CodePassedOn,
    ContradictsLedger,
    MonthNotOver,
    NotAccepted,
    NotReady,
    NotShownYet,
    NotYourTarget,
    ProvinceOnly,
    ReasonsDoNotAdd,
    UnitNotThen,
    WrongMeasure,
)

_FILE = {"name": "quyet-dinh-12.pdf", "content": "JVBERi0xLjQKJSVFT0YK"}
_TARGET = (NotThere, UnitNotThen, WrongMeasure)
ACCEPTANCE: dict[str, Any] = {
    "target": "633",
    "state": "accepted",
    "number": "12/QĐ-UBND",
    "signed_on": "2019-12-20",
    "document": "9f0e6a54d8a3b1c29f0e6a54d8a3b1c29f0e6a54d8a3b1c29f0e6a54d8a3b1c2",
    "unmet": [],
    "against_evidence": False,
    "accepted_at": "2019-12-20T15:00:00+07:00",
    "withdrawn_at": None,
}
REMINDER: dict[str, Any] = {
    "target": "633",
    "about": "staff_trained",
    "period": "2019-W45",
    "state": "sent",
    "sent_at": "2019-11-05T08:00:00+07:00",
}
READINESS: dict[str, Any] = {
    "target": "23947",
    "state": "ready",
    "ready_on": "2019-08-01",
    "declared_at": "2019-08-05T12:00:00+07:00",
    "withdrawn_at": None,
}
STATEMENT: dict[str, Any] = {
    "target": "633",
    "month": "2019-10",
    "eligible": 120,
    "reasons": {"price": 14, "distance": 9},
    "stated_at": "2019-11-04T09:00:00+07:00",
}


class AcceptanceView(HouseView):
    """The province accepts a unit."""

    @documented(
        "accept_target",
        tag="rollout",
        summary="Accept a unit with a document",
        description="A unit that is accepted already stays so: the acceptance that stands is given again.",
        request=shapes.AcceptingSerializer,
        answers={201: shapes.AcceptanceSerializer},
        example={"number": "12/QĐ-UBND", "signed_on": "2019-12-20", "document": _FILE, "against_words": ""},
        answer=ACCEPTANCE,
        refusals=(*_TARGET, CodePassedOn, ProvinceOnly, NotShownYet, Invalid, InTheFuture, *FILES),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """Where evidence is missing, `against_words` say why it is accepted nevertheless."""
        sent = parsed(request, shapes.AcceptingSerializer)
        actor, named = actor_from(request), aim(directive, ask, code)
        policies.require_province(actor, steps.find_target(named, clock.today(), Measure.EVIDENCE))
        with shapes.taken_for(sent["document"]) as document:
            given = acceptances.Accepting(sent["number"], sent["signed_on"], document, sent["against_words"])
            made = acceptances.accept_target(actor=actor, aim=named, accepting=given)
        return Response(shapes.AcceptanceSerializer(made).data, status=201)


class AcceptanceWithdrawalView(HouseView):
    """The province takes an acceptance back."""

    @documented(
        "withdraw_acceptance",
        tag="rollout",
        summary="Take an acceptance back",
        request=shapes.ReasonSerializer,
        answers={200: shapes.AcceptanceSerializer},
        example={"reason": "Huyện ngừng chuyển hồ sơ từ 01/3."},
        answer={**ACCEPTANCE, "state": "withdrawn", "withdrawn_at": "2020-03-05T09:00:00+07:00"},
        refusals=(*_TARGET, ProvinceOnly, NotAccepted, Invalid),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """It counts until today."""
        sent = parsed(request, shapes.ReasonSerializer)
        made = acceptances.withdraw_acceptance(
            actor=actor_from(request), aim=aim(directive, ask, code), reason=sent["reason"]
        )
        return Response(shapes.AcceptanceSerializer(made).data)


class RemindersView(HouseView):
    """The province reminds units."""

    @documented(
        "send_reminders",
        tag="rollout",
        summary="Remind units of what is missing, each thing once a week",
        request=shapes.RemindingSerializer,
        answers={201: shapes.RemindedSerializer},
        example={"targets": ["633", "622"], "about": "staff_trained"},
        answer={"sent": [REMINDER], "before": []},
        refusals=(NotThere, UnitNotThen, ProvinceOnly, Invalid),
    )
    def post(self, request: Request, directive: str, ask: str) -> Response:
        """`before` are those that had gone out in this ISO week already."""
        sent = parsed(request, shapes.RemindingSerializer)
        named = aim(directive, ask, "")
        told = reminders.Reminding(named.directive, named.ask, tuple(sent["targets"]), sent["about"])
        came = reminders.send_reminders(actor=actor_from(request), reminding=told)
        return Response(shapes.RemindedSerializer(came).data, status=201)


class ReadinessView(HouseView):
    """Communes that are ready for the one-stop software."""

    @documented(
        "declare_ready",
        tag="rollout",
        summary="Declare communes ready, all or none",
        request=shapes.DeclaringSerializer,
        answers={201: shapes.DeclaredSerializer},
        example={
            "communes": [{"code": "23947", "ready_on": "2019-08-01"}],
            "ready_on": "2019-08-01",
            "number": "7/CV-UBND",
            "document": _FILE,
        },
        answer={"made": [READINESS], "before": []},
        refusals=(*_TARGET, CodePassedOn, NotYourTarget, Invalid, InTheFuture, *FILES),
    )
    def post(self, request: Request, directive: str, ask: str) -> Response:
        """A district declares its communes, the province all; `before` are those that stood already."""
        sent = parsed(request, shapes.DeclaringSerializer)
        named = aim(directive, ask, "")
        whose: dict[str, Any] = {
            "actor": actor_from(request),
            "directive": named.directive,
            "ask": named.ask,
            "communes": [readiness.Commune(each["code"], each["ready_on"]) for each in sent["communes"]],
        }
        readiness.require_may_declare(**whose, ready_on=sent["ready_on"])
        with shapes.taken_for(sent["document"]) as document:
            given = readiness.Declaring(document, sent["ready_on"], sent["number"])
            came = readiness.declare_ready(**whose, declaring=given)
        return Response(shapes.DeclaredSerializer(came).data, status=201)


class ReadinessWithdrawalView(HouseView):
    """A commune that is no longer ready."""

    @documented(
        "withdraw_readiness",
        tag="rollout",
        summary="Take a declaration of readiness back",
        request=shapes.ReasonSerializer,
        answers={200: shapes.ReadinessSerializer},
        example={"reason": "Máy chủ của xã hỏng."},
        answer={**READINESS, "state": "withdrawn", "withdrawn_at": "2019-09-02T09:00:00+07:00"},
        refusals=(*_TARGET, NotYourTarget, NotReady, Invalid),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """It counts until today."""
        sent = parsed(request, shapes.ReasonSerializer)
        made = readiness.withdraw_readiness(
            actor=actor_from(request), aim=aim(directive, ask, code), reason=sent["reason"]
        )
        return Response(shapes.ReadinessSerializer(made).data)


class StatementsView(HouseView):
    """How many cases of a month could have gone by post."""

    @documented(
        "state_month",
        tag="rollout",
        summary="State a month, or state it anew",
        description="The ledger keeps every statement; the last one counts.",
        request=shapes.StatingSerializer,
        answers={201: shapes.StatementSerializer},
        example={"month": "2019-10", "eligible": 120, "reasons": {"price": 14, "distance": 9}},
        answer=STATEMENT,
        refusals=(*_TARGET, CodePassedOn, NotYourTarget, MonthNotOver, ContradictsLedger, ReasonsDoNotAdd, Invalid),
    )
    def post(self, request: Request, directive: str, ask: str, code: str) -> Response:
        """For the committee's officers, once the month is over."""
        sent = parsed(request, shapes.StatingSerializer)
        stating = statements.Stating(sent["month"], sent["eligible"], sent["reasons"])
        made = statements.state_month(actor=actor_from(request), aim=aim(directive, ask, code), stating=stating)
        return Response(shapes.StatementSerializer(made).data, status=201)
