"""What the calls about establishment take and give, as the served document shows it."""

import base64
import binascii
import io
from typing import Any

from rest_framework import serializers

from delegation.establishment.models import Topic
from delegation.establishment.queries import Establishment
from postal_services.accounts.actors import Role
from postal_services.api.serializers import StrictSerializer
from postal_services.documents import attachments
from postal_services.documents.refusals import FileNotAccepted

_MOST_LETTERS = 5_000_000
_CODE = 24


class DocumentSerializer(StrictSerializer):
    """A file: its name, and its content in Base64. With the limit of a JSON body it has at most about 3.5 MB."""

    name = serializers.CharField(max_length=300)
    content = serializers.CharField(max_length=_MOST_LETTERS)


def checked(document: dict[str, str] | None) -> attachments.Checked | None:
    """The file behind a sent document, None for none; raises any of SENT_FILES."""
    if document is None:
        return None
    try:
        file = io.BytesIO(base64.b64decode(document["content"], validate=True))
    except (binascii.Error, ValueError) as wrong:
        raise FileNotAccepted from wrong
    file.name = document["name"]
    return attachments.check(file)


class AppointmentSentSerializer(StrictSerializer):
    """Who shall hold which role where; with `full_name` a new sign-in is made first."""

    office = serializers.CharField(max_length=_CODE)
    role = serializers.ChoiceField(choices=Role.choices)
    username = serializers.CharField(max_length=120)
    full_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)


class AppointmentSerializer(serializers.Serializer[Any]):
    """An appointment; `valid_to` is the first day on which it is no longer held."""

    appointment = serializers.UUIDField()
    user = serializers.UUIDField()
    office = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    password = serializers.CharField(allow_null=True, help_text="Of a new sign-in, told once.")


class AppointmentEndSerializer(StrictSerializer):
    """The first day on which the appointment is no longer held."""

    until = serializers.DateField()


class PublishedDaysSerializer(StrictSerializer):
    """One procedure and the working days that the committee promises."""

    procedure = serializers.CharField(max_length=_CODE)
    posted_days = serializers.IntegerField(min_value=1, max_value=365)


class PublicationSentSerializer(StrictSerializer):
    """A committee's announcement."""

    committee = serializers.CharField(max_length=_CODE)
    procedures = PublishedDaysSerializer(many=True, allow_empty=False)
    document_number = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    document = DocumentSerializer(required=False, allow_null=True, default=None)
    on = serializers.DateField(required=False, allow_null=True, default=None)


class PublicationSerializer(serializers.Serializer[Any]):
    """One procedure as it is announced; days are working days."""

    publication = serializers.UUIDField(source="pk")
    committee = serializers.CharField(source="office_id")
    procedure = serializers.CharField(source="procedure_id")
    state = serializers.CharField()
    posted_days = serializers.IntegerField()
    regulated_days = serializers.IntegerField()
    document_number = serializers.CharField()


class PublicationWithdrawalSerializer(StrictSerializer):
    """Which announcements are taken back, and why."""

    committee = serializers.CharField(max_length=_CODE)
    procedures = serializers.ListField(child=serializers.CharField(max_length=_CODE), allow_empty=False, max_length=500)
    reason = serializers.CharField(max_length=500)
    on = serializers.DateField(required=False, allow_null=True, default=None)


class TrainingSentSerializer(StrictSerializer):
    """A training; `people` are identifiers of people with a sign-in, `others` names of those without one."""

    offices = serializers.ListField(child=serializers.CharField(max_length=_CODE), allow_empty=False, max_length=50)
    on = serializers.DateField()
    topic = serializers.ChoiceField(choices=Topic.choices)
    people = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)
    others = serializers.ListField(
        child=serializers.CharField(max_length=120), required=False, default=list, max_length=200
    )
    document = DocumentSerializer()


class TrainingSerializer(serializers.Serializer[Any]):
    """A training as one office's people took part; those without a sign-in are counted, not named."""

    training = serializers.UUIDField(source="pk")
    session = serializers.UUIDField()
    office = serializers.CharField(source="office_id")
    on = serializers.DateField(source="held_on")
    topic = serializers.ChoiceField(choices=Topic.choices)
    people = serializers.ListField(child=serializers.UUIDField())
    others = serializers.SerializerMethodField()
    document = serializers.CharField(help_text="SHA-256 of the document.")
    state = serializers.CharField()

    def get_others(self, training: Any) -> int:
        """How many took part without a sign-in."""
        return len(training.other_names)


class TrainingWithdrawalSerializer(StrictSerializer):
    """Why the record is taken back."""

    reason = serializers.CharField(max_length=500)
    on = serializers.DateField(required=False, allow_null=True, default=None)


class StaffMemberSerializer(serializers.Serializer[Any]):
    """Somebody who held a post."""

    appointment = serializers.UUIDField(source="post")
    user = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())


class EnrolledDeviceSerializer(serializers.Serializer[Any]):
    """A device that was in use."""

    device = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field's own name in the framework
    since = serializers.DateField()
    flags = serializers.ListField(child=serializers.CharField())


class PublishedProcedureSerializer(serializers.Serializer[Any]):
    """A procedure that stood announced; days are working days."""

    publication = serializers.UUIDField()
    procedure = serializers.CharField()
    posted_days = serializers.IntegerField()
    regulated_days = serializers.IntegerField()
    since = serializers.DateField()
    flags = serializers.ListField(child=serializers.CharField())


class HeldTrainingSerializer(serializers.Serializer[Any]):
    """A training that stood recorded."""

    training = serializers.UUIDField()
    topic = serializers.ChoiceField(choices=Topic.choices)
    on = serializers.DateField()
    people = serializers.ListField(child=serializers.UUIDField())
    others = serializers.IntegerField()
    flags = serializers.ListField(child=serializers.CharField())


class EstablishmentSerializer(serializers.Serializer[Establishment]):
    """What an office had to work with at the end of a day (Vietnam), as the ledger tells."""

    office = serializers.CharField(source="office.code")
    as_of = serializers.DateField()
    is_open = serializers.BooleanField()
    people = StaffMemberSerializer(many=True)
    devices = EnrolledDeviceSerializer(many=True)
    procedures = PublishedProcedureSerializer(many=True)
    trainings = HeldTrainingSerializer(many=True)
