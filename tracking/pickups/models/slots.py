"""When a post office collects and how many it can, and pickups that come back every week."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegation.dossiers.states import Service
from delegation.registry.models import Office, Procedure, Unit
from delegation.registry.models.spans import SpanQuerySet, ends_after_start
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7

WEEKDAYS = {1: "Thứ hai", 2: "Thứ ba", 3: "Thứ tư", 4: "Thứ năm", 5: "Thứ sáu", 6: "Thứ bảy", 7: "Chủ nhật"}


class SlotRuleQuerySet(SpanQuerySet["SlotRule"]):
    """Windows of post offices; when a post office collects is public."""

    def of_day(self, day: date) -> Self:
        """The rules that make windows on ``day``."""
        return self.valid_on(day).filter(weekday=day.isoweekday())


class SlotRule(models.Model):
    """A window of a weekday in which an office collects, and how many pickups it can make in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="slot_rules", verbose_name="bưu cục")
    weekday = models.PositiveSmallIntegerField("ngày trong tuần", choices=list(WEEKDAYS.items()))
    opens = models.TimeField("từ giờ")
    closes = models.TimeField("đến giờ")
    capacity = models.PositiveSmallIntegerField("số lần lấy")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    demonstration = models.BooleanField("số liệu để dùng thử", default=False)
    modified_at = models.DateTimeField("thay đổi lúc")
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đặt"
    )

    objects = SlotRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "khung giờ lấy hồ sơ"
        verbose_name_plural = "khung giờ lấy hồ sơ"
        ordering = ["office", "weekday", "opens"]
        constraints = [
            ends_after_start("slot_rule_ends_after_start"),
            models.CheckConstraint(name="slot_rule_has_length", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(name="slot_rule_weekday", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.CheckConstraint(name="slot_rule_capacity", condition=Q(capacity__lte=200)),
        ]
        indexes = [models.Index(fields=["office", "weekday", "opens"], name="slot_rule_of_day")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SeriesQuerySet(models.QuerySet["PickupSeries"]):
    """Weekly pickups as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's offices; the province and the hotline see all."""
        return self.all() if actor.sees_everything else self.filter(office__in=actor.offices)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class PickupSeries(models.Model):
    """A pickup that comes back every week at an organisation; dated pickups are made from it ahead of time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="pickup_series", verbose_name="bưu cục")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name="thủ tục")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    service = models.CharField("dịch vụ", max_length=8, choices=Service.choices)
    contact_name = EncryptedTextField("cơ quan, người liên hệ")
    contact_phone = EncryptedTextField("số điện thoại")
    contact_address = EncryptedTextField("địa chỉ")
    note = EncryptedTextField("ghi chú", blank=True, default="")
    weekday = models.PositiveSmallIntegerField("ngày trong tuần", choices=list(WEEKDAYS.items()))
    opens = models.TimeField("từ giờ")
    first_day = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    made_to = models.DateField("đã lập đến ngày", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    made_at = models.DateTimeField("lập lúc")
    stopped_at = models.DateTimeField("dừng lúc", null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "lịch lấy hồ sơ hằng tuần"
        verbose_name_plural = "lịch lấy hồ sơ hằng tuần"
        indexes = [models.Index(fields=["office", "weekday"], name="pickup_series_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.weekday} {self.opens:%H:%M}"
