"""One person's cash of one day in one office, and the numbers of receipts."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.cash.reasons import VarianceReason
from tracking.cash.states import DayState


class CashDayQuerySet(models.QuerySet["CashDay"]):
    """Days as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own days; who is in charge of an office sees those of the office, the province all."""
        if actor.is_any((Role.PROVINCE,)):
            return self
        return self.filter(Q(person=actor.user_id) | Q(office__in=actor.offices_as(Role.SUPERVISOR, Role.OFFICER)))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class CashDay(models.Model):
    """What one person took on one day: open until the cash is counted, then handed to a supervisor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số quỹ ngày", max_length=40, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the office's day in the ledger")
    office = models.ForeignKey(Office, models.PROTECT, related_name="cash_days", verbose_name="nơi thu")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cash_days", verbose_name="người thu"
    )
    on = models.DateField("ngày")
    state = models.CharField("trạng thái", max_length=10, choices=DayState.choices)
    opened_at = models.DateTimeField("mở lúc")

    count = models.PositiveIntegerField("số khoản", null=True, blank=True)
    state_fee = models.BigIntegerField("phí, lệ phí (đồng)", null=True, blank=True)
    postal = models.BigIntegerField("cước bưu chính (đồng)", null=True, blank=True)
    transfer = models.BigIntegerField("cước chuyển nộp (đồng)", null=True, blank=True)
    cash = models.BigIntegerField("tiền mặt theo sổ (đồng)", null=True, blank=True)
    bank = models.BigIntegerField("chuyển khoản theo sổ (đồng)", null=True, blank=True)
    counted = models.BigIntegerField("tiền mặt đếm được (đồng)", null=True, blank=True)
    notes = models.JSONField("tờ tiền theo mệnh giá", default=dict, blank=True)
    reason = models.CharField("lý do chênh lệch", max_length=16, choices=VarianceReason.choices, blank=True, default="")
    words = EncryptedTextField("giải thích chênh lệch", blank=True, default="")
    closed_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chốt"
    )

    accepted_sum = models.BigIntegerField("tiền mặt nhận vào quỹ (đồng)", null=True, blank=True)
    accepted_reason = models.CharField(
        "lý do nhận khác số đếm", max_length=16, choices=VarianceReason.choices, blank=True, default=""
    )
    accepted_words = EncryptedTextField("giải thích khi nhận vào quỹ", blank=True, default="")
    accepted_at = models.DateTimeField("nhận vào quỹ lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhận"
    )

    objects = CashDayQuerySet.as_manager()

    class Meta:
        verbose_name = "quỹ trong ngày"
        verbose_name_plural = "quỹ trong ngày"
        constraints = [
            models.UniqueConstraint(fields=["office", "person", "on"], name="cash_day_once"),
            models.CheckConstraint(name="cash_day_state_known", condition=Q(state__in=DayState.values)),
            models.CheckConstraint(
                name="cash_day_closed_is_counted",
                condition=Q(state=DayState.OPEN, counted__isnull=True)
                | (Q(counted__gte=0) | Q(counted__gte=models.F("cash")))
                & Q(cash__isnull=False, closed_at__isnull=False)
                & ~Q(state=DayState.OPEN),
            ),
            models.CheckConstraint(
                name="cash_day_variance_has_a_reason",
                condition=Q(counted__isnull=True) | Q(counted=models.F("cash")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="cash_day_accepted_is_counted",
                condition=~Q(state=DayState.ACCEPTED) | Q(accepted_sum__isnull=False, accepted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-on"], name="cash_day_of_office"),
            models.Index(fields=["person", "-on"], name="cash_day_of_person"),
            models.Index(fields=["on", "office"], name="cash_day_open", condition=Q(state=DayState.OPEN)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def variance(self) -> int | None:
        """VND counted above (or, negative, below) what the takings say; None before the count."""
        return None if self.counted is None or self.cash is None else self.counted - self.cash


class ReceiptSerial(models.Model):
    """The last receipt number an office has given on one day; its row is the lock that keeps them gapless."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.CharField("nơi thu", max_length=24)
    day = models.DateField("ngày")
    last = models.PositiveIntegerField("số cuối đã cấp", default=0)

    class Meta:
        verbose_name = "số biên nhận trong ngày"
        verbose_name_plural = "số biên nhận trong ngày"
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="receipt_serial_once")]

    def __str__(self) -> str:
        return f"{self.office} {self.day}: {self.last}"
