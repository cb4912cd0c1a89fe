"""Compensation for loss and damage (QĐ 45/2016/QĐ-TTg, article 14, and postal law)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.models import Item
from tracking.incidents.states import CompensationState

from .incidents import Incident


class CompensationQuerySet(models.QuerySet["Compensation"]):
    """Compensation cases as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Cases of incidents that are the actor's offices', or were escalated to them; the province sees all."""
        if actor.sees_everything:
            return self
        return self.filter(Q(office__in=actor.offices) | Q(incident__escalated_to__in=actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Compensation(models.Model):
    """What is owed for one loss: how it was reckoned on that day, what was decided, by which document it was paid.

    All amounts in VND. The least by law is ``multiple`` times ``charge`` and the charge itself; the cost of new papers
    comes on top, against a document.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số hồ sơ bồi thường", max_length=40, unique=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="compensations", verbose_name="hồ sơ")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="compensations", verbose_name="bưu gửi"
    )
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="compensations", verbose_name="việc")
    office = models.ForeignKey(Office, models.PROTECT, related_name="compensations", verbose_name="nơi bồi thường")
    state = models.CharField("trạng thái", max_length=10, choices=CompensationState.choices)

    charge = models.PositiveIntegerField("cước đã thu (đồng)")
    multiple = models.PositiveSmallIntegerField("số lần cước")
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    reissue_cost = models.PositiveIntegerField("chi phí cấp lại giấy tờ (đồng)", default=0)
    evidence_number = models.CharField("số chứng từ cấp lại", max_length=60, blank=True, default="")
    limit = models.PositiveIntegerField("mức tính được (đồng)")

    amount = models.PositiveIntegerField("số tiền duyệt (đồng)", null=True, blank=True)
    above_basis = EncryptedTextField("căn cứ phần vượt, hoặc lý do không bồi thường", blank=True, default="")
    decision_number = models.CharField("số quyết định", max_length=60, blank=True, default="")
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
    payment_number = models.CharField("số chứng từ chi", max_length=60, blank=True, default="")
    paid_at = models.DateTimeField("chi trả lúc", null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chi"
    )
    proposed_at = models.DateTimeField("mở lúc")
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = CompensationQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ bồi thường"
        verbose_name_plural = "hồ sơ bồi thường"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(item__isnull=False) & ~Q(state="rejected"),
                name="compensation_once_an_item",
            ),
            models.CheckConstraint(name="compensation_state_known", condition=Q(state__in=CompensationState.values)),
            models.CheckConstraint(
                name="compensation_new_papers_against_a_document",
                condition=Q(reissue_cost=0) | ~Q(evidence_number=""),
            ),
            models.CheckConstraint(
                name="compensation_approved_with_an_amount",
                condition=~Q(state__in=["approved", "paid"]) | Q(amount__isnull=False),
            ),
            models.CheckConstraint(
                name="compensation_paid_by_a_document", condition=~Q(state="paid") | ~Q(payment_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.code
