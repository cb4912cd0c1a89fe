"""Complaints of citizens (TT 17/2017/TT-BTTTT, article 8)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.models import Item
from tracking.incidents.states import ComplaintState

from .incidents import Incident


class Channel(models.TextChoices):
    """How a complaint came in."""

    COUNTER = "counter", "Tại quầy"
    HOTLINE = "hotline", "Tổng đài"
    WEB = "web", "Trang hành trình"


class Subject(models.TextChoices):
    """What is complained about."""

    LATE = "late", "Chậm"
    LOST = "lost", "Mất"
    DAMAGED = "damaged", "Hư hỏng, mở niêm phong"
    CONTENT = "content", "Thiếu hoặc sai giấy tờ"
    FEE = "fee", "Cước, lệ phí"
    CONDUCT = "conduct", "Thái độ phục vụ"
    OTHER = "other", "Việc khác"


class Outcome(models.TextChoices):
    """What became of a complaint."""

    JUSTIFIED = "justified", "Khiếu nại đúng"
    PARTLY = "partly", "Đúng một phần"
    UNJUSTIFIED = "unjustified", "Không có cơ sở"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Complaints that the actor's offices answer, or that were escalated to them; the province sees all."""
        if actor.sees_everything:
            return self
        return self.filter(Q(office__in=actor.offices) | Q(incident__escalated_to__in=actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Complaint(models.Model):
    """One complaint about one case: until when it must be answered, and the answer.

    ``ended_on`` is the day the whole-transit time ended and ``possible_to`` the last day of the limitation; both are
    empty while nothing has been carried yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số khiếu nại", max_length=40, unique=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="complaints", verbose_name="hồ sơ")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="bưu gửi"
    )
    incident = models.OneToOneField(Incident, models.PROTECT, related_name="complaint", verbose_name="việc")
    office = models.ForeignKey(Office, models.PROTECT, related_name="complaints", verbose_name="nơi trả lời")
    channel = models.CharField("kênh", max_length=8, choices=Channel.choices)
    subject = models.CharField("nội dung", max_length=10, choices=Subject.choices)
    inter_province = models.BooleanField("liên tỉnh", default=False)
    state = models.CharField("trạng thái", max_length=10, choices=ComplaintState.choices)
    words = EncryptedTextField("lời khiếu nại")
    answer = EncryptedTextField("câu trả lời", blank=True, default="")
    outcome = models.CharField("kết luận", max_length=12, choices=Outcome.choices, blank=True, default="")
    ended_on = models.DateField("hết thời gian toàn trình", null=True, blank=True)
    possible_to = models.DateField("hết thời hiệu", null=True, blank=True)
    lodged_at = models.DateTimeField("tiếp nhận lúc")
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhận"
    )
    due_at = models.DateTimeField("hạn trả lời")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "khiếu nại"
        verbose_name_plural = "khiếu nại"
        constraints = [
            models.CheckConstraint(name="complaint_state_known", condition=Q(state__in=ComplaintState.values)),
            models.CheckConstraint(name="complaint_subject_known", condition=Q(subject__in=Subject.values)),
            models.CheckConstraint(
                name="complaint_answered_with_words", condition=~Q(state="answered") | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code
