"""One visit to a sender's door: where, when, what is to be collected, and what came of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import Service
from delegation.registry.models import Office, PaperKind, Procedure, Unit
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.pickups.states import PickupState


class Source(models.TextChoices):
    """Through whom a pickup was asked for."""

    WEB = "web", "Trang công khai"
    COUNTER = "counter", "Quầy bưu điện"
    HOTLINE = "hotline", "Tổng đài"
    AGENCY = "agency", "Bộ phận một cửa"
    SERIES = "series", "Lịch hằng tuần"
    API = "api", "Phần mềm"


class PickupKind(models.TextChoices):
    """What is collected: a new dossier, or papers that a dossier still lacks."""

    NEW = "new", "Hồ sơ mới"
    SUPPLEMENT = "supplement", "Giấy tờ bổ sung"


class PickupQuerySet(models.QuerySet["Pickup"]):
    """Pickups as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that the actor's offices make or that are for their committee; province and hotline see all."""
        if actor.sees_everything:
            return self.all()
        return self.filter(Q(office__in=actor.offices) | Q(committee__in=actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Pickup(models.Model):
    """A pickup; its lines stand in the day of the office on which it was asked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số hẹn", max_length=40, unique=True)
    token = models.CharField("mã tra cứu", max_length=16, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the office's day in the ledger on which it was asked for")
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False, help_text="the form it was sent by")
    kind = models.CharField("loại", max_length=12, choices=PickupKind.choices)
    state = models.CharField("trạng thái", max_length=12, choices=PickupState.choices)
    source = models.CharField("nguồn", max_length=10, choices=Source.choices)
    series = models.ForeignKey(
        "pickups.PickupSeries", models.PROTECT, null=True, blank=True, related_name="pickups", verbose_name="lịch"
    )

    office = models.ForeignKey(Office, models.PROTECT, related_name="pickups", verbose_name="bưu cục")
    committee = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan giải quyết")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name="thủ tục")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    service = models.CharField("dịch vụ", max_length=8, choices=Service.choices)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="pickups", verbose_name="hồ sơ"
    )
    item = models.CharField("mã bưu gửi", max_length=13, blank=True, default="")

    day = models.DateField("ngày hẹn")
    opens = models.TimeField("từ giờ")
    closes = models.TimeField("đến giờ")

    contact_name = EncryptedTextField("người gửi")
    contact_phone = EncryptedTextField("số điện thoại")
    contact_address = EncryptedTextField("địa chỉ lấy hồ sơ")
    phone_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    note = EncryptedTextField("ghi chú", blank=True, default="")
    categories = models.JSONField("đối tượng", default=list, blank=True)

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    asked_at = models.DateTimeField("hẹn lúc")
    postman = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bưu tá"
    )
    assigned_at = models.DateTimeField("giao lúc", null=True, blank=True)
    collected_at = models.DateTimeField("lấy lúc", null=True, blank=True)
    modified_at = models.DateTimeField("thay đổi lúc")
    attempts = models.PositiveSmallIntegerField("số lần đến", default=0)

    seal = models.CharField("số niêm phong", max_length=24, blank=True, default="")
    weight_g = models.PositiveIntegerField("khối lượng (g)", null=True, blank=True)
    sender_signature = EncryptedTextField("chữ ký người gửi", blank=True, default="")
    postman_signature = EncryptedTextField("chữ ký bưu tá", blank=True, default="")
    witness = EncryptedTextField("người làm chứng", blank=True, default="")
    receipts = models.JSONField("biên lai", default=list, blank=True)

    objects = PickupQuerySet.as_manager()

    class Meta:
        verbose_name = "hẹn lấy hồ sơ"
        verbose_name_plural = "hẹn lấy hồ sơ"
        constraints = [
            models.CheckConstraint(name="pickup_state_known", condition=Q(state__in=PickupState.values)),
            models.CheckConstraint(name="pickup_window_has_length", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="pickup_supplement_has_a_case", condition=~Q(kind="supplement") | Q(dossier__isnull=False)
            ),
            models.CheckConstraint(
                name="pickup_collected_is_sealed",
                condition=~Q(state="collected") | ~Q(seal="") & Q(collected_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["office", "seal"], name="pickup_seal_once", condition=Q(state="collected")),
            models.UniqueConstraint(
                fields=["series", "day"], name="pickup_series_day_once", condition=Q(series__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["office", "day", "opens"], name="pickup_window"),
            models.Index(fields=["phone_key", "-asked_at"], name="pickup_phone"),
            models.Index(fields=["modified_at", "id"], name="pickup_modified"),
            models.Index(
                fields=["office", "state"], name="pickup_open", condition=Q(state__in=["asked", "assigned", "failed"])
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def window(self) -> str:
        """The window in words: ``07:30–09:30``."""
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class PickupPaper(models.Model):
    """One line of the list of papers: what was announced, and what the postman counted at the door."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pickup = models.ForeignKey(Pickup, models.CASCADE, related_name="papers", verbose_name="lần hẹn")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = EncryptedTextField("tên giấy tờ")
    kind = models.CharField("loại", max_length=16, choices=PaperKind.choices)
    expected = models.PositiveSmallIntegerField("cần có")
    found = models.PositiveSmallIntegerField("đã đếm", null=True, blank=True)
    short = models.CharField("thiếu vì", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "giấy tờ phải lấy"
        verbose_name_plural = "giấy tờ phải lấy"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pickup", "position"], name="pickup_paper_position"),
            models.CheckConstraint(name="pickup_paper_expected", condition=Q(expected__lte=99)),
        ]

    def __str__(self) -> str:
        return str(self.name)


class PickupAttempt(models.Model):
    """A visit that ended without papers: why, and what is done next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pickup = models.ForeignKey(Pickup, models.PROTECT, related_name="tries", verbose_name="lần hẹn")
    number = models.PositiveSmallIntegerField("lần")
    failed_at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=24)
    next_step = models.CharField("việc tiếp theo", max_length=24)
    note = EncryptedTextField("ghi chú", blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        verbose_name = "lần không lấy được"
        verbose_name_plural = "lần không lấy được"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["pickup", "number"], name="pickup_attempt_number")]

    def __str__(self) -> str:
        return f"{self.pickup_id} {self.number}"
