"""Working days: the table of days that differ from the week, closures, and office hours. Own table is the truth."""

from datetime import date
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from postal_services.ids import uuid7

from .offices import Office
from .spans import PublicQuerySet, SpanQuerySet, ends_after_start


class Calendar(models.TextChoices):
    """Two clocks that are kept apart: the administration's processing days and the post's days."""

    PROCESSING = "processing", "Ngày làm việc của cơ quan"
    POSTAL = "postal", "Ngày làm việc của bưu điện"


class DayKind(models.TextChoices):
    """Why a day is not what its weekday says."""

    HOLIDAY = "holiday", "Nghỉ lễ, tết"
    COMPENSATION = "compensation", "Nghỉ bù"
    SWAPPED_OFF = "swapped_off", "Nghỉ hoán đổi"
    SWAPPED_ON = "swapped_on", "Làm bù"


class CalendarDay(models.Model):
    """A day that is off although its weekday works, or is worked although its weekday is off."""

    day = models.DateField("ngày")
    calendar = models.CharField("lịch", max_length=10, choices=Calendar.choices)
    kind = models.CharField("loại", max_length=12, choices=DayKind.choices)
    name = models.CharField("tên", max_length=160)
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = PublicQuerySet["CalendarDay"].as_manager()

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "ngày đặc biệt"
        ordering = ["day", "calendar"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_unique"),
            models.CheckConstraint(
                name="calendar_day_calendar_known", condition=Q(calendar__in=[c.value for c in Calendar])
            ),
            models.CheckConstraint(name="calendar_day_kind_known", condition=Q(kind__in=[k.value for k in DayKind])),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"

    @property
    def is_off(self) -> bool:
        """Whether nobody works on this day."""
        return self.kind != DayKind.SWAPPED_ON


class ClosureQuerySet(PublicQuerySet["Closure"]):
    """Closures are announced to everyone."""

    def standing(self) -> Self:
        """Closures that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def on(self, day: date) -> Self:
        """Standing closures that cover ``day``."""
        return self.standing().filter(first_day__lte=day, last_day__gte=day)


class Closure(models.Model):
    """Days on which one office, or every office, does not work: storm, flood, move. Both ends included.

    A closure is never deleted: it is withdrawn, and both acts keep their author and moment.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first_day = models.DateField("ngày đầu")
    last_day = models.DateField("ngày cuối")
    calendar = models.CharField("lịch", max_length=10, choices=Calendar.choices)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="closures", null=True, blank=True, verbose_name="nơi tạm dừng"
    )
    reason = models.CharField("lý do", max_length=200)
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="người lập",
    )
    declared_at = models.DateTimeField("lập lúc")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="người hủy",
    )
    withdrawn_at = models.DateTimeField("hủy lúc", null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt tạm dừng"
        verbose_name_plural = "đợt tạm dừng"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="closure_days_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(
                name="closure_calendar_known", condition=Q(calendar__in=[c.value for c in Calendar])
            ),
            models.UniqueConstraint(
                fields=["calendar", "office", "first_day", "last_day"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="closure_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%d/%m/%Y}–{self.last_day:%d/%m/%Y} {self.reason}"


class OfficeHours(models.Model):
    """One stretch of opening hours on one weekday (1 Monday to 7 Sunday); a weekday without a stretch is off."""

    calendar = models.CharField("lịch", max_length=10, choices=Calendar.choices)
    weekday = models.PositiveSmallIntegerField("thứ (1 = thứ Hai)")
    opens = models.TimeField("mở cửa")
    closes = models.TimeField("đóng cửa")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = SpanQuerySet["OfficeHours"].as_manager()

    class Meta:
        verbose_name = "giờ làm việc"
        verbose_name_plural = "giờ làm việc"
        ordering = ["calendar", "weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday", "opens", "valid_from"], name="office_hours_unique"),
            models.CheckConstraint(name="office_hours_weekday", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.CheckConstraint(name="office_hours_in_order", condition=Q(closes__gt=F("opens"))),
            ends_after_start("office_hours_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.weekday}: {self.opens:%H:%M}–{self.closes:%H:%M}"
