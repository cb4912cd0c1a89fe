"""Calls about establishment: what an office has to work with, appointments, announcements, trainings."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.establishment import policies, queries, steps
from delegation.establishment import refusals as said
from delegation.establishment.api import examples
from delegation.establishment.api.serializers import (
    AppointmentEndSerializer,
    AppointmentSentSerializer,
    AppointmentSerializer,
    EstablishmentSerializer,
    PublicationSentSerializer,
    PublicationSerializer,
    PublicationWithdrawalSerializer,
    TrainingSentSerializer,
    TrainingSerializer,
    TrainingWithdrawalSerializer,
    checked,
)
from delegation.establishment.commands.publishing import Publishing, publish_procedures, withdraw_publications
from delegation.establishment.commands.staffing import Appointing, appoint, relieve
from delegation.establishment.commands.training import NewTraining, record_training, withdraw_training
from delegation.registry.actors import actor_from
from delegation.registry.models import Office, Post
from postal_services import clock
from postal_services.accounts.actors import Role
from postal_services.api.schema import documented
from postal_services.api.serializers import StrictSerializer, parsed
from postal_services.api.views import HouseView
from postal_services.documents import attachments
from postal_services.documents.refusals import SENT_FILES
from postal_services.errors import FieldProblem, Invalid, NotThere

AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="The day; today if absent.")


FIRST_YEAR, LAST_YEAR = 1900, 2100


class _DaySerializer(StrictSerializer):
    """A day in the query, between 1900 and 2100."""

    as_of = serializers.DateField(required=False, allow_null=True, default=None)

    def validate_as_of(self, day: date | None) -> date | None:
        """No calendar reaches as far as some numbers do."""
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            problem = FieldProblem("not_a_day", "Ngày phải có dạng 2019-12-31.", "The day must look like 2019-12-31.")
            raise Invalid({"as_of": [problem]})
        return day


class EstablishmentView(HouseView):
    """What one office has to work with."""

    @documented(
        "get_establishment",
        tag="establishment",
        summary="What an office had to work with on a day",
        description="For the office's own people, those who answer for it, and the province; as the ledger tells.",
        answers={200: EstablishmentSerializer},
        answer=examples.ESTABLISHMENT,
        parameters=[AS_OF],
        refusals=(NotThere,),
    )
    def get(self, request: Request, code: str) -> Response:
        """People, devices, announced procedures and trainings at the end of the day."""
        asked = _DaySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        office = Office.objects.select_related("unit__parent").filter(pk=code).first()
        if office is None:
            raise NotThere
        policies.require_may_see(actor_from(request), office)
        day = asked.validated_data["as_of"] or clock.today()
        return Response(EstablishmentSerializer(queries.establishment(office, day)).data)


class AppointmentsView(HouseView):
    """Appointments."""

    @documented(
        "appoint",
        tag="establishment",
        summary="Appoint a person to an office",
        request=AppointmentSentSerializer,
        answers={201: AppointmentSerializer},
        example=examples.APPOINTMENT_SENT,
        answer=examples.APPOINTMENT,
        refusals=(
            NotThere,
            Invalid,
            said.RoleNotForOffice,
            said.OwnAppointment,
            said.PersonUnknown,
            said.UsernameTaken,
            said.AlreadyAppointed,
            said.OfficeClosed,
        ),
    )
    def post(self, request: Request) -> Response:
        """Appoint; a new person's password is told once."""
        sent = parsed(request, AppointmentSentSerializer)
        made = appoint(actor_from(request), Appointing(**{**sent, "role": Role(sent["role"])}))
        return Response(AppointmentSerializer(_appointment(made.post, made.password)).data, status=201)


class AppointmentEndView(HouseView):
    """The end of one appointment."""

    @documented(
        "relieve",
        tag="establishment",
        summary="End an appointment",
        request=AppointmentEndSerializer,
        answers={200: AppointmentSerializer},
        example={"until": "2019-08-05"},
        answer={**examples.APPOINTMENT, "valid_to": "2019-08-05", "password": None},
        refusals=(NotThere, said.AppointmentEnded, said.OwnAppointment, said.InTheFuture, said.RoleNotForOffice),
    )
    def post(self, request: Request, post: UUID) -> Response:
        """Relieve."""
        ended = relieve(actor_from(request), post, **parsed(request, AppointmentEndSerializer))
        return Response(AppointmentSerializer(_appointment(ended)).data)


class PublicationsView(HouseView):
    """Announcements of committees."""

    @documented(
        "publish_procedures",
        tag="establishment",
        summary="Announce procedures that the post may carry, with their days",
        description="What stands announced in the same way stays; other days are a change.",
        request=PublicationSentSerializer,
        answers={201: PublicationSerializer(many=True)},
        example=examples.PUBLICATION_SENT,
        answer=[examples.PUBLICATION],
        refusals=(
            NotThere,
            Invalid,
            said.ProcedureNotOpen,
            said.LongerThanRegulated,
            said.BeforeTheLastChange,
            said.InTheFuture,
            said.OfficeClosed,
            *SENT_FILES,
        ),
    )
    def post(self, request: Request) -> Response:
        """Publish."""
        sent = parsed(request, PublicationSentSerializer)
        actor = actor_from(request)
        policies.require_may_govern(actor, _offices([sent["committee"]])[0])
        with attachments.taken_for(checked(sent["document"])) as document:
            publishing = Publishing(
                committee=sent["committee"],
                posted_days={each["procedure"]: each["posted_days"] for each in sent["procedures"]},
                document_number=sent["document_number"],
                attachment=document.pk if document else None,
                url=sent["url"],
                reason=sent["reason"],
            )
            rows = publish_procedures(actor, publishing, on=sent["on"])
        return Response(PublicationSerializer(rows, many=True).data, status=201)


class PublicationWithdrawalsView(HouseView):
    """Announcements that are taken back."""

    @documented(
        "withdraw_publications",
        tag="establishment",
        summary="Take announcements back",
        request=PublicationWithdrawalSerializer,
        answers={200: PublicationSerializer(many=True)},
        example=examples.WITHDRAWAL_SENT,
        answer=[{**examples.PUBLICATION, "state": "withdrawn"}],
        refusals=(NotThere, Invalid, said.NotPublished, said.BeforeTheLastChange, said.InTheFuture),
    )
    def post(self, request: Request) -> Response:
        """Withdraw."""
        sent = parsed(request, PublicationWithdrawalSerializer)
        committee, procedures = sent.pop("committee"), sent.pop("procedures")
        rows = withdraw_publications(actor_from(request), committee, procedures, **sent)
        return Response(PublicationSerializer(rows, many=True).data)


class TrainingsView(HouseView):
    """Trainings."""

    @documented(
        "record_training",
        tag="establishment",
        summary="Record a training with its signed list",
        description=(
            "Everybody in `people` must hold a post in one of the offices on that day. One row an office is answered. "
            "Lists larger than about 3.5 MB are handed in on the page."
        ),
        request=TrainingSentSerializer,
        answers={201: TrainingSerializer(many=True)},
        example=examples.TRAINING_SENT,
        answer=[examples.TRAINING],
        refusals=(
            NotThere,
            Invalid,
            said.NobodyTrained,
            said.NotStaff,
            said.TrainingRecorded,
            said.InTheFuture,
            said.OfficeClosed,
            *SENT_FILES,
        ),
    )
    def post(self, request: Request) -> Response:
        """Record."""
        sent = parsed(request, TrainingSentSerializer)
        actor, offices = actor_from(request), tuple(dict.fromkeys(sent["offices"]))
        for office in _offices(offices):
            policies.require_may_train(actor, office)
        with attachments.taken_for(checked(sent["document"])) as document:
            training = NewTraining(
                offices=offices,
                on=sent["on"],
                topic=sent["topic"],
                people=tuple(sent["people"]),
                others=tuple(sent["others"]),
                attachment=document.pk if document else None,
            )
            rows = record_training(actor, training)
        return Response(TrainingSerializer(rows, many=True).data, status=201)


class TrainingWithdrawalView(HouseView):
    """One training that is taken back."""

    @documented(
        "withdraw_training",
        tag="establishment",
        summary="Take the record of a training back",
        request=TrainingWithdrawalSerializer,
        answers={200: TrainingSerializer},
        example={"reason": "Nhầm danh sách"},
        answer={**examples.TRAINING, "state": "withdrawn"},
        refusals=(NotThere, Invalid, said.TrainingWithdrawn, said.InTheFuture),
    )
    def post(self, request: Request, training: UUID) -> Response:
        """Withdraw."""
        sent = parsed(request, TrainingWithdrawalSerializer)
        return Response(TrainingSerializer(withdraw_training(actor_from(request), training, **sent)).data)


def _offices(codes: Sequence[str]) -> list[Office]:
    """The offices that a call names, so that the policy is asked before a file is taken in; raises NotThere."""
    found = steps.offices_by_code(codes)
    return [found[code] for code in codes]


def _appointment(post: Post, password: str = "") -> dict[str, object]:
    return {
        "appointment": post.pk,
        "user": post.user_id,
        "office": post.office_id,
        "role": post.role,
        "valid_from": post.valid_from,
        "valid_to": post.valid_to,
        "password": password or None,
    }
