"""Places that can hold papers, and the people appointed to them."""

from datetime import date
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from postal_services.accounts.actors import Actor, Role
from postal_services.folding import Folded
from postal_services.ids import uuid7

from .spans import SpanQuerySet, ends_after_start, no_overlap
from .units import Unit


class OfficeKind(models.TextChoices):
    """What a place is."""

    ONE_STOP = "one_stop", "Bộ phận một cửa"
    DEPARTMENT = "department", "Phòng chuyên môn"
    PROVINCE = "province", "Ủy ban nhân dân tỉnh"
    PROVINCIAL_POST = "provincial_post", "Bưu điện tỉnh"
    DISTRICT_POST = "district_post", "Bưu điện huyện"
    COMMUNE_POST = "commune_post", "Bưu điện – Văn hóa xã"
    COUNTER = "counter", "Điểm phục vụ bưu chính"


POST_KINDS = (OfficeKind.PROVINCIAL_POST, OfficeKind.DISTRICT_POST, OfficeKind.COMMUNE_POST, OfficeKind.COUNTER)
AGENCY_KINDS = (OfficeKind.ONE_STOP, OfficeKind.DEPARTMENT, OfficeKind.PROVINCE)


class OfficeQuerySet(SpanQuerySet["Office"]):
    """Offices; their names, kinds and units are public."""

    def post(self) -> Self:
        """Post offices of every level."""
        return self.filter(kind__in=POST_KINDS)

    def agencies(self) -> Self:
        """Offices of the administration."""
        return self.filter(kind__in=AGENCY_KINDS)


class Office(models.Model):
    """A place that can hold papers: one-stop desk, department, post office, cultural post office, counter."""

    code = models.CharField("mã", max_length=24, primary_key=True)
    name = models.CharField("tên", max_length=160)
    folded = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(), db_persist=True, verbose_name="tên để tìm"
    )
    kind = models.CharField("loại", max_length=16, choices=OfficeKind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offices", verbose_name="địa bàn")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True, verbose_name="trực thuộc"
    )
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    valid_from = models.DateField("hoạt động từ ngày")
    valid_to = models.DateField("hết từ ngày", null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan, bưu cục"
        verbose_name_plural = "cơ quan, bưu cục"
        ordering = ["code"]
        constraints = [
            ends_after_start("office_ends_after_start"),
            models.CheckConstraint(name="office_kind_known", condition=Q(kind__in=[kind.value for kind in OfficeKind])),
            models.CheckConstraint(name="office_not_its_own_parent", condition=~Q(parent=models.F("code"))),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="office_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_post(self) -> bool:
        """Whether the place belongs to the post."""
        return self.kind in POST_KINDS

    @property
    def is_agency(self) -> bool:
        """Whether the place belongs to the administration."""
        return self.kind in AGENCY_KINDS


class PostQuerySet(models.QuerySet["Post"]):
    """Appointments; who is appointed where is not public."""

    def valid_on(self, day: date) -> Self:
        """Posts held on ``day`` (Vietnam)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def visible_to(self, actor: Actor) -> Self:
        """Administrators and the province see all posts, everyone else their own."""
        if actor.is_any((Role.ADMIN, Role.PROVINCE)):
            return self.all()
        if actor.user_id is None:
            return self.none()
        return self.filter(user_id=actor.user_id)


class Post(models.Model):
    """An appointment: a person in an office with a role, from a day to a day."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", verbose_name="người"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts", verbose_name="nơi làm việc")
    role = models.CharField("vị trí", max_length=12, choices=Role.choices)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí"
        verbose_name_plural = "vị trí"
        ordering = ["office", "role", "valid_from"]
        constraints = [
            no_overlap("post_held_once", "user", "office", "role"),
            ends_after_start("post_ends_after_start"),
            models.CheckConstraint(name="post_role_known", condition=Q(role__in=[role.value for role in Role])),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.office_id}"


class CodeScheme(models.TextChoices):
    """Which rule an agency's identifier follows."""

    QCVN_102 = "qcvn_102", "QCVN 102:2016/BTTTT (000.00.yy.H21)"
    QD_20 = "qd_20", "QĐ 20/2020/QĐ-TTg (H21.yy)"


class AgencyCode(models.Model):
    """The identifier of an agency in dossier codes, under one scheme, from a day to a day."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="agency_codes", verbose_name="cơ quan")
    scheme = models.CharField("cách đánh mã", max_length=8, choices=CodeScheme.choices)
    code = models.CharField("mã định danh", max_length=20)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = SpanQuerySet["AgencyCode"].as_manager()

    class Meta:
        verbose_name = "mã định danh cơ quan"
        verbose_name_plural = "mã định danh cơ quan"
        ordering = ["office", "valid_from"]
        constraints = [
            no_overlap("agency_code_one_a_scheme", "office", "scheme"),
            no_overlap("agency_code_one_office", "code"),
            ends_after_start("agency_code_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.code
