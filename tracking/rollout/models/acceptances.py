"""Acceptances: the province's word, with a document, that a unit has done what an ask wants."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from postal_services.accounts.privacy import EncryptedTextField
from postal_services.documents.models import Attachment
from postal_services.ids import uuid7
from tracking.rollout.states import AcceptanceState

from .directives import Target
from .scoping import TargetQuerySet


class AcceptanceQuerySet(TargetQuerySet["Acceptance"]):
    """Acceptances; that one stands is public, its document and words are not."""


class Acceptance(models.Model):
    """One acceptance of a unit; a unit has one that stands.

    ``unmet`` names the evidence that was missing at that moment. Where there was some, ``against_words`` say why the
    province accepted nevertheless, and every list shows it.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="acceptances", verbose_name="đối tượng thực hiện")
    state: "models.CharField[str, str]" = models.CharField("trạng thái", max_length=10, choices=AcceptanceState.choices)
    number: "models.CharField[str, str]" = models.CharField("số văn bản", max_length=60)
    signed_on: "models.DateField[date, date]" = models.DateField("ngày văn bản")
    document = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="tệp văn bản")
    unmet: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40), verbose_name="minh chứng còn thiếu", default=list, blank=True
    )
    against_words = EncryptedTextField("vì sao vẫn nghiệm thu", blank=True, default="")
    accepted_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("nghiệm thu lúc")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    reason = EncryptedTextField("vì sao rút", blank=True, default="")
    simulated = models.BooleanField("mô phỏng", default=False)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = "nghiệm thu"
        verbose_name_plural = "nghiệm thu"
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(state="accepted"), name="acceptance_one_that_stands"
            ),
            models.CheckConstraint(name="acceptance_state_known", condition=Q(state__in=AcceptanceState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.signed_on:%d/%m/%Y})"

    @property
    def is_against_evidence(self) -> bool:
        """Whether something was missing when it was given."""
        return bool(self.unmet)
