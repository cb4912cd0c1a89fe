"""Shapes of the calls about tasks."""

from typing import Any

from rest_framework import serializers

from postal_services.api.serializers import StrictSerializer
from tracking.rollout.api.act_shapes import AttachedFileSerializer
from tracking.rollout.models import TaskReport
from tracking.rollout.states import TaskState
from tracking.rollout.steps import LONGEST_NUMBER, LONGEST_WORDS


class TaskReportSerializer(serializers.Serializer[TaskReport]):
    """One report; words and files are not part of it: they are read on its page, where that is noted."""

    state = serializers.ChoiceField(choices=TaskState.choices)
    done_on = serializers.DateField()
    number = serializers.CharField(allow_blank=True)
    document = serializers.CharField(source="document.sha256", help_text="SHA-256 of the document.")
    reported_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    simulated = serializers.BooleanField()


class TaskSerializer(serializers.Serializer[Any]):
    """A task: who owes it until when, and what was reported, the newest report first."""

    directive = serializers.CharField(source="ask.directive_id")
    ask = serializers.CharField(source="ask.number")
    title = serializers.CharField(source="ask.title")
    target = serializers.CharField(source="code")
    name = serializers.CharField(help_text="The unit or office that owes it.")
    owner_words = serializers.CharField(source="ask.owner_words", help_text="Who answers, as the directive says it.")
    deadline = serializers.SerializerMethodField(help_text="The last day in time; null where the directive names none.")
    deadline_words = serializers.CharField(source="ask.deadline_words", allow_blank=True)
    named = serializers.BooleanField(help_text="Whether the directive names it as late.")
    state = serializers.ChoiceField(
        source="said", choices=TaskState.choices, allow_null=True, help_text="Of the last report; null without one."
    )
    reports = TaskReportSerializer(source="task_reports", many=True)

    def get_deadline(self, task: Any) -> str | None:
        """Its own, or that of the item."""
        day = task.deadline or task.ask.deadline
        return day.isoformat() if day else None


class DoneSerializer(StrictSerializer):
    """A task that was done: the day, and what shows it."""

    done_on = serializers.DateField()
    number = serializers.CharField(max_length=LONGEST_NUMBER, default="", allow_blank=True)
    words = serializers.CharField(
        max_length=LONGEST_WORDS, default="", allow_blank=True, help_text="No names, phones or addresses of citizens."
    )
    document = AttachedFileSerializer()


class VerdictSerializer(StrictSerializer):
    """The province's word on a report."""

    confirmed = serializers.BooleanField()
    words = serializers.CharField(
        max_length=LONGEST_WORDS, default="", allow_blank=True, help_text="Needed where it is not confirmed."
    )
