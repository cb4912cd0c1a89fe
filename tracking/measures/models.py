"""Rows that follow from the ledger: the facts of one case, and what was counted by committee and day."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from delegation.dossiers.models import CaseOffice, Dossier
from delegation.registry.models import Office, Procedure
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7


class CaseFactsQuerySet(models.QuerySet["CaseFacts"]):
    """Facts of cases as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the cases of the actor's offices; the province and the hotline see all."""
        if actor.sees_everything:
            return self
        mine = CaseOffice.objects.filter(dossier=OuterRef("pk"), office__in=actor.offices)
        return self.filter(Exists(mine))


class CaseFacts(models.Model):
    """What the lines of one case add up to; written by the reader of the feed alone.

    ``counted`` is what the case has put into the tallies so far, as triples of day (proleptic ordinal), number of the
    key and amount: a new line changes the tallies by the difference to it. Nothing here is about a person.
    """

    # Indexes begin with what is looked by; the ones that foreign keys bring by themselves would be paid for nothing.
    dossier = models.OneToOneField(
        Dossier, models.PROTECT, primary_key=True, related_name="facts", verbose_name="hồ sơ"
    )
    committee = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False, verbose_name="cơ quan")
    post_office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False, verbose_name="bưu điện")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", db_index=False, verbose_name="thủ tục")
    service = models.CharField("dịch vụ", max_length=8)
    simulated = models.BooleanField("mô phỏng", default=False)
    state = models.PositiveSmallIntegerField("trạng thái", help_text="of the administrative case, 1 to 10")

    lodged_at = models.DateTimeField("ghi nhận lúc")
    received_at = models.DateTimeField("cơ quan tiếp nhận lúc", null=True)
    handed_over_at = models.DateTimeField("bàn giao lần đầu lúc", null=True)
    handed_over_in = models.UUIDField("bảng kê bàn giao", null=True, help_text="the hand-over that was countersigned")
    handed_over_seq = models.PositiveIntegerField("dòng bàn giao", null=True, help_text="the item's line in its case")
    due_at = models.DateTimeField("hẹn trả lúc", null=True)
    late_from = models.DateTimeField(
        "quá hạn từ", null=True, help_text="since when it is late, or will be if nothing happens; null while it cannot"
    )
    finished_at = models.DateTimeField("có kết quả lúc", null=True)
    on_time = models.BooleanField("đúng hẹn", null=True)
    delivered_at = models.DateTimeField("phát kết quả lúc", null=True)
    delivered_in_time = models.BooleanField("phát đúng thời gian", null=True)
    returned_at = models.DateTimeField("chuyển hoàn lúc", null=True)
    score = models.PositiveSmallIntegerField("điểm đánh giá", null=True)

    regulated_days = models.PositiveSmallIntegerField("thời hạn quy định (ngày làm việc)")
    committed_days = models.SmallIntegerField("thời hạn đã hẹn (ngày làm việc)", null=True)
    actual_minutes = models.PositiveIntegerField("thời gian thực tế (phút làm việc)", null=True)
    actual_days = models.PositiveIntegerField("thời gian thực tế (phần trăm ngày làm việc)", null=True)

    stays = models.JSONField(
        "thời gian nằm tại từng nơi", default=list, help_text="[office, day it ended, working minutes], in their order"
    )
    counted = ArrayField(models.IntegerField(), default=list, verbose_name="đã đếm")
    seq = models.PositiveIntegerField("dòng sổ", help_text="the last line of the case that these facts know")

    objects = CaseFactsQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu hồ sơ"
        verbose_name_plural = "số liệu hồ sơ"
        indexes = [
            models.Index(
                fields=["committee", "lodged_at"],
                include=["handed_over_at", "finished_at", "delivered_at", "returned_at", "simulated"],
                name="facts_lodged",
            ),
            models.Index(
                fields=["committee", "handed_over_at", "dossier"],
                include=["handed_over_in", "handed_over_seq", "procedure", "post_office", "simulated"],
                condition=Q(handed_over_at__isnull=False),
                name="facts_bridged",
            ),
            models.Index(
                fields=["committee", "handed_over_at", "dossier"],
                include=["handed_over_in", "handed_over_seq"],
                condition=Q(handed_over_at__isnull=False, simulated=False),
                name="facts_bridged_real",
            ),
            models.Index(
                fields=["committee", "finished_at"],
                include=["procedure", "regulated_days", "committed_days", "actual_days", "on_time", "simulated"],
                condition=Q(finished_at__isnull=False),
                name="facts_finished",
            ),
            models.Index(
                fields=["committee", "delivered_at"],
                include=["delivered_in_time"],
                condition=Q(delivered_at__isnull=False),
                name="facts_delivered",
            ),
            models.Index(
                fields=["late_from"], include=["committee"], condition=Q(late_from__isnull=False), name="facts_late"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.seq}"


class Tally(models.Model):
    """What one committee's cases, incidents and cash add up to on one day (Vietnam)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    committee = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False, verbose_name="cơ quan")
    day = models.DateField("ngày")
    key = models.CharField("chỉ tiêu", max_length=24)
    amount = models.BigIntegerField(
        "số", help_text="a number of cases, items or incidents, points, or VND; ± for gauges"
    )

    class Meta:
        verbose_name = "số theo ngày"
        verbose_name_plural = "số theo ngày"
        constraints = [
            models.UniqueConstraint(fields=["committee", "key", "day"], include=["amount"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id} {self.day} {self.key}: {self.amount}"
