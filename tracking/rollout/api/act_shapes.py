"""Shapes of the calls about obstacles, acceptance, reminders, readiness and statements."""

import base64
import binascii
import io
from contextlib import AbstractContextManager
from typing import Any

from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from postal_services.documents import attachments
from postal_services.documents.models import Attachment
from tracking.rollout.commands.obstacles import MOST_DAYS
from tracking.rollout.commands.reminders import MOST_AT_ONCE
from tracking.rollout.commands.statements import MOST
from tracking.rollout.evidence.kinds import KEYS
from tracking.rollout.models import ObstacleKind, WhyNot
from tracking.rollout.states import AcceptanceState, ObstacleState, ReadinessState, ReminderState
from tracking.rollout.steps import LONGEST_WORDS

_LONGEST_FILE = 5 * 1024 * 1024


class AttachedFileSerializer(StrictSerializer):
    """A file inside a call: PDF, PNG, JPEG, XLSX or DOCX, known by its content; for large ones use the page."""

    name = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=_LONGEST_FILE, help_text="Base64.", trim_whitespace=True)

    def validate_content(self, value: str) -> bytes:
        """The bytes."""
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as problem:
            raise serializers.ValidationError("not base64", code="invalid") from problem


def taken_for(sent: dict[str, Any] | None) -> AbstractContextManager[Attachment | None]:
    """The document of a call, taken in for the act inside the block once it is known that the caller may act.

    Raises any of SENT_FILES.
    """
    if sent is None:
        return attachments.taken_for(None)
    file = io.BytesIO(sent["content"])
    file.name = sent["name"]
    return attachments.taken_for(file)


class ObstacleSerializer(serializers.Serializer[Any]):
    """One obstacle; words and files are not part of it: they are read on its page, where that is noted."""

    code = serializers.CharField()
    directive = serializers.CharField(source="target.ask.directive_id")
    ask = serializers.CharField(source="target.ask.number")
    target = serializers.CharField(source="target.code")
    kind = serializers.ChoiceField(choices=ObstacleKind.choices)
    blocks = serializers.CharField(allow_blank=True, help_text="The kind of evidence it is in the way of, or empty.")
    state = serializers.ChoiceField(choices=ObstacleState.choices)
    since = serializers.DateField()
    reported_at = serializers.DateTimeField()
    office = serializers.CharField(source="office_id", help_text="Who owes the answer.")
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    due_at = serializers.DateTimeField()
    level = serializers.IntegerField(help_text="0 nobody told, 1 the provincial office, 2 the leaders of the province.")
    answered_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    simulated = serializers.BooleanField()


class ObstacleReportSerializer(StrictSerializer):
    """An obstacle to be reported."""

    kind = serializers.ChoiceField(choices=ObstacleKind.choices)
    words = serializers.CharField(max_length=LONGEST_WORDS, help_text="No names, phones or addresses of citizens.")
    blocks = serializers.ChoiceField(choices=["", *KEYS], default="")
    since = serializers.DateField(default=None, allow_null=True)
    document = AttachedFileSerializer(default=None, allow_null=True)


class AssignmentSerializer(StrictSerializer):
    """Who is to answer, and within how many working days."""

    office = serializers.CharField(max_length=24)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=None, allow_null=True)


class ObstacleAnswerSerializer(StrictSerializer):
    """The answer to an obstacle."""

    words = serializers.CharField(max_length=LONGEST_WORDS)
    document = AttachedFileSerializer(default=None, allow_null=True)


class ReasonSerializer(StrictSerializer):
    """Why something is opened again or taken back."""

    reason = serializers.CharField(max_length=LONGEST_WORDS)


class AcceptanceSerializer(serializers.Serializer[Any]):
    """An acceptance."""

    target = serializers.CharField(source="target.code")
    state = serializers.ChoiceField(choices=AcceptanceState.choices)
    number = serializers.CharField()
    signed_on = serializers.DateField()
    document = serializers.CharField(source="document.sha256", help_text="SHA-256 of the document.")
    unmet = serializers.ListField(child=serializers.CharField(), help_text="Evidence that was missing.")
    against_evidence = serializers.BooleanField(source="is_against_evidence")
    accepted_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class AcceptingSerializer(StrictSerializer):
    """The document of an acceptance."""

    number = serializers.CharField(max_length=60)
    signed_on = serializers.DateField()
    document = AttachedFileSerializer()
    against_words = serializers.CharField(max_length=LONGEST_WORDS, default="", allow_blank=True)


class RemindingSerializer(StrictSerializer):
    """Whom to remind, and of what."""

    targets = serializers.ListField(child=serializers.CharField(max_length=24), min_length=1, max_length=MOST_AT_ONCE)
    about = serializers.ChoiceField(choices=["", *KEYS], default="", help_text="Empty: of all that is missing.")


class ReminderSerializer(serializers.Serializer[Any]):
    """A reminder."""

    target = serializers.CharField(source="target.code")
    about = serializers.CharField(allow_blank=True)
    period = serializers.CharField(help_text="ISO week.")
    state = serializers.ChoiceField(choices=ReminderState.choices)
    sent_at = serializers.DateTimeField()


class RemindedSerializer(serializers.Serializer[Any]):
    """What went out now, and what had gone out this week already."""

    sent = ReminderSerializer(many=True)
    before = ReminderSerializer(many=True)


class CommuneSerializer(StrictSerializer):
    """A commune, with a day of its own where it has one."""

    code = serializers.CharField(max_length=24)
    ready_on = serializers.DateField(default=None, allow_null=True)


class DeclaringSerializer(StrictSerializer):
    """Communes that are ready, and the document that says so."""

    communes = serializers.ListField(child=CommuneSerializer(), min_length=1, max_length=MOST_AT_ONCE)
    ready_on = serializers.DateField(default=None, allow_null=True, help_text="Today when absent.")
    number = serializers.CharField(max_length=60, default="", allow_blank=True)
    document = AttachedFileSerializer()


class ReadinessSerializer(serializers.Serializer[Any]):
    """A declaration that a commune is ready."""

    target = serializers.CharField(source="target.code")
    state = serializers.ChoiceField(choices=ReadinessState.choices)
    ready_on = serializers.DateField()
    declared_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class DeclaredSerializer(serializers.Serializer[Any]):
    """What was declared now, and what stood already."""

    made = ReadinessSerializer(many=True)
    before = ReadinessSerializer(many=True)


class StatingSerializer(StrictSerializer):
    """A month of a committee."""

    month = serializers.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)
    eligible = serializers.IntegerField(min_value=0, max_value=MOST, help_text="Cases that could have gone by post.")
    reasons = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST),
        default=dict,
        help_text="Why others did not, by code: " + ", ".join(f"`{code}`" for code in WhyNot.values) + ".",
    )


class StatementSerializer(serializers.Serializer[Any]):
    """What a committee said last of a month."""

    target = serializers.CharField(source="target.code")
    month = serializers.CharField()
    eligible = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    stated_at = serializers.DateTimeField()
