"""Reports that a task of a directive is done, each with a document, and the province's word on it."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from postal_services.accounts.privacy import EncryptedTextField
from postal_services.documents.models import Attachment
from postal_services.ids import uuid7
from tracking.rollout.states import REPORTED_TASKS, TaskState

from .directives import Target
from .scoping import TargetQuerySet


class TaskReportQuerySet(TargetQuerySet["TaskReport"]):
    """Reports of the offices one speaks for."""


class TaskReport(models.Model):
    """One report of an owner; a target has one that waits or is confirmed."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="task_reports", verbose_name="đối tượng thực hiện")
    state: "models.CharField[str, str]" = models.CharField("trạng thái", max_length=14, choices=TaskState.choices)
    done_on: "models.DateField[date, date]" = models.DateField("hoàn thành ngày")
    number: "models.CharField[str, str]" = models.CharField("số văn bản", max_length=60, blank=True, default="")
    words = EncryptedTextField("đã làm gì", blank=True, default="")
    document = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="tệp minh chứng")
    reported_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("báo lúc")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người báo"
    )
    verdict = EncryptedTextField("lời của tỉnh", blank=True, default="")
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người quyết"
    )
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    reason = EncryptedTextField("vì sao rút", blank=True, default="")
    simulated = models.BooleanField("mô phỏng", default=False)

    objects = TaskReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo nhiệm vụ"
        verbose_name_plural = "báo cáo nhiệm vụ"
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(state__in=sorted(REPORTED_TASKS)), name="task_report_one_that_stands"
            ),
            models.CheckConstraint(name="task_state_known", condition=Q(state__in=TaskState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.state}"
