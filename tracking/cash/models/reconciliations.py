"""State fees of one day held side by side: what the post took, what it passed on, what committee and treasury have."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.cash.states import BOTH_SIGNED, ReconciliationState

from .takings import Taking


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    """Reconciliations as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Both sides, and those who watch over all of them."""
        if actor.is_any((Role.PROVINCE,)):
            return self
        return self.filter(Q(post_office__in=actor.offices) | Q(committee__in=actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Reconciliation(models.Model):
    """One post office, one committee, one day: the figures as they last stood, and who signed them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số bảng đối soát", max_length=40, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the post office's day in the ledger")
    post_office = models.ForeignKey(Office, models.PROTECT, related_name="reconciliations", verbose_name="bưu điện")
    committee = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan")
    on = models.DateField("ngày thu")
    state = models.CharField("trạng thái", max_length=16, choices=ReconciliationState.choices)

    post = models.BigIntegerField("bưu điện đã thu (đồng)", null=True, blank=True)
    remitted = models.BigIntegerField("bưu điện đã nộp (đồng)", null=True, blank=True)
    committee_sum = models.BigIntegerField("cơ quan đã nhận (đồng)", null=True, blank=True)
    treasury = models.BigIntegerField("kho bạc đã nhận (đồng)", null=True, blank=True)

    drafted_at = models.DateTimeField("lập lúc")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    post_signed_at = models.DateTimeField("bưu điện ký lúc", null=True, blank=True)
    post_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bưu điện ký"
    )
    agency_signed_at = models.DateTimeField("cơ quan ký lúc", null=True, blank=True)
    agency_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan ký"
    )
    post_words = EncryptedTextField("ý kiến của bưu điện", blank=True, default="")
    agency_words = EncryptedTextField("ý kiến của cơ quan", blank=True, default="")
    reopen_words = EncryptedTextField(
        "lý do mở lại gần nhất", blank=True, default="", help_text="no explanation of a difference"
    )
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng đối soát"
        verbose_name_plural = "bảng đối soát"
        constraints = [
            models.UniqueConstraint(fields=["post_office", "committee", "on"], name="reconciliation_once"),
            models.CheckConstraint(
                name="reconciliation_state_known", condition=Q(state__in=ReconciliationState.values)
            ),
            models.CheckConstraint(name="reconciliation_two_sides", condition=~Q(post_office=F("committee"))),
            models.CheckConstraint(
                name="reconciliation_signed_by_both",
                condition=~Q(state__in=sorted(BOTH_SIGNED))
                | Q(post_signed_at__isnull=False, agency_signed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["post_office", "-on"], name="reconciliation_of_post"),
            models.Index(fields=["committee", "-on"], name="reconciliation_of_agency"),
        ]

    def __str__(self) -> str:
        return self.code


class FigureSide(models.TextChoices):
    """Whose figure."""

    REMITTED = "remitted", "Bưu điện đã nộp"
    COMMITTEE = "committee", "Cơ quan đã nhận"
    TREASURY = "treasury", "Kho bạc đã nhận"


class ReconciliationFigure(models.Model):
    """One figure as somebody stated it; the last of a side counts, the earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reconciliation = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="figures", verbose_name="bảng đối soát"
    )
    side = models.CharField("số của", max_length=10, choices=FigureSide.choices)
    amount = models.BigIntegerField("số tiền (đồng)")
    document = models.CharField("số chứng từ", max_length=40, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập")
    stated_at = models.DateTimeField("nhập lúc")

    class Meta:
        verbose_name = "số liệu đối soát"
        verbose_name_plural = "số liệu đối soát"
        ordering = ["stated_at", "pk"]
        constraints = [
            models.CheckConstraint(name="figure_side_known", condition=Q(side__in=FigureSide.values)),
        ]

    def __str__(self) -> str:
        return f"{self.reconciliation_id} {self.side}"


class ReconciliationTick(models.Model):
    """A taking whose state fee the committee says it has received."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reconciliation = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="ticks", verbose_name="bảng đối soát"
    )
    taking = models.ForeignKey(Taking, models.PROTECT, related_name="+", verbose_name="khoản thu")

    class Meta:
        verbose_name = "khoản cơ quan xác nhận"
        verbose_name_plural = "khoản cơ quan xác nhận"
        constraints = [models.UniqueConstraint(fields=["reconciliation", "taking"], name="reconciliation_tick_once")]

    def __str__(self) -> str:
        return f"{self.reconciliation_id} {self.taking_id}"
