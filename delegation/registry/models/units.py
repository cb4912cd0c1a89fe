"""Administrative units with validity and successors."""

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Q

from postal_services.folding import Folded
from postal_services.ids import uuid7

from .spans import PublicQuerySet, SpanQuerySet, ends_after_start, no_overlap


class UnitKind(models.TextChoices):
    """What a unit is called by law; the level follows from it."""

    PROVINCE = "province", "Tỉnh"
    CITY = "city", "Thành phố"
    TOWN = "town", "Thị xã"
    DISTRICT = "district", "Huyện"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"
    COMMUNE = "commune", "Xã"


DISTRICT_KINDS = (UnitKind.CITY, UnitKind.TOWN, UnitKind.DISTRICT)
COMMUNE_KINDS = (UnitKind.WARD, UnitKind.TOWNSHIP, UnitKind.COMMUNE)


class UnitQuerySet(SpanQuerySet["Unit"]):
    """Units by code and day: a code of the statistics office may pass to another unit, so a day belongs to it."""

    def on(self, code: str, day: date) -> "Unit | None":
        """The unit that bears ``code`` on ``day``; None when no unit does."""
        return self.valid_on(day).filter(code=code).select_related("parent__parent").first()

    def known(self, code: str, day: date) -> "Unit | None":
        """The unit in force on ``day``, or else the last one before it.

        People keep using the names of units that have been merged, and may not be made to certify the change; an
        address may therefore name a unit that has ended.
        """
        started = self.filter(code=code, valid_from__lte=day)
        return started.select_related("parent__parent").order_by("-valid_from").first()

    def districts(self) -> "UnitQuerySet":
        """District level: cities, towns and districts of the province."""
        return self.filter(kind__in=DISTRICT_KINDS)

    def communes(self) -> "UnitQuerySet":
        """Commune level: wards, townships and communes."""
        return self.filter(kind__in=COMMUNE_KINDS)

    def in_district(self, district: "Unit", day: date) -> "UnitQuerySet":
        """The communes of a district on ``day``; once it has ended, those that took its communes over."""
        communes = self.valid_on(day).communes()
        if district.valid_to is None or day < district.valid_to:
            return communes.filter(parent=district)
        return communes.filter(origins__on=district.valid_to, origins__old__parent=district).distinct()


class Unit(models.Model):
    """An administrative unit as it was from one day to another."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã thống kê", max_length=5)
    name = models.CharField("tên đầy đủ", max_length=120)
    short_name = models.CharField("tên gọi", max_length=120)
    folded = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(), db_persist=True, verbose_name="tên để tìm"
    )
    kind = models.CharField("loại", max_length=10, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True, verbose_name="trực thuộc"
    )
    postal_code = models.CharField("mã bưu chính", max_length=5, blank=True)
    lat = models.DecimalField("vĩ độ", max_digits=9, decimal_places=6, null=True, blank=True)
    lon = models.DecimalField("kinh độ", max_digits=9, decimal_places=6, null=True, blank=True)
    valid_from = models.DateField("có từ ngày")
    valid_to = models.DateField("hết từ ngày", null=True, blank=True)
    from_known = models.BooleanField("biết rõ ngày bắt đầu", default=False)
    to_known = models.BooleanField("biết rõ ngày kết thúc", default=False)
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_from_unique"),
            no_overlap("unit_code_one_at_a_time", "code"),
            ends_after_start("unit_ends_after_start"),
            models.CheckConstraint(name="unit_kind_known", condition=Q(kind__in=[kind.value for kind in UnitKind])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_district(self) -> bool:
        """Whether the unit is of district level."""
        return self.kind in DISTRICT_KINDS

    @property
    def is_commune(self) -> bool:
        """Whether the unit is of commune level."""
        return self.kind in COMMUNE_KINDS

    @property
    def district(self) -> "Unit | None":
        """The district-level unit it belongs to, itself included; None for the province and in two-tier government."""
        if self.is_district:
            return self
        return self.parent if self.parent is not None and self.parent.is_district else None

    @property
    def province(self) -> "Unit | None":
        """The province it belongs to, itself included."""
        unit: Unit | None = self
        while unit is not None and unit.kind != UnitKind.PROVINCE:
            unit = unit.parent
        return unit

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitSuccession(models.Model):
    """The unit ``new`` took over ``old``, or a part of it, on a day."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions", verbose_name="đơn vị cũ")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins", verbose_name="đơn vị mới")
    on = models.DateField("ngày")
    legal_basis = models.CharField("căn cứ", max_length=200)

    objects = PublicQuerySet["UnitSuccession"].as_manager()

    class Meta:
        verbose_name = "đơn vị kế thừa"
        verbose_name_plural = "đơn vị kế thừa"
        ordering = ["on", "old"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="unit_succession_unique"),
            models.CheckConstraint(name="unit_succession_not_itself", condition=~Q(old=models.F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} ({self.on:%d/%m/%Y})"
