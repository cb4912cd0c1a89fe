"""Hand-overs: lists of items that pass from one holder to another, and the receipts that prove it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7
from tracking.custody.states import HandOverState, Verdict

from .items import Item


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Hand-overs as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Hand-overs with one of the actor's offices on either side; a draft only on the giver's side."""
        if actor.sees_everything:
            return self
        given = Q(giver__in=actor.offices)
        return self.filter(given | Q(receiver__in=actor.offices) & ~Q(state__in=_NOT_YET_SHOWN))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def awaiting(self, actor: Actor) -> Self:
        """What the actor's offices have to countersign."""
        return self.filter(state=HandOverState.PROPOSED, receiver__in=actor.offices)


_NOT_YET_SHOWN = (HandOverState.DRAFT, HandOverState.DISCARDED)


class HandOver(models.Model):
    """A list of items from ``giver`` to ``receiver``: proposed by the one, countersigned or disputed by the other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số bảng kê", max_length=40, unique=True)
    token = models.CharField("mã tra cứu", max_length=16, unique=True)
    stream_id = models.UUIDField(
        editable=False, help_text="the giver's day in the ledger on which the list was drawn up"
    )
    giver = models.ForeignKey(Office, models.PROTECT, related_name="hand_overs_given", verbose_name="bên giao")
    receiver = models.ForeignKey(Office, models.PROTECT, related_name="hand_overs_received", verbose_name="bên nhận")
    state = models.CharField("trạng thái", max_length=10, choices=HandOverState.choices)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    drafted_at = models.DateTimeField("lập lúc")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người giao"
    )
    proposed_at = models.DateTimeField("bàn giao lúc", null=True, blank=True)
    root = models.CharField("mã sổ cái", max_length=16, blank=True, default="")
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhận"
    )
    countersigned_at = models.DateTimeField("ký nhận lúc", null=True, blank=True)
    extra = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="thừa so với bảng kê")
    note = models.TextField("ghi chú của bên nhận", blank=True, default="")
    resolution = models.TextField("cách giải quyết chênh lệch", blank=True, default="")
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng kê bàn giao"
        verbose_name_plural = "bảng kê bàn giao"
        constraints = [
            models.CheckConstraint(name="hand_over_two_sides", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(name="hand_over_state_known", condition=Q(state__in=HandOverState.values)),
            models.CheckConstraint(
                name="hand_over_proposed_has_a_time",
                condition=Q(proposed_at__isnull=False) | Q(state__in=_NOT_YET_SHOWN),
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "-drafted_at"], name="hand_over_given"),
            models.Index(fields=["receiver", "state", "-drafted_at"], name="hand_over_received"),
            models.Index(fields=["modified_at", "id"], name="hand_over_modified"),
        ]

    def __str__(self) -> str:
        return self.code


class HandOverLine(models.Model):
    """One item of a list, and what the receiver found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="lines", verbose_name="bảng kê")
    item = models.ForeignKey(Item, models.PROTECT, related_name="hand_over_lines", verbose_name="bưu gửi")
    position = models.PositiveSmallIntegerField("thứ tự")
    verdict = models.CharField("kết quả", max_length=10, choices=Verdict.choices, blank=True, default="")
    listed = models.BooleanField("có trong bảng kê", default=True)

    class Meta:
        verbose_name = "dòng bảng kê"
        verbose_name_plural = "dòng bảng kê"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("hand_over", "item", name="hand_over_line_once"),
            models.CheckConstraint(
                name="hand_over_verdict_known", condition=Q(verdict="") | Q(verdict__in=Verdict.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.position}"


class Party(models.TextChoices):
    """Which side of a hand-over a receipt is for."""

    GIVER = "giver", "Bên giao"
    RECEIVER = "receiver", "Bên nhận"


class Receipt(models.Model):
    """The signed proof of one countersigned hand-over, one for each side."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="receipts", verbose_name="bảng kê")
    party = models.CharField("bên", max_length=8, choices=Party.choices)
    signed = models.CharField("mã có chữ ký", max_length=400)
    issued_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "biên nhận"
        verbose_name_plural = "biên nhận"
        constraints = [models.UniqueConstraint("hand_over", "party", name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.party}"
