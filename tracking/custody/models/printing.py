"""Long prints: made by a worker while the person goes on, with progress to look at."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7


class Paper(models.TextChoices):
    """What can be printed in numbers."""

    LABELS = "labels", "Tem 100 × 150 mm"
    LABEL_SHEETS = "label_sheets", "Tem trên giấy A4"


class PrintState(models.TextChoices):
    """How far a print is."""

    WAITING = "waiting", "Chờ in"
    RUNNING = "running", "Đang in"
    READY = "ready", "Đã xong"
    FAILED = "failed", "Không in được"


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    """Prints as somebody may see them: labels carry names and addresses, so only who asked for them."""

    def visible_to(self, actor: Actor) -> Self:
        """The actor's own prints."""
        return self.none() if actor.user_id is None else self.filter(requested_by=actor.user_id)


class PrintJob(models.Model):
    """A print of many items; the row is what is owed, a worker takes it by lease, and a lost message loses nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    paper = models.CharField("loại", max_length=16, choices=Paper.choices)
    items = ArrayField(models.CharField(max_length=13), verbose_name="bưu gửi")
    state = models.CharField("trạng thái", max_length=8, choices=PrintState.choices, default=PrintState.WAITING)
    done = models.PositiveIntegerField("đã in", default=0)
    total = models.PositiveIntegerField("tổng số")
    file = models.CharField(max_length=100, blank=True, default="", editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu"
    )
    requested_at = models.DateTimeField("yêu cầu lúc")
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        verbose_name = "lần in"
        verbose_name_plural = "lần in"
        constraints = [
            models.CheckConstraint(name="print_job_not_beyond", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(name="print_job_state_known", condition=Q(state__in=PrintState.values)),
        ]
        indexes = [
            models.Index(fields=["requested_at"], name="print_job_owed", condition=Q(state__in=["waiting", "running"])),
            models.Index(fields=["requested_by", "-requested_at"], name="print_job_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.done}/{self.total}"
