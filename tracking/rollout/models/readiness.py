"""Readiness of communes for the one-stop software: declared with a document, withdrawn when it no longer holds."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from postal_services.accounts.privacy import EncryptedTextField
from postal_services.documents.models import Attachment
from postal_services.ids import uuid7
from tracking.rollout.states import ReadinessState

from .directives import Target
from .scoping import TargetQuerySet


class ReadinessQuerySet(TargetQuerySet["Readiness"]):
    """Declarations; that a commune is ready is public, the document is its district's and the province's."""


class Readiness(models.Model):
    """One declaration that a commune is ready since a day; a commune has one that stands."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="readiness", verbose_name="đối tượng thực hiện")
    state: "models.CharField[str, str]" = models.CharField("trạng thái", max_length=10, choices=ReadinessState.choices)
    ready_on: "models.DateField[date, date]" = models.DateField("sẵn sàng từ ngày")
    number: "models.CharField[str, str]" = models.CharField("số văn bản", max_length=60, blank=True, default="")
    document = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="tệp văn bản")
    declared_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("khai lúc")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khai"
    )
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    reason = EncryptedTextField("vì sao rút", blank=True, default="")
    simulated = models.BooleanField("mô phỏng", default=False)

    objects = ReadinessQuerySet.as_manager()

    class Meta:
        verbose_name = "sẵn sàng một cửa điện tử"
        verbose_name_plural = "sẵn sàng một cửa điện tử"
        constraints = [
            models.UniqueConstraint(fields=["target"], condition=Q(state="ready"), name="readiness_one_that_stands"),
            models.CheckConstraint(name="readiness_state_known", condition=Q(state__in=ReadinessState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.state}"
