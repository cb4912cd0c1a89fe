"""Calls that the hotline took."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7


class Topic(models.TextChoices):
    """What a citizen called about."""

    WHERE = "where", "Hồ sơ đang ở đâu"
    WHEN = "when", "Khi nào có kết quả"
    DELIVERY = "delivery", "Hẹn phát, đổi địa chỉ"
    PAPERS = "papers", "Giấy tờ phải nộp, bổ sung"
    FEES = "fees", "Phí, cước"
    COMPLAINT = "complaint", "Khiếu nại, mất, hư hỏng"
    OTHER = "other", "Việc khác"


class CallOutcome(models.TextChoices):
    """How a call ended."""

    ANSWERED = "answered", "Đã trả lời"
    PASSED_ON = "passed_on", "Đã chuyển nơi giữ hồ sơ"
    CALL_BACK = "call_back", "Hẹn gọi lại"
    NOT_FOUND = "not_found", "Không tìm thấy hồ sơ"


class CallQuerySet(models.QuerySet["Call"]):
    """Calls as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The province and the hotline see all calls; nobody else sees any."""
        return self if actor.sees_everything else self.none()


class Call(models.Model):
    """One call: who took it, about which case when one was found, and how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("lúc")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calls", verbose_name="tổng đài viên"
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name="hồ sơ"
    )
    topic = models.CharField("nội dung", max_length=16, choices=Topic.choices)
    outcome = models.CharField("kết quả", max_length=16, choices=CallOutcome.choices)
    note = EncryptedTextField("ghi chú", blank=True, default="")

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc gọi"
        verbose_name_plural = "cuộc gọi"
        constraints = [
            models.CheckConstraint(name="call_topic_known", condition=Q(topic__in=Topic.values)),
            models.CheckConstraint(name="call_outcome_known", condition=Q(outcome__in=CallOutcome.values)),
        ]
        indexes = [
            models.Index(fields=["-at"], name="call_newest"),
            models.Index(fields=["dossier", "-at"], name="call_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.topic}"
