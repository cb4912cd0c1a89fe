"""Alerts: items that hang or lag for too long, until somebody moves them."""

from typing import Self

from django.db import models
from django.db.models import Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7
from tracking.custody.models import Item


class AlertKind(models.TextChoices):
    """What is the matter with an item."""

    LIMBO = "limbo", "Chờ ký nhận quá một ngày làm việc"
    SLOW = "slow", "Bưu điện giữ quá thời gian toàn trình"
    OVERDUE = "overdue", "Cơ quan quá ngày hẹn trả"


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Alerts at the actor's offices; the province and the hotline see all."""
        return self if actor.sees_everything else self.filter(office__in=actor.offices)

    def open(self) -> Self:
        """Alerts that still hold."""
        return self.filter(cleared_at__isnull=True)


class Alert(models.Model):
    """One item that needs somebody: at which office, since when; cleared by the sweep once it no longer holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=10, choices=AlertKind.choices)
    item = models.ForeignKey(Item, models.PROTECT, related_name="alerts", verbose_name="bưu gửi")
    office = models.ForeignKey(Office, models.PROTECT, related_name="alerts", verbose_name="nơi giữ")
    since = models.DateTimeField("từ")
    raised_at = models.DateTimeField("báo lúc")
    cleared_at = models.DateTimeField("hết lúc", null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "cảnh báo"
        verbose_name_plural = "cảnh báo"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(cleared_at__isnull=True), name="alert_once_while_open"
            ),
            models.CheckConstraint(name="alert_kind_known", condition=Q(kind__in=AlertKind.values)),
        ]
        indexes = [
            models.Index(fields=["office", "since"], name="alert_open", condition=Q(cleared_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"
