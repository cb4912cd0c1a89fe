"""Money taken and money given back: rows that are added and never changed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.dossiers.models import CaseOffice, Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.cash.amounts import Amounts
from tracking.cash.reasons import CorrectReason

from .days import CashDay


class Kind(models.TextChoices):
    """Which way the money goes."""

    TAKE = "take", "Thu"
    REVERSAL = "reversal", "Hủy khoản thu"
    REFUND = "refund", "Hoàn tiền"


class Method(models.TextChoices):
    """How it is paid."""

    CASH = "cash", "Tiền mặt"
    TRANSFER = "transfer", "Chuyển khoản"


class Place(models.TextChoices):
    """Where it is paid."""

    DOOR = "door", "Tại nhà, khi phát"
    COUNTER = "counter", "Tại quầy"
    PICKUP = "pickup", "Khi thu gom hồ sơ"
    AGENCY = "agency", "Tại cơ quan"


class TakingQuerySet(models.QuerySet["Taking"]):
    """Takings as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Money of one's own office or committee, and of dossiers one may see; the province and the hotline see all."""
        if actor.sees_everything:
            return self
        case = CaseOffice.objects.filter(dossier=models.OuterRef("dossier"), office__in=actor.offices)
        return self.filter(models.Exists(case))

    def of_offices(self, actor: Actor) -> Self:
        """What one's own offices took, or take responsibility for, or are owed; the province sees all."""
        if actor.is_any((Role.PROVINCE,)):
            return self
        own = actor.offices
        return self.filter(Q(office__in=own) | Q(committee__in=own) | Q(post_office__in=own))


class Taking(models.Model):
    """One movement of money for one dossier in three columns; what is given back is negative.

    A reversal names the taking it takes back; both rows stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("số biên nhận", max_length=40, unique=True)
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name="hủy khoản"
    )
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="takings", verbose_name="hồ sơ")
    item_code = models.CharField("số hiệu bưu gửi", max_length=13, blank=True, default="")
    committee = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan")
    post_office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="bưu điện phụ trách")
    office = models.ForeignKey(Office, models.PROTECT, related_name="takings", verbose_name="nơi thu")
    cash_day = models.ForeignKey(CashDay, models.PROTECT, related_name="takings", verbose_name="quỹ ngày")
    on = models.DateField("ngày ghi sổ")
    state_fee = models.BigIntegerField("phí, lệ phí (đồng)")
    postal = models.BigIntegerField("cước bưu chính (đồng)")
    transfer = models.BigIntegerField("cước chuyển nộp (đồng)")
    method = models.CharField("hình thức", max_length=8, choices=Method.choices)
    place = models.CharField("nơi nộp", max_length=8, choices=Place.choices)
    reason = models.CharField("lý do", max_length=16, blank=True, default="")
    agency_receipt = models.CharField("số biên lai của cơ quan", max_length=40, blank=True, default="")
    bank_reference = models.CharField("mã giao dịch ngân hàng", max_length=40, blank=True, default="")
    words = EncryptedTextField("ghi chú", blank=True, default="")
    flags = models.JSONField("dấu hiệu cần xem", default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    taken_at = models.DateTimeField("thu lúc")
    recorded_at = models.DateTimeField("ghi vào hệ thống lúc")

    objects = TakingQuerySet.as_manager()

    class Meta:
        verbose_name = "khoản thu"
        verbose_name_plural = "khoản thu"
        constraints = [
            models.CheckConstraint(
                name="taking_way_of_the_money",
                condition=Q(kind=Kind.TAKE, state_fee__gte=0, postal__gte=0, transfer__gte=0)
                | ~Q(kind=Kind.TAKE) & Q(state_fee__lte=0, postal__lte=0, transfer__lte=0),
            ),
            models.CheckConstraint(name="taking_is_money", condition=~Q(state_fee=0, postal=0, transfer=0)),
            models.CheckConstraint(
                name="taking_reversal_names_one",
                condition=Q(kind=Kind.REVERSAL, reverses__isnull=False)
                | ~Q(kind=Kind.REVERSAL) & Q(reverses__isnull=True),
            ),
            models.CheckConstraint(name="taking_method_known", condition=Q(method__in=Method.values)),
            models.CheckConstraint(name="taking_place_known", condition=Q(place__in=Place.values)),
        ]
        indexes = [
            models.Index(fields=["dossier", "recorded_at"], name="taking_of_dossier"),
            models.Index(fields=["cash_day", "recorded_at"], name="taking_of_day"),
            models.Index(fields=["office", "-on", "-number"], name="taking_of_office"),
            models.Index(fields=["post_office", "committee", "on"], name="taking_reconciled"),
            models.Index(fields=["-recorded_at", "-id"], name="taking_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amounts(self) -> Amounts:
        """The three columns."""
        return Amounts(self.state_fee, self.postal, self.transfer)

    @property
    def total(self) -> int:
        """VND in all."""
        return self.amounts.total


class ChargeCorrection(models.Model):
    """What a dossier owes more (or, negative, less) than was computed when it was lodged; the first figures stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="charge_corrections", verbose_name="hồ sơ")
    state_fee = models.BigIntegerField("phí, lệ phí (đồng)")
    postal = models.BigIntegerField("cước bưu chính (đồng)")
    transfer = models.BigIntegerField("cước chuyển nộp (đồng)")
    reason = models.CharField("lý do", max_length=16, choices=CorrectReason.choices)
    document = models.CharField("số văn bản", max_length=40, blank=True, default="")
    words = EncryptedTextField("ghi chú", blank=True, default="")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="nơi điều chỉnh")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người điều chỉnh")
    recorded_at = models.DateTimeField("điều chỉnh lúc")

    class Meta:
        verbose_name = "điều chỉnh mức thu"
        verbose_name_plural = "điều chỉnh mức thu"
        constraints = [
            models.CheckConstraint(
                name="correction_changes_something", condition=~Q(state_fee=0, postal=0, transfer=0)
            ),
        ]
        indexes = [models.Index(fields=["dossier", "recorded_at"], name="correction_of_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.recorded_at}"

    @property
    def amounts(self) -> Amounts:
        """The change in three columns."""
        return Amounts(self.state_fee, self.postal, self.transfer)
