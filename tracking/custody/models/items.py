"""Items: sealed things on one leg of a case."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from delegation.dossiers.models import CaseOffice, Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7
from tracking.custody.states import FINAL, PAPERS_HOME, ItemState


class Leg(models.TextChoices):
    """Which way an item goes."""

    A = "A", "Hồ sơ: người dân đến cơ quan"
    B = "B", "Kết quả: cơ quan đến người dân"
    C = "C", "Giấy tờ thu hồi về cơ quan"


class ItemQuerySet(models.QuerySet["Item"]):
    """Items as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Items of the cases of the actor's offices; the province and the hotline see all."""
        if actor.sees_everything:
            return self
        mine = CaseOffice.objects.filter(dossier=OuterRef("dossier"), office__in=actor.offices)
        return self.filter(Exists(mine))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def open(self) -> Self:
        """Items that are still on their way."""
        return self.exclude(state__in=FINAL)

    def in_limbo(self) -> Self:
        """Items given by one side and not yet countersigned by the other."""
        return self.filter(offered_at__isnull=False)


class Item(models.Model):
    """One sealed thing on one leg, with an S10 code; all but these three follows from the ledger's lines."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã bưu gửi", max_length=13, unique=True)
    # The composite indexes below begin with the keys people look by; every further index would be paid by each scan.
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="items", verbose_name="hồ sơ", db_index=False)
    leg = models.CharField("chặng", max_length=1, choices=Leg.choices)
    destination = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="nơi đến", db_index=False)
    registered_at = models.DateTimeField("đăng ký lúc")

    state = models.CharField("trạng thái", max_length=20, choices=ItemState.choices)
    holder_office = models.ForeignKey(
        Office, models.PROTECT, related_name="held_items", verbose_name="nơi giữ", db_index=False
    )
    holder_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người giữ",
        db_index=False,
    )
    since = models.DateTimeField("giữ từ")
    last_occurred_at = models.DateTimeField("việc gần nhất")
    bound_for = models.CharField("đang đi đến", max_length=24, blank=True, default="")
    bag = models.UUIDField("trong túi", null=True, blank=True)
    offered_in = models.ForeignKey(
        "custody.HandOver", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bàn giao"
    )
    offered_at = models.DateTimeField("chờ ký nhận từ", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần phát", default=0)
    marks = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="lưu ý")
    before_missing = models.CharField(max_length=20, blank=True, default="", editable=False)
    undo = models.JSONField(null=True, blank=True, editable=False)
    seq = models.PositiveIntegerField("dòng sổ", help_text="the last line of its case that is about it")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "bưu gửi"
        verbose_name_plural = "bưu gửi"
        constraints = [
            models.CheckConstraint(name="item_state_known", condition=Q(state__in=ItemState.values)),
            models.CheckConstraint(name="item_leg_known", condition=Q(leg__in=Leg.values)),
            models.CheckConstraint(
                name="item_offer_has_an_age", condition=Q(offered_in__isnull=True) | Q(offered_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "leg"], name="item_of_case"),
            models.Index(fields=["holder_office", "state", "since"], name="item_held"),
            models.Index(fields=["offered_at"], name="item_limbo", condition=Q(offered_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def takes_papers(self) -> bool:
        """Whether old papers are taken back against what is inside; ``dossier__procedure`` is joined."""
        return self.dossier.procedure.withdraws_papers and PAPERS_HOME not in self.marks
