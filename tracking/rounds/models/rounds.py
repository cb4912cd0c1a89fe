"""A postman's round, its stops, and the papers that are collected at the door."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.registry.models import Office, PaperKind
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.models import Item
from tracking.rounds.states import RoundState, StopOutcome


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Rounds of the actor's offices; the province and the hotline see all."""
        return self if actor.sees_everything else self.filter(office__in=actor.offices)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Round(models.Model):
    """Bản kê đi phát (BD13): what one postman carries on one way, from the desk and back to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số bản kê", max_length=48, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the office's day in the ledger on which it was drawn up")
    office = models.ForeignKey(Office, models.PROTECT, related_name="rounds", verbose_name="bưu cục")
    postman = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rounds", verbose_name="bưu tá")
    day = models.DateField("ngày phát")
    state = models.CharField("trạng thái", max_length=10, choices=RoundState.choices)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    drafted_at = models.DateTimeField("lập lúc")
    taken_out_at = models.DateTimeField("đi phát lúc", null=True, blank=True)
    closed_at = models.DateTimeField("về lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhận về"
    )
    cash_expected = models.PositiveIntegerField("tiền phải nộp (đồng)", default=0)
    cash_counted = models.PositiveIntegerField("tiền đếm được (đồng)", null=True, blank=True)
    root = models.CharField("mã sổ cái", max_length=16, blank=True, default="")
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "chuyến phát"
        verbose_name_plural = "chuyến phát"
        constraints = [
            models.CheckConstraint(name="round_state_known", condition=Q(state__in=RoundState.values)),
            models.CheckConstraint(
                name="round_out_has_a_time",
                condition=Q(taken_out_at__isnull=False) | Q(state__in=[RoundState.DRAFT, RoundState.CANCELLED]),
            ),
            models.CheckConstraint(
                name="round_closed_has_a_count",
                condition=Q(closed_at__isnull=False, cash_counted__isnull=False) | ~Q(state=RoundState.CLOSED),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-day", "-drafted_at"], name="round_of_office"),
            models.Index(fields=["postman", "state"], name="round_of_postman"),
            models.Index(fields=["modified_at", "id"], name="round_modified"),
        ]

    def __str__(self) -> str:
        return self.code


class Stop(models.Model):
    """One item on a round; what the citizen owes is kept as it stood when the round was taken out, in đồng."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="stops", verbose_name="chuyến phát", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="stops", verbose_name="bưu gửi", db_index=False)
    position = models.PositiveSmallIntegerField("thứ tự")
    is_open = models.BooleanField("đang trong chuyến", default=True)
    state_fee = models.PositiveIntegerField("phí, lệ phí", default=0)
    postal = models.PositiveIntegerField("cước bưu chính", default=0)
    transfer = models.PositiveIntegerField("cước chuyển nộp", default=0)
    taken = models.PositiveIntegerField("tiền mặt đã thu", default=0)
    outcome = models.CharField("kết quả", max_length=10, choices=StopOutcome.choices, blank=True, default="")
    reason = models.CharField("lý do", max_length=40, blank=True, default="")
    measure = models.CharField("biện pháp", max_length=40, blank=True, default="")
    attempt = models.PositiveSmallIntegerField("lần phát", default=0)
    again_on = models.DateField("hẹn phát lại ngày", null=True, blank=True)
    worked_at = models.DateTimeField("làm lúc", null=True, blank=True)
    seq = models.PositiveIntegerField("dòng sổ", null=True, blank=True)
    collected = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="giấy tờ thu hồi"
    )

    class Meta:
        verbose_name = "điểm phát"
        verbose_name_plural = "điểm phát"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(is_open=True), name="stop_item_on_one_open_round"),
            models.UniqueConstraint(fields=["round", "item"], name="stop_once_a_round"),
            models.CheckConstraint(
                name="stop_outcome_known", condition=Q(outcome="") | Q(outcome__in=StopOutcome.values)
            ),
        ]
        indexes = [
            models.Index(fields=["round", "position"], name="stop_of_round"),
            models.Index(fields=["item"], name="stop_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.position}"

    @property
    def due(self) -> int:
        """All three columns together, in đồng."""
        return self.state_fee + self.postal + self.transfer


class WithdrawnPaper(models.Model):
    """One line of the papers that a citizen gives back for the new ones; they ride home as an item of leg C."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="withdrawn_papers", verbose_name="bưu gửi chặng C")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = EncryptedTextField("tên giấy tờ, số hiệu")
    kind = models.CharField("loại", max_length=16, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField("số lượng")

    class Meta:
        verbose_name = "giấy tờ thu hồi"
        verbose_name_plural = "giấy tờ thu hồi"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="withdrawn_paper_position"),
            models.CheckConstraint(condition=Q(count__gte=1) & Q(count__lte=99), name="withdrawn_paper_count"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.position}"
