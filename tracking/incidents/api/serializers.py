"""Shapes of the calls about incidents, complaints and compensation."""

from typing import Any

from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from tracking.incidents.kinds import REPORTED, RESOLUTIONS, Kind
from tracking.incidents.models import Channel, Outcome, Subject
from tracking.incidents.states import CompensationState, ComplaintState, IncidentState

_MOST = 1_000_000_000


class IncidentSerializer(serializers.Serializer[Any]):
    """One incident; free text is not part of it."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    reason = serializers.CharField(allow_blank=True)
    severity = serializers.IntegerField(help_text="1 low, 2 normal, 3 high.")
    state = serializers.ChoiceField(choices=IncidentState.choices)
    office = serializers.CharField(source="office_id")
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    dossier = serializers.CharField(source="dossier.code", default=None, allow_null=True)
    item = serializers.CharField(source="item.code", default=None, allow_null=True)
    since = serializers.DateTimeField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    level = serializers.IntegerField(help_text="0 nobody told, 1 the supervisor, 2 the office above.")
    escalated_to = serializers.CharField(source="escalated_to_id", allow_null=True)
    resolution = serializers.CharField(allow_blank=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class PauseSerializer(serializers.Serializer[Any]):
    """A stretch in which a clock stands still, and why."""

    why = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True, help_text="Null while it lasts.")


class StandardSerializer(serializers.Serializer[Any]):
    """How long a stage may take."""

    value = serializers.CharField(source="text")
    unit = serializers.CharField()
    legal_basis = serializers.CharField(allow_blank=True)
    verified = serializers.BooleanField()


class StageSerializer(serializers.Serializer[Any]):
    """The stage an item is in, with its clock."""

    stage = serializers.CharField()
    office = serializers.CharField(source="office.code")
    since = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    paused = serializers.BooleanField(source="is_paused")
    pauses = PauseSerializer(many=True)
    standard = StandardSerializer(allow_null=True)


class IncidentWholeSerializer(IncidentSerializer):
    """One incident with what to do next and the clock of its item's stage."""

    next_step = serializers.CharField(allow_blank=True)
    resolutions = serializers.ListField(child=serializers.CharField(), help_text="Codes this kind may end with.")
    stage = StageSerializer(allow_null=True)


class ReportSerializer(StrictSerializer):
    """Something wrong that no scan can say."""

    kind = serializers.ChoiceField(choices=REPORTED)
    item = serializers.CharField(max_length=60)
    office = serializers.CharField(max_length=24)
    words = serializers.CharField(max_length=2000)


class ReportReceiptSerializer(serializers.Serializer[Any]):
    """What a reporter may see of an incident that another office deals with."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    office = serializers.CharField(source="office_id", help_text="The office that deals with it.")


class IncidentResolutionSerializer(StrictSerializer):
    """How an incident ended."""

    resolution = serializers.ChoiceField(choices=sorted(RESOLUTIONS))
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class GivingSerializer(StrictSerializer):
    """A colleague, by username."""

    to = serializers.CharField(max_length=150)


class NoteSerializer(StrictSerializer):
    """Words why."""

    note = serializers.CharField(max_length=2000)


class ComplaintSerializer(serializers.Serializer[Any]):
    """One complaint with its legal dates; the words are read on its page."""

    code = serializers.CharField()
    incident = serializers.CharField(source="incident.code")
    dossier = serializers.CharField(source="dossier.code")
    item = serializers.CharField(source="item.code", default=None, allow_null=True)
    office = serializers.CharField(source="office_id")
    channel = serializers.ChoiceField(choices=Channel.choices)
    subject = serializers.ChoiceField(choices=Subject.choices)
    state = serializers.ChoiceField(choices=ComplaintState.choices)
    lodged_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    transit_ended_on = serializers.DateField(source="ended_on", allow_null=True)
    possible_until = serializers.DateField(source="possible_to", allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class NewComplaintSerializer(StrictSerializer):
    """What a citizen complains about."""

    dossier = serializers.CharField(max_length=48)
    subject = serializers.ChoiceField(choices=Subject.choices)
    words = serializers.CharField(max_length=4000)
    channel = serializers.ChoiceField(choices=[Channel.COUNTER, Channel.HOTLINE], default=Channel.COUNTER)
    item = serializers.CharField(max_length=60, allow_blank=True, default="")
    inter_province = serializers.BooleanField(default=False)


class AnswerSerializer(StrictSerializer):
    """The answer given to the complainant."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    answer = serializers.CharField(max_length=4000)


class CompensationSerializer(serializers.Serializer[Any]):
    """One compensation case; amounts in VND."""

    code = serializers.CharField()
    incident = serializers.CharField(source="incident.code")
    dossier = serializers.CharField(source="dossier.code")
    item = serializers.CharField(source="item.code", default=None, allow_null=True)
    state = serializers.ChoiceField(choices=CompensationState.choices)
    charge = serializers.IntegerField()
    multiple = serializers.IntegerField()
    reissue_cost = serializers.IntegerField()
    limit = serializers.IntegerField()
    legal_basis = serializers.CharField(allow_blank=True)
    verified = serializers.BooleanField()
    amount = serializers.IntegerField(allow_null=True)
    decision_number = serializers.CharField(allow_blank=True)
    payment_number = serializers.CharField(allow_blank=True)
    paid_at = serializers.DateTimeField(allow_null=True)


class NewCompensationSerializer(StrictSerializer):
    """A loss to be compensated, by its incident."""

    incident = serializers.CharField(max_length=40)
    reissue_cost = serializers.IntegerField(min_value=0, max_value=_MOST, default=0)
    evidence = serializers.CharField(max_length=60, allow_blank=True, default="")


class DecisionSerializer(StrictSerializer):
    """The supervisor's decision."""

    approve = serializers.BooleanField()
    number = serializers.CharField(max_length=60)
    amount = serializers.IntegerField(min_value=0, max_value=_MOST, default=0)
    basis = serializers.CharField(max_length=2000, allow_blank=True, default="")


class CompensationPaymentSerializer(StrictSerializer):
    """The document by which an amount was paid."""

    number = serializers.CharField(max_length=60)
