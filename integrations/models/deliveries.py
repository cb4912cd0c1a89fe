"""What is owed to partners: one queue per endpoint and case, its deliveries, every attempt at them."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from integrations.models.partners import Endpoint, own_partner
from integrations.states import STANDING, DeliveryState, Outcome
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7


class CaseQueue(models.Model):
    """The messages of one case to one endpoint, in order; only its first standing delivery is ever sent.

    The lease is here and not on the delivery, because it is the queue that must not be worked on twice at once. The
    row's lock orders the one who adds deliveries and the ones who settle them.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="queues", verbose_name="địa chỉ nhận")
    stream = models.UUIDField("vụ việc")
    """The case's stream in the ledger; the endpoint's own id for test messages."""
    last_sequence = models.PositiveIntegerField("số cuối đã cấp", default=0)
    due_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    """When the first standing delivery may be sent; null when nothing stands."""
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.UUIDField(null=True, blank=True)
    """Made anew for every claim, so that a sender that was overtaken cannot settle."""

    class Meta:
        verbose_name = "hàng chờ"
        verbose_name_plural = "hàng chờ"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("endpoint", "stream", name="queue_once"),
            models.CheckConstraint(
                condition=Q(lease_until__isnull=True, lease_owner__isnull=True)
                | Q(lease_until__isnull=False, lease_owner__isnull=False),
                name="queue_lease_has_an_owner",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["endpoint", "due_at"], name="queue_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["endpoint", "lease_until"], name="queue_leased", condition=Q(lease_until__isnull=False)
            ),
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The province and administrators see all; a partner sees its own; nobody else sees any."""
        mine = own_partner(actor, "endpoint__partner__code")
        return self if mine is None else self.filter(mine)

    def standing(self) -> Self:
        """Deliveries that still have their place in a queue."""
        return self.filter(state__in=STANDING)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Delivery(models.Model):
    """One fact owed to one endpoint; its id is the webhook's id and stays the same however often it is sent."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.ForeignKey(CaseQueue, models.CASCADE, related_name="deliveries", verbose_name="hàng chờ")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries", verbose_name="địa chỉ nhận")
    stream = models.UUIDField("vụ việc")
    seq = models.PositiveIntegerField("dòng sổ")
    """Number of the ledger line in its stream."""
    sequence = models.PositiveIntegerField("số thứ tự")
    """Counts the messages of one case to one endpoint, from 1 without holes."""
    fact = models.CharField("sự việc", max_length=60)
    case = models.CharField("mã vụ việc", max_length=80)
    body = models.JSONField("nội dung")
    """Thin: ids and codes only."""
    gap_before = models.BooleanField("khuyết tin trước", default=False)
    """The message before it in the case was set aside; the receiver is told so."""

    state = models.CharField("trạng thái", max_length=10, choices=DeliveryState.choices, default=DeliveryState.OWED)
    due_at = models.DateTimeField("gửi lúc")
    attempts = models.PositiveIntegerField("số lần gửi", default=0)
    tries = models.PositiveSmallIntegerField("số lần trong đợt này", default=0)
    """Attempts since the delivery was owed or last replayed; the timetable counts these."""
    first_try_at = models.DateTimeField("bắt đầu gửi lúc", null=True, blank=True)
    """Start of the three days; emptied when a person replays."""
    last_error = models.CharField("lỗi gần nhất", max_length=40, blank=True, default="")
    created_at = models.DateTimeField("lập lúc")
    settled_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "tin gửi đối tác"
        verbose_name_plural = "tin gửi đối tác"
        ordering = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("endpoint", "stream", "seq", "fact", name="delivery_once"),
            models.UniqueConstraint("queue", "sequence", name="delivery_sequence_once"),
            models.CheckConstraint(
                condition=Q(state__in=STANDING, settled_at__isnull=True)
                | (~Q(state__in=STANDING) & Q(settled_at__isnull=False)),
                name="delivery_settled_has_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["queue", "sequence"], name="delivery_standing", condition=Q(state__in=STANDING)),
            models.Index(fields=["endpoint", "state", "-id"], name="delivery_of_endpoint"),
            models.Index(fields=["settled_at"], name="delivery_settled", condition=Q(settled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case} #{self.sequence} {self.fact}"


class Attempt(models.Model):
    """One try at one delivery; written before the call, so that a sender that died left its mark."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tried", verbose_name="tin")
    number = models.PositiveIntegerField("lần")
    at = models.DateTimeField("lúc")
    outcome = models.CharField("kết quả", max_length=12, choices=Outcome.choices, default=Outcome.SENDING)
    http_status = models.PositiveSmallIntegerField("mã HTTP", null=True, blank=True)
    duration_ms = models.PositiveIntegerField("thời gian (ms)", null=True, blank=True)
    error = models.CharField("lỗi", max_length=40, blank=True, default="")
    excerpt = models.CharField("trích trả lời", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        ordering = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("delivery", "number", name="attempt_number_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="attempt_age")]
