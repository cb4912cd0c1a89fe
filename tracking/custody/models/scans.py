"""Scans: what a device said, whatever came of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField

from .items import Item


class Outcome(models.TextChoices):
    """What came of a scan."""

    RECORDED = "recorded", "Đã ghi"
    REPLAYED = "replayed", "Đã ghi trước đó"
    FLAGGED = "flagged", "Đã ghi, cần xem"
    REFUSED = "refused", "Không ghi được"


class ScanQuerySet(models.QuerySet["Scan"]):
    """Scans as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Scans made in the actor's offices; the province sees all."""
        return self if actor.sees_everything else self.filter(office__in=actor.offices)

    def in_tray(self) -> Self:
        """Scans that wait for a person: refused or flagged, and not yet dealt with."""
        return self.filter(outcome__in=[Outcome.REFUSED, Outcome.FLAGGED], closed_at__isnull=True)


class Scan(models.Model):
    """One reading of one code with one meaning; the device made its id, so sending it twice is one scan."""

    id = models.UUIDField(primary_key=True, editable=False)
    digest = models.BinaryField(
        max_length=32, editable=False, help_text="of what was sent, to tell a repeat from a reuse"
    )
    text = models.CharField("mã đọc được", max_length=300)
    action = models.CharField("việc", max_length=20)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="scans", verbose_name="bưu gửi")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="nơi quét", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người quét"
    )
    device_id = models.UUIDField("thiết bị", null=True, blank=True)
    said_at = models.DateTimeField("giờ của máy", null=True, blank=True)
    occurred_at = models.DateTimeField("xảy ra lúc")
    received_at = models.DateTimeField("nhận lúc")
    skew_ms = models.IntegerField("lệch giờ (ms)", default=0)
    reason = models.CharField("lý do", max_length=40, blank=True, default="")
    measure = models.CharField("biện pháp", max_length=40, blank=True, default="")
    proof = EncryptedTextField("bằng chứng", blank=True, default="")
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome.choices)
    code = models.CharField("mã kết quả", max_length=40)
    seq = models.PositiveIntegerField("dòng sổ", null=True, blank=True)
    closed_at = models.DateTimeField("xử lý xong lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người xử lý",
        db_index=False,
    )
    closing_note = models.CharField("cách xử lý", max_length=300, blank=True, default="")

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt quét"
        verbose_name_plural = "lượt quét"
        constraints = [models.CheckConstraint(name="scan_outcome_known", condition=Q(outcome__in=Outcome.values))]
        indexes = [
            models.Index(
                fields=["office", "-received_at"],
                name="scan_tray",
                condition=Q(outcome__in=["refused", "flagged"], closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.text}"
