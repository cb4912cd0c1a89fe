"""Calls that the hotline took, and how satisfied citizens were."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7

from .states import RatingState, RatingVia, Score


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


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The officers of the case's committee see its ratings, the province sees all; nobody else sees any."""
        if actor.is_any((Role.PROVINCE,)):
            return self
        return self.filter(dossier__committee__in=actor.offices_as(Role.OFFICER))


class Rating(models.Model):
    """What a citizen answered after the result had come: one for each case, with a comment for the committee's eyes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="rating", verbose_name="hồ sơ")
    state = models.CharField("trạng thái", max_length=8, choices=RatingState.choices, default=RatingState.RATED)
    score = models.PositiveSmallIntegerField("mức hài lòng", choices=Score.choices)
    comment = EncryptedTextField("ý kiến", blank=True, default="")
    via = models.CharField("qua", max_length=8, choices=RatingVia.choices)
    rated_at = models.DateTimeField("đánh giá lúc")
    changed_at = models.DateTimeField("đổi lần cuối lúc")

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = "đánh giá"
        verbose_name_plural = "đánh giá"
        constraints = [
            models.CheckConstraint(name="rating_score_of_five", condition=Q(score__gte=1, score__lte=5)),
            models.CheckConstraint(name="rating_state_known", condition=Q(state__in=RatingState.values)),
            models.CheckConstraint(name="rating_via_known", condition=Q(via__in=RatingVia.values)),
            models.CheckConstraint(name="rating_changed_after", condition=Q(changed_at__gte=models.F("rated_at"))),
        ]
        indexes = [models.Index(fields=["-rated_at"], name="rating_newest")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.score}"
