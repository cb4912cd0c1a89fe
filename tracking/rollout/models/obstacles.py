"""Obstacles: what keeps a unit from doing what is asked of it, and what the province answered."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.documents.models import Attachment
from postal_services.ids import uuid7
from tracking.rollout.states import STANDING, ObstacleState

from .directives import Target
from .scoping import TargetQuerySet, about_whom, offices_spoken_for


class ObstacleKind(models.TextChoices):
    """What an obstacle is about; codes of this house."""

    EQUIPMENT = "equipment", "Thiết bị"
    NETWORK = "network", "Đường truyền"
    STAFF = "staff", "Nhân sự"
    FEES = "fees", "Phí, lệ phí, giá cước"
    LEGAL_BASIS = "legal_basis", "Căn cứ pháp lý"
    SOFTWARE = "software", "Phần mềm"
    LANGUAGE = "language", "Ngôn ngữ"
    TRANSPORT = "transport", "Đường thư, phương tiện"
    OTHER = "other", "Khác"


class ObstacleQuerySet(TargetQuerySet["Obstacle"]):
    """Obstacles as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the units the actor speaks for, and those assigned to the actor's office; the province sees all."""
        if actor.is_any((Role.PROVINCE,)):
            return self.all()
        return self.filter(about_whom(actor, "target__") | Q(office__in=offices_spoken_for(actor)))

    def standing(self) -> Self:
        """Obstacles that wait for an answer."""
        return self.filter(state__in=STANDING)


class Obstacle(models.Model):
    """One matter in a unit's way: what, since when, who deals with it until when, and the answer.

    ``since`` is the day the unit says it began; ages are counted from the report. ``blocks`` names the kind of evidence
    it keeps the unit from, and is empty where it is about no single one.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code: "models.CharField[str, str]" = models.CharField("số vướng mắc", max_length=48, unique=True)
    target = models.ForeignKey(Target, models.PROTECT, related_name="obstacles", verbose_name="đối tượng thực hiện")
    kind: "models.CharField[str, str]" = models.CharField("loại", max_length=16, choices=ObstacleKind.choices)
    blocks: "models.CharField[str, str]" = models.CharField("cản trở minh chứng", max_length=40, blank=True, default="")
    state: "models.CharField[str, str]" = models.CharField("trạng thái", max_length=10, choices=ObstacleState.choices)
    words = EncryptedTextField("nội dung vướng mắc")
    document = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp của huyện"
    )
    since: "models.DateField[date, date]" = models.DateField("có từ ngày")
    reported_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("báo lúc")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người báo"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="nơi phải trả lời", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )
    due_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("hạn trả lời")
    level = models.PositiveSmallIntegerField("cấp đã báo lên", default=0)
    escalated_at = models.DateTimeField("báo cấp trên lúc", null=True, blank=True)
    escalate_at = models.DateTimeField("lần báo cấp trên tiếp theo", null=True, blank=True)
    answer = EncryptedTextField("câu trả lời", blank=True, default="")
    answer_document = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp của câu trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    reason = EncryptedTextField("vì sao mở lại", blank=True, default="")
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    simulated = models.BooleanField("mô phỏng", default=False)
    modified_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("thay đổi lúc")

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = "vướng mắc"
        verbose_name_plural = "vướng mắc"
        constraints = [
            models.CheckConstraint(name="obstacle_kind_known", condition=Q(kind__in=ObstacleKind.values)),
            models.CheckConstraint(name="obstacle_state_known", condition=Q(state__in=ObstacleState.values)),
            models.CheckConstraint(
                name="obstacle_answered_with_a_moment",
                condition=Q(answered_at__isnull=False) | ~Q(state__in=["answered", "closed"]),
            ),
            models.CheckConstraint(
                name="obstacle_closed_with_a_moment", condition=Q(closed_at__isnull=False) | ~Q(state="closed")
            ),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], name="obstacle_desk", condition=Q(state__in=sorted(STANDING))),
            models.Index(
                fields=["escalate_at"],
                name="obstacle_escalate",
                condition=Q(state__in=sorted(STANDING)) & Q(escalate_at__isnull=False),
            ),
            models.Index(fields=["modified_at", "id"], name="obstacle_modified"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_standing(self) -> bool:
        """Whether the province owes an answer."""
        return self.state in STANDING
