"""What the agency wrote to a citizen about a case: forms 02 to 05, their papers and their numbers."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegation.dossiers.models.dossier import Dossier
from delegation.registry.models import Office, PaperKind
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7


class NoticeKind(models.TextChoices):
    """Which paper it is; its number and title depend on the circular in force on its day."""

    SUPPLEMENT = "supplement", "Yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Từ chối tiếp nhận"
    APOLOGY = "apology", "Xin lỗi và hẹn lại"
    STOP = "stop", "Dừng giải quyết"


class NoticeQuerySet(models.QuerySet["DossierNotice"]):
    """Notices as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Notices of the cases the actor may see."""
        if actor.sees_everything:
            return self
        return self.filter(dossier__in=Dossier.objects.visible_to(actor).values("pk"))


class DossierNotice(models.Model):
    """One paper given to the citizen of a case. It is never changed: a further paper answers it.

    ``given_at`` decides by whose form it is printed, today and in ten years; ``form_set`` keeps that circular.
    ``again`` is the code of why there is one more than the rules foresee.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices", verbose_name="hồ sơ")
    kind = models.CharField("loại", max_length=12, choices=NoticeKind.choices)
    form_set = models.CharField("thông tư", max_length=12)
    agency = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan")
    year = models.PositiveSmallIntegerField("năm")
    serial = models.PositiveIntegerField("số")
    given_at = models.DateTimeField("lập lúc")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người lập"
    )
    reason = EncryptedTextField("lý do")
    contact = EncryptedTextField("liên hệ", blank=True, default="")
    basis = EncryptedTextField("căn cứ", blank=True, default="")
    again = models.CharField("mã lý do thêm lần", max_length=32, blank=True, default="")
    respond_on = models.DateField("bổ sung trước ngày", null=True, blank=True)
    fetch_by_post = models.BooleanField("bưu điện mang phiếu và lấy giấy tờ", default=False)
    old_due_at = models.DateTimeField("hẹn trả trước đó", null=True, blank=True)
    new_due_at = models.DateTimeField("hẹn trả lại", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu, thông báo"
        verbose_name_plural = "phiếu, thông báo"
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "kind", "serial"], name="notice_number_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.APOLOGY)
                | Q(old_due_at__isnull=False, new_due_at__isnull=False, new_due_at__gt=F("given_at")),
                name="notice_apology_has_new_day",
            ),
            models.CheckConstraint(
                condition=Q(fetch_by_post=False) | Q(kind=NoticeKind.SUPPLEMENT), name="notice_fetch_is_for_papers"
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "given_at"], name="notice_of_dossier"),
            models.Index(fields=["agency", "given_at"], name="notice_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.serial}/{self.year}"


class NoticePaper(models.Model):
    """One paper that a request asks for; what it is called was typed and may name a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(DossierNotice, models.PROTECT, related_name="papers", verbose_name="phiếu")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = EncryptedTextField("tên giấy tờ")
    kind = models.CharField("loại", max_length=16, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField("số lượng")

    class Meta:
        verbose_name = "giấy tờ phải bổ sung"
        verbose_name_plural = "giấy tờ phải bổ sung"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "position"], name="notice_paper_position"),
            models.CheckConstraint(condition=Q(count__gte=1) & Q(count__lte=99), name="notice_paper_count"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.position}"


class NoticeSerial(models.Model):
    """The last number an agency has given to one kind of paper in a year; its row is the lock that leaves no gap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại", max_length=12, choices=NoticeKind.choices)
    last = models.PositiveIntegerField("số cuối đã cấp", default=0)

    class Meta:
        verbose_name = "số phiếu trong năm"
        verbose_name_plural = "số phiếu trong năm"
        constraints = [models.UniqueConstraint(fields=["agency", "year", "kind"], name="notice_serial_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.kind}: {self.last}"
