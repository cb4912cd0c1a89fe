"""Reports held against the ledger: what was found, and when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from postal_services.ids import uuid7
from tracking.reports.states import MakingState

from .reports import Report


class Verification(models.Model):
    """One computing anew of a report's figures from the ledger as it was known then; owed until a worker has done it.

    The three answers are None until they are known. ``differences`` says where the figures differ, ``late`` counts acts
    of the report's days that were recorded after it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="verifications", verbose_name="báo cáo")
    state = models.CharField("trạng thái", max_length=8, choices=MakingState.choices, default=MakingState.WAITING)
    stage = models.CharField("đang làm", max_length=80, blank=True, default="")
    percent = models.PositiveSmallIntegerField("phần trăm", default=0)
    sha256 = models.CharField("SHA-256 được đối chiếu", max_length=64)
    figures_hold = models.BooleanField("số liệu đúng như dòng sổ", null=True, blank=True)
    chain_holds = models.BooleanField("chuỗi sổ nguyên vẹn", null=True, blank=True)
    recomputed = models.BooleanField("tính lại khớp", null=True, blank=True)
    differences = ArrayField(models.CharField(max_length=300), verbose_name="chỗ khác", default=list)
    late = models.PositiveIntegerField("việc ghi sau", default=0)
    problem = models.CharField("vì sao dừng", max_length=300, blank=True, default="")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người yêu cầu"
    )
    requested_at = models.DateTimeField("yêu cầu lúc")
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = models.Manager["Verification"]()

    class Meta:
        verbose_name = "lần đối chiếu báo cáo"
        verbose_name_plural = "lần đối chiếu báo cáo"
        constraints = [
            models.CheckConstraint(name="verification_state_known", condition=Q(state__in=MakingState.values)),
            models.UniqueConstraint(
                fields=["report"],
                name="verification_one_at_a_time",
                condition=Q(state__in=[MakingState.WAITING, MakingState.RUNNING]),
            ),
        ]
        indexes = [models.Index(fields=["report", "-requested_at"], name="verification_of_report")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state} {self.percent}%"

    @property
    def is_owed(self) -> bool:
        """Whether somebody still waits for it."""
        return self.state in {MakingState.WAITING, MakingState.RUNNING}

    @property
    def holds(self) -> bool:
        """Whether everything was found to be as it was written."""
        return bool(self.figures_hold and self.chain_holds and self.recomputed)
