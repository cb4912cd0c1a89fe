"""Reminders: the province's word to a unit about what is missing, once a week for one thing."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from postal_services.ids import uuid7
from tracking.rollout.states import ReminderState

from .directives import Target
from .scoping import TargetQuerySet


class ReminderQuerySet(TargetQuerySet["Reminder"]):
    """Reminders of the units one speaks for."""


class Reminder(models.Model):
    """One reminder; ``about`` is a kind of evidence, or empty for all that is missing; ``period`` an ISO week."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="reminders", verbose_name="đối tượng thực hiện")
    about: "models.CharField[str, str]" = models.CharField("về minh chứng", max_length=40, blank=True, default="")
    period: "models.CharField[str, str]" = models.CharField("tuần", max_length=8)
    state: "models.CharField[str, str]" = models.CharField("trạng thái", max_length=10, choices=ReminderState.choices)
    sent_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("gửi lúc")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gửi"
    )
    dismissed_at = models.DateTimeField("cất đi lúc", null=True, blank=True)
    simulated = models.BooleanField("mô phỏng", default=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "lời nhắc"
        verbose_name_plural = "lời nhắc"
        constraints = [
            models.UniqueConstraint(fields=["target", "about", "period"], name="reminder_once_a_week"),
            models.CheckConstraint(name="reminder_state_known", condition=Q(state__in=ReminderState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.about or '*'} {self.period}"
