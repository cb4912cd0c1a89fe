"""What the post may charge at most (TT 22/2017/TT-BTTTT), and who pays less; whole VND, one way."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from .spans import PublicQuerySet, SpanQuerySet, days, ends_after_start


class Direction(models.TextChoices):
    """Which way the papers go."""

    SEND = "send", "Nhận gửi hồ sơ"
    RETURN = "return", "Chuyển trả kết quả"


class ZoneReach(models.TextChoices):
    """How a zone is recognised from the two ends of the way."""

    DISTRICT = "district", "Cùng huyện"
    PROVINCE = "province", "Cùng tỉnh, khác huyện"
    LISTED = "listed", "Tỉnh có trong bảng vùng"
    ELSEWHERE = "elsewhere", "Mọi tỉnh khác"


class TariffZone(models.Model):
    """A column of the tariff table."""

    code = models.CharField("mã vùng", max_length=24, primary_key=True)
    name = models.CharField("tên vùng", max_length=80)
    name_en = models.CharField("tên tiếng Anh", max_length=80)
    reach = models.CharField("cách nhận biết", max_length=10, choices=ZoneReach.choices)
    position = models.PositiveSmallIntegerField("thứ tự", unique=True)

    objects = PublicQuerySet["TariffZone"].as_manager()

    class Meta:
        verbose_name = "vùng cước"
        verbose_name_plural = "vùng cước"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["reach"], condition=~Q(reach="listed"), name="tariff_zone_one_unless_listed"
            ),
            models.CheckConstraint(
                name="tariff_zone_reach_known", condition=Q(reach__in=[reach.value for reach in ZoneReach])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProvinceZone(models.Model):
    """The zone of another province, seen from Gia Lai."""

    province_code = models.CharField("mã tỉnh", max_length=5, primary_key=True)
    province_name = models.CharField("tên tỉnh", max_length=60)
    zone = models.ForeignKey(TariffZone, on_delete=models.PROTECT, related_name="provinces", verbose_name="vùng cước")
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = PublicQuerySet["ProvinceZone"].as_manager()

    class Meta:
        verbose_name = "vùng của tỉnh"
        verbose_name_plural = "vùng của tỉnh"
        ordering = ["province_code"]

    def __str__(self) -> str:
        return f"{self.province_name}: {self.zone_id}"


class TariffRate(models.Model):
    """The price of one weight step; a row with ``step_g`` adds ``price`` for each further step begun."""

    direction = models.CharField("chiều", max_length=6, choices=Direction.choices)
    zone = models.ForeignKey(TariffZone, on_delete=models.PROTECT, related_name="rates", verbose_name="vùng cước")
    over_g = models.PositiveIntegerField("trên (g)")
    up_to_g = models.PositiveIntegerField("đến (g)", null=True, blank=True)
    step_g = models.PositiveIntegerField("mỗi nấc (g)", null=True, blank=True)
    price = models.PositiveIntegerField("cước (đồng)")
    valid_from = models.DateField("áp dụng từ ngày")
    valid_to = models.DateField("hết áp dụng từ ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=200)
    confidence = models.PositiveSmallIntegerField("độ tin cậy (%)")

    objects = SpanQuerySet["TariffRate"].as_manager()

    class Meta:
        verbose_name = "mức cước"
        verbose_name_plural = "mức cước"
        ordering = ["direction", "zone", "over_g", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="tariff_rate_one_a_weight",
                expressions=[
                    ("direction", RangeOperators.EQUAL),
                    ("zone", RangeOperators.EQUAL),
                    (
                        Func(
                            F("over_g"),
                            F("up_to_g"),
                            Value("(]"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (days(), RangeOperators.OVERLAPS),
                ],
            ),
            ends_after_start("tariff_rate_ends_after_start"),
            models.CheckConstraint(
                name="tariff_rate_flat_or_stepped",
                condition=Q(up_to_g__isnull=False, step_g__isnull=True) | Q(up_to_g__isnull=True, step_g__gt=0),
            ),
            models.CheckConstraint(name="tariff_rate_confidence", condition=Q(confidence__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.zone_id} >{self.over_g} g: {self.price} ₫"


class Exemption(models.Model):
    """A category of people who pay nothing or less of the postal charge."""

    code = models.CharField("mã đối tượng", max_length=32, primary_key=True)
    name = models.CharField("đối tượng", max_length=160)
    name_en = models.CharField("tên tiếng Anh", max_length=160)
    percent = models.PositiveSmallIntegerField("mức giảm (%)")
    position = models.PositiveSmallIntegerField("thứ tự", unique=True)
    valid_from = models.DateField("áp dụng từ ngày")
    valid_to = models.DateField("hết áp dụng từ ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=200)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = SpanQuerySet["Exemption"].as_manager()

    class Meta:
        verbose_name = "đối tượng miễn, giảm cước"
        verbose_name_plural = "đối tượng miễn, giảm cước"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="exemption_percent", condition=Q(percent__gte=1, percent__lte=100)),
            ends_after_start("exemption_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name
