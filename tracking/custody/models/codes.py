"""Blocks of item codes given to agencies."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from delegation.registry.models import Office
from postal_services.ids import uuid7


class ItemCodeRange(models.Model):
    """S10 serials ``first`` to ``last`` of a prefix, for one agency; a serial is given out once and never again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Office, models.PROTECT, related_name="item_code_ranges", verbose_name="cơ quan")
    prefix = models.CharField("ký hiệu", max_length=2)
    first = models.PositiveIntegerField("từ số")
    last = models.PositiveIntegerField("đến số")
    next = models.PositiveIntegerField("số kế tiếp")
    given_on = models.DateField("cấp ngày")

    class Meta:
        verbose_name = "dải mã bưu gửi"
        verbose_name_plural = "dải mã bưu gửi"
        constraints = [
            models.CheckConstraint(
                name="item_code_range_eight_digits", condition=Q(last__lte=99_999_999) & Q(first__lte=F("last"))
            ),
            models.CheckConstraint(
                name="item_code_range_next_inside", condition=Q(next__gte=F("first")) & Q(next__lte=F("last") + 1)
            ),
            ExclusionConstraint(
                name="item_code_range_once",
                expressions=[
                    ("prefix", RangeOperators.EQUAL),
                    (
                        Func(
                            F("first"),
                            F("last"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["agency", "given_on"], name="item_code_range_agency")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.first:08}-{self.last:08}"

    @property
    def left(self) -> int:
        """How many codes are still to be given out."""
        return self.last - self.next + 1
