"""What citizens ask for while an item is on its way to them."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from delegation.dossiers.models import CaseOffice
from delegation.registry.models import Office, Unit
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.models import Item
from tracking.rounds.states import WishAnswer, WishKind, WishVia


class WishQuerySet(models.QuerySet["Wish"]):
    """Wishes as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Wishes about the cases of the actor's offices; the province and the hotline see all."""
        if actor.sees_everything:
            return self
        mine = CaseOffice.objects.filter(dossier=OuterRef("item__dossier"), office__in=actor.offices)
        return self.filter(Exists(mine))

    def waiting(self) -> Self:
        """Wishes that nobody has acted on yet."""
        return self.filter(answered_at__isnull=True)


class Wish(models.Model):
    """Another day, fetch it at an office, or another address: one wish at a time for each item."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="wishes", verbose_name="bưu gửi", db_index=False)
    kind = models.CharField("yêu cầu", max_length=12, choices=WishKind.choices)
    on = models.DateField("vào ngày", null=True, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bưu cục", db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường", db_index=False
    )
    address = EncryptedTextField("địa chỉ mới", blank=True, default="")
    note = EncryptedTextField("lời nhắn", blank=True, default="")
    made_at = models.DateTimeField("yêu cầu lúc")
    via = models.CharField("qua", max_length=8, choices=WishVia.choices)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answer = models.CharField("kết quả", max_length=10, choices=WishAnswer.choices, blank=True, default="")

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu của người nhận"
        verbose_name_plural = "yêu cầu của người nhận"
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(answered_at__isnull=True), name="wish_one_waiting"),
            models.CheckConstraint(name="wish_kind_known", condition=Q(kind__in=WishKind.values)),
            models.CheckConstraint(
                name="wish_says_enough",
                condition=Q(kind=WishKind.DELIVER_ON, on__isnull=False)
                | Q(kind=WishKind.HOLD_AT, office__isnull=False)
                | Q(kind=WishKind.FORWARD_TO, office__isnull=False, unit__isnull=False),
            ),
            models.CheckConstraint(
                name="wish_answered_with_a_word",
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [models.Index(fields=["item", "-made_at"], name="wish_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"
