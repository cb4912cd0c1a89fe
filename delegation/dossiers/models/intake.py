"""What lies on the intake desk before it is a dossier: drafts, and lists of a whole day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegation.dossiers.models.dossier import Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7


class DraftQuerySet(models.QuerySet["DossierDraft"]):
    """Drafts as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """A draft is its author's own."""
        return self.filter(owner=actor.user_id) if actor.user_id else self.none()

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class DossierDraft(models.Model):
    """A form that was put aside half filled; it disappears by itself after ``expires_at``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người lập")
    content = EncryptedTextField("nội dung (JSON)")
    created_at = models.DateTimeField("lập lúc")
    modified_at = models.DateTimeField("sửa lúc")
    expires_at = models.DateTimeField("giữ đến")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ đang soạn"
        verbose_name_plural = "hồ sơ đang soạn"
        ordering = ["-modified_at"]
        indexes = [
            models.Index(fields=["owner", "-modified_at"], name="draft_of_owner"),
            models.Index(fields=["expires_at"], name="draft_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class JobState(models.TextChoices):
    """How far the work on a list has come."""

    READY = "ready", "Chờ ghi nhận"
    RUNNING = "running", "Đang ghi nhận"
    DONE = "done", "Đã xong"


class ImportQuerySet(models.QuerySet["ImportJob"]):
    """Lists as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Lists handed in for the actor's offices; the province sees all."""
        if actor.sees_everything:
            return self
        return self.filter(office__in=actor.offices)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class ImportJob(models.Model):
    """A day's list as one file; its rows are stored before the first of them is worked on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan")
    filename = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("mã băm tệp", max_length=64)
    kind = models.CharField("loại tệp", max_length=8)
    encoding = models.CharField("bảng mã", max_length=24, blank=True, default="")
    state = models.CharField("trạng thái", max_length=8, choices=JobState.choices, default=JobState.READY)
    total = models.PositiveIntegerField("số dòng")
    lodged = models.PositiveIntegerField("đã ghi nhận", default=0)
    refused = models.PositiveIntegerField("không ghi nhận được", default=0)
    doubtful = models.PositiveIntegerField("nghi trùng", default=0)
    created_at = models.DateTimeField("tải lên lúc")
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách hồ sơ"
        verbose_name_plural = "danh sách hồ sơ"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=F("lodged") + F("refused") + F("doubtful")), name="import_counts_fit"
            ),
        ]
        indexes = [models.Index(fields=["office", "-created_at"], name="import_of_office")]

    def __str__(self) -> str:
        return self.filename

    @property
    def done(self) -> int:
        """Rows that already have a result."""
        return self.lodged + self.refused + self.doubtful


class RowOutcome(models.TextChoices):
    """What came of one row of a list."""

    PENDING = "pending", "Chưa xử lý"
    LODGED = "lodged", "Đã ghi nhận"
    REFUSED = "refused", "Không ghi nhận"
    DOUBTFUL = "doubtful", "Nghi trùng, chờ xác nhận"


class ImportRow(models.Model):
    """One row of a list: what stood there (encrypted) and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", verbose_name="danh sách")
    number = models.PositiveIntegerField("dòng")
    content = EncryptedTextField("nội dung (JSON)")
    outcome = models.CharField("kết quả", max_length=8, choices=RowOutcome.choices, default=RowOutcome.PENDING)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hồ sơ")
    code = models.CharField("mã lý do", max_length=48, blank=True, default="")
    problems = models.JSONField("điều chưa đúng", default=list, blank=True)

    class Meta:
        verbose_name = "dòng của danh sách"
        verbose_name_plural = "dòng của danh sách"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="import_row_number"),
            models.CheckConstraint(
                condition=Q(outcome=RowOutcome.LODGED, dossier__isnull=False)
                | (~Q(outcome=RowOutcome.LODGED) & Q(dossier__isnull=True)),
                name="import_row_lodged_has_dossier",
            ),
        ]
        indexes = [
            models.Index(fields=["job", "number"], name="import_pending", condition=Q(outcome=RowOutcome.PENDING))
        ]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.number}"
