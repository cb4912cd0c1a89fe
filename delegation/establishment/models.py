"""What a committee has published and which trainings were held; posts are rows of the registry, devices of accounts."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from delegation.establishment.states import PublicationState, TrainingState
from delegation.registry.models import Office, Procedure
from delegation.registry.models.spans import PublicQuerySet
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.documents.models import Attachment
from postal_services.ids import uuid7


class Publication(models.Model):
    """One procedure that a committee has announced as open to the post, with the days it promises there.

    Announcements are public (Law 104/2016 on access to information, article 17). ``since`` is the day from which what
    the row says holds, by the last line about it.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="publications", verbose_name="cơ quan niêm yết")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="publications", verbose_name="thủ tục")
    state = models.CharField("trạng thái", max_length=12, choices=PublicationState.choices)
    posted_days = models.PositiveSmallIntegerField("thời hạn niêm yết (ngày làm việc)")
    regulated_days = models.PositiveSmallIntegerField("thời hạn theo quy định (ngày làm việc)")
    """What the procedure itself allowed when it was published."""
    document_number = models.CharField("số, ký hiệu văn bản", max_length=80)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản kèm theo"
    )
    url = models.URLField("địa chỉ công bố", max_length=300, blank=True)
    reason = EncryptedTextField("lý do dài hơn quy định, hoặc lý do gỡ", blank=True, default="")
    published_on: "models.DateField[date, date]" = models.DateField("ngày niêm yết")
    since = models.DateTimeField("như vậy từ lúc")
    simulated = models.BooleanField("mô phỏng", default=False)

    objects = PublicQuerySet["Publication"].as_manager()

    class Meta:
        verbose_name = "niêm yết thủ tục"
        verbose_name_plural = "niêm yết thủ tục"
        ordering = ["office", "procedure", "published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "procedure"], condition=Q(state=PublicationState.PUBLISHED), name="published_once"
            ),
            models.CheckConstraint(condition=Q(posted_days__gt=0), name="publication_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.procedure_id}"


class Topic(models.TextChoices):
    """What a training was about."""

    RECEIVING = "receiving", "Tiếp nhận, kiểm tra hồ sơ"
    HAND_OVER = "hand_over", "Quét mã, bàn giao, ký nhận"
    DELIVERY = "delivery", "Phát trả kết quả, chuyển hoàn"
    FEES = "fees", "Thu hộ phí, lệ phí, đối soát"
    ONE_STOP_SOFTWARE = "one_stop_software", "Phần mềm một cửa điện tử"
    DATA_PROTECTION = "data_protection", "Bảo mật dữ liệu cá nhân"


class TrainingQuerySet(models.QuerySet["Training"]):
    """Trainings as somebody may see them: they name people."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's offices and of the offices below these; the province and administrators see all."""
        if actor.is_any((Role.ADMIN, Role.PROVINCE)):
            return self.all()
        return self.filter(Q(office__in=actor.offices) | Q(office__parent__in=actor.offices_as(Role.SUPERVISOR)))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Training(models.Model):
    """A training as one office's people took part in it; offices that were trained together share ``session``."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session: "models.UUIDField[UUID, UUID]" = models.UUIDField("đợt", editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="trainings", verbose_name="cơ quan")
    held_on: "models.DateField[date, date]" = models.DateField("ngày tập huấn")
    topic = models.CharField("nội dung", max_length=24, choices=Topic.choices)
    people = ArrayField(models.UUIDField(), verbose_name="người có tài khoản")
    others = EncryptedTextField("người không có tài khoản", blank=True, default="")
    """One name a line."""
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="danh sách, biên bản")
    document: "models.CharField[str, str]" = models.CharField("SHA-256 của văn bản", max_length=64)
    state = models.CharField("trạng thái", max_length=12, choices=TrainingState.choices)
    reason = EncryptedTextField("lý do rút", blank=True, default="")
    simulated = models.BooleanField("mô phỏng", default=False)
    recorded_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("ghi lúc")

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "lớp tập huấn"
        verbose_name_plural = "lớp tập huấn"
        ordering = ["-held_on", "office"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "held_on", "topic", "document"],
                condition=Q(state=TrainingState.RECORDED),
                name="training_recorded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.held_on}"

    @property
    def other_names(self) -> list[str]:
        """Names of those who took part without a sign-in."""
        return [name for name in self.others.splitlines() if name]
