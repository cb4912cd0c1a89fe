"""Statements: how many cases of a month could have gone by post, and why the others did not."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from postal_services.ids import uuid7
from tracking.rollout.states import StatementState

from .directives import Target
from .scoping import TargetQuerySet


class WhyNot(models.TextChoices):
    """Why an eligible case did not come by post; codes of this house."""

    NOT_OFFERED = "not_offered", "Không được hướng dẫn dùng bưu điện"
    CITIZEN_DECLINED = "citizen_declined", "Người dân không chọn"
    PRICE = "price", "Giá cước"
    DISTANCE = "distance", "Xa điểm phục vụ bưu chính"
    ONLINE = "online", "Nộp trực tuyến"
    NOT_MANDATED = "not_mandated", "Thủ tục chưa chuyển giao"
    OTHER = "other", "Lý do khác"


class StatementQuerySet(TargetQuerySet["Statement"]):
    """Statements of the units one speaks for."""


class Statement(models.Model):
    """What a unit says of one month; ``reasons`` counts cases by code. The lines keep what it said before."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="statements", verbose_name="đối tượng thực hiện")
    month: "models.CharField[str, str]" = models.CharField("tháng", max_length=7)
    state: "models.CharField[str, str]" = models.CharField(
        "trạng thái", max_length=6, choices=StatementState.choices, default=StatementState.STATED
    )
    eligible: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField("hồ sơ đủ điều kiện")
    reasons: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField("lý do không qua bưu điện")
    stated_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("khai lúc")
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khai"
    )
    simulated = models.BooleanField("mô phỏng", default=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu huyện khai"
        verbose_name_plural = "số liệu huyện khai"
        constraints = [
            models.UniqueConstraint(fields=["target", "month"], name="statement_once_a_month"),
            models.CheckConstraint(name="statement_state_known", condition=Q(state__in=StatementState.values)),
            models.CheckConstraint(
                name="statement_month_written", condition=Q(month__regex=r"^\d{4}-(0[1-9]|1[0-2])$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.month}"
