"""Mandates: which committee hands which procedures to which post office, and when that was in force."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from delegation.mandates.states import MandateState
from delegation.registry.models import Office, Procedure
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7


class MandateTask(models.TextChoices):
    """A kind of work a committee hands over (QĐ 45/2016/QĐ-TTg, article 5; TT 17/2017/TT-BTTTT, article 5)."""

    RECEIVE = "receive", "Nhận gửi hồ sơ"
    RETURN = "return", "Chuyển trả kết quả"
    FEES = "fees", "Thu hộ phí, lệ phí"
    GUIDE = "guide", "Hướng dẫn thủ tục"


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Mandates of the actor's offices, on either side; the province and the hotline see all."""
        if actor.sees_everything:
            return self
        return self.filter(Q(committee__in=actor.offices) | Q(post_office__in=actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def in_force(self) -> Self:
        """Mandates that are in force now, as the ledger has it."""
        return self.filter(state=MandateState.IN_FORCE)


class Mandate(models.Model):
    """A document by which committee X delegates procedures and tasks to post office Y.

    ``effective_to`` is the last day, included, as documents say it ("đến hết ngày"); empty while none is fixed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("số, ký hiệu", max_length=80)
    committee = models.ForeignKey(
        Office, models.PROTECT, related_name="mandates_given", verbose_name="cơ quan chuyển giao"
    )
    post_office = models.ForeignKey(Office, models.PROTECT, related_name="mandates_held", verbose_name="bưu điện nhận")
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    effective_from = models.DateField("có hiệu lực từ")
    effective_to = models.DateField("đến hết ngày", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=16, choices=MandateState.choices, default=MandateState.DRAFT)
    legal_basis = models.TextField("căn cứ pháp lý")
    tasks = ArrayField(
        models.CharField(max_length=16, choices=MandateTask.choices), verbose_name="nhiệm vụ chuyển giao"
    )
    note = models.TextField("ghi chú", blank=True, default="")
    created_at = models.DateTimeField("lập lúc")
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản chuyển giao"
        verbose_name_plural = "văn bản chuyển giao"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number"],
                condition=~Q(state=MandateState.WITHDRAWN),
                name="mandate_number_once_per_committee",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="mandate_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=False) | Q(state__in=[MandateState.DRAFT, MandateState.WITHDRAWN]),
                name="mandate_signed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(effective_from__gte=F("signed_on")),
                name="mandate_not_backdated",
            ),
            models.CheckConstraint(condition=~Q(committee=F("post_office")), name="mandate_has_two_sides"),
        ]
        indexes = [
            models.Index(fields=["committee", "post_office", "state"], name="mandate_sides"),
            models.Index(fields=["post_office"], name="mandate_held_by"),
        ]

    def __str__(self) -> str:
        return self.number


class MandateProcedure(models.Model):
    """One procedure a mandate delegates, for as long as it is listed: from a first day to an end day (not included)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="delegated", verbose_name="văn bản chuyển giao")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="delegations", verbose_name="thủ tục")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "thủ tục được chuyển giao"
        verbose_name_plural = "thủ tục được chuyển giao"
        constraints = [
            models.UniqueConstraint(fields=["mandate", "procedure", "valid_from"], name="mandate_procedure_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="mandate_procedure_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["procedure", "mandate"], name="mandate_procedure_lookup")]

    def __str__(self) -> str:
        return f"{self.mandate_id}: {self.procedure_id}"


class MandateSpan(models.Model):
    """A period in which a mandate was in force; a suspension is the gap between two. Derived from the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="spans", verbose_name="văn bản chuyển giao")
    from_at = models.DateTimeField("từ lúc")
    to_at = models.DateTimeField("đến trước lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thời gian hiệu lực"
        verbose_name_plural = "thời gian hiệu lực"
        ordering = ["from_at"]
        constraints = [
            models.UniqueConstraint(fields=["mandate", "from_at"], name="mandate_span_starts_once"),
            models.UniqueConstraint(fields=["mandate"], condition=Q(to_at__isnull=True), name="mandate_one_open_span"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="mandate_span_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id}: {self.from_at:%Y-%m-%d} –"
