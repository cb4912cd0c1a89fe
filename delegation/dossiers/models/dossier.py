"""The administrative case of one citizen, its papers, and the offices that may see it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from delegation.dossiers.states import CLOSED, PAUSING, DossierState, Service
from delegation.mandates.models import Mandate
from delegation.registry.models import Office, PaperKind, Procedure, Unit
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7


class Channel(models.TextChoices):
    """Through which door a dossier came in."""

    FORM = "form", "Biểu mẫu"
    API = "api", "Phần mềm một cửa"
    IMPORT = "import", "Danh sách"
    SIMULATION = "simulation", "Mô phỏng"


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Cases of the actor's offices; the province and the hotline see all, nobody else sees any other."""
        if actor.sees_everything:
            return self
        return self.filter(Exists(CaseOffice.objects.filter(dossier=OuterRef("pk"), office__in=actor.offices)))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def running(self) -> Self:
        """Dossiers whose processing clock runs: neither closed nor waiting for somebody outside the agency."""
        return self.exclude(state__in=[*CLOSED, *PAUSING])


class Dossier(models.Model):
    """One case; its id is the id of its stream in the ledger, and what the citizen is called is encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã hồ sơ", max_length=48, unique=True)
    token = models.CharField("mã tra cứu", max_length=16, unique=True)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="dossiers", verbose_name="thủ tục")
    committee = models.ForeignKey(Office, models.PROTECT, related_name="dossiers_decided", verbose_name="cơ quan")
    post_office = models.ForeignKey(Office, models.PROTECT, related_name="dossiers_carried", verbose_name="bưu điện")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="dossiers", verbose_name="văn bản chuyển giao")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers", verbose_name="xã, phường, thị trấn")
    service = models.CharField("dịch vụ", max_length=8, choices=Service.choices)
    state = models.PositiveSmallIntegerField("trạng thái", choices=DossierState.choices)
    channel = models.CharField("nguồn", max_length=16, choices=Channel.choices)

    source = models.UUIDField("dòng danh sách", null=True, blank=True, unique=True, editable=False)

    applicant_name = EncryptedTextField("họ và tên")
    applicant_phone = EncryptedTextField("số điện thoại", blank=True, default="")
    applicant_address = EncryptedTextField("địa chỉ", blank=True, default="")
    phone_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone_last4_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    name_key = models.CharField(max_length=64, editable=False)
    name_word_keys = ArrayField(models.CharField(max_length=64), editable=False, default=list)
    categories = ArrayField(models.CharField(max_length=48), verbose_name="đối tượng", blank=True, default=list)

    weight_g = models.PositiveIntegerField("khối lượng (g)")
    state_fee = models.PositiveIntegerField("phí, lệ phí (đồng)")
    postal_charge = models.PositiveIntegerField("cước bưu chính (đồng)")
    transfer_charge = models.PositiveIntegerField("cước chuyển nộp lệ phí (đồng)")
    exemption = models.CharField("miễn, giảm cước", max_length=48, blank=True, default="")

    received_at = models.DateTimeField("tiếp nhận lúc")
    due_at = models.DateTimeField("hẹn trả lúc", null=True, blank=True)
    paused_at = models.DateTimeField("tạm dừng từ", null=True, blank=True)
    finished_at = models.DateTimeField("có kết quả lúc", null=True, blank=True)
    recorded_at = models.DateTimeField("ghi vào hệ thống lúc")
    modified_at = models.DateTimeField("thay đổi lúc")
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người lập"
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DossierState.values), name="dossier_state_known"),
            models.CheckConstraint(condition=Q(service__in=Service.values), name="dossier_service_known"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("received_at")), name="dossier_due_after_received"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(state__in=sorted(PAUSING)), name="dossier_paused_in_a_pause"
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="dossier_newest"),
            models.Index(fields=["committee", "-received_at"], include=["id", "unit"], name="dossier_by_committee"),
            models.Index(fields=["modified_at", "id"], name="dossier_modified"),
            models.Index(fields=["state", "due_at"], name="dossier_due"),
            models.Index(fields=["phone_key", "-received_at"], name="dossier_phone", condition=~Q(phone_key="")),
            models.Index(fields=["name_key", "procedure", "-received_at"], name="dossier_same_person"),
            GinIndex(fields=["name_word_keys"], name="dossier_name_words"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_simulated(self) -> bool:
        """Whether it is no citizen's, but played."""
        return self.channel == Channel.SIMULATION


class DossierPaper(models.Model):
    """One line of the list of papers handed in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers", verbose_name="hồ sơ")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên giấy tờ", max_length=300)
    kind = models.CharField("loại", max_length=16, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField("số lượng")

    class Meta:
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="dossier_paper_position"),
            models.CheckConstraint(condition=Q(count__gte=1) & Q(count__lte=99), name="dossier_paper_count"),
        ]

    def __str__(self) -> str:
        return self.name


class CaseOffice(models.Model):
    """An office that has had to do with a case, and may therefore see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="case_offices", verbose_name="hồ sơ")
    office = models.ForeignKey(Office, models.PROTECT, related_name="case_offices", verbose_name="cơ quan, bưu cục")

    class Meta:
        verbose_name = "nơi được xem hồ sơ"
        verbose_name_plural = "nơi được xem hồ sơ"
        constraints = [models.UniqueConstraint(fields=["dossier", "office"], name="case_office_once")]
        indexes = [models.Index(fields=["office", "dossier"], name="case_office_cases")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.office_id}"


class CodeSerial(models.Model):
    """The last serial an agency has given to a dossier on one day; its row is the lock that keeps them gapless."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.CharField("mã cơ quan", max_length=40)
    day = models.DateField("ngày")
    last = models.PositiveIntegerField("số cuối đã cấp", default=0)

    class Meta:
        verbose_name = "số thứ tự hồ sơ trong ngày"
        verbose_name_plural = "số thứ tự hồ sơ trong ngày"
        constraints = [
            models.UniqueConstraint(fields=["agency", "day"], name="code_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.day}: {self.last}"
