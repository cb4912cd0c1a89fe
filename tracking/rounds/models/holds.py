"""How long an item waits at an office for its addressee."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.ids import uuid7
from tracking.custody.models import Item
from tracking.custody.states import ItemState


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Holds at the actor's offices; the province and the hotline see all."""
        return self if actor.sees_everything else self.filter(office__in=actor.offices)

    def running(self) -> Self:
        """Holds whose item still lies where it was held, since then: what happened to it later ended them."""
        return self.filter(item__state=ItemState.HELD, item__since=F("since"), item__holder_office=F("office"))


class Hold(models.Model):
    """One stay of one item at one office, with the last day on which it can be fetched."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="holds", verbose_name="bưu gửi", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="bưu cục")
    since = models.DateTimeField("lưu từ")
    until = models.DateField("giữ đến hết ngày")
    reminded_at = models.DateTimeField("đã nhắc lúc", null=True, blank=True)
    expired_at = models.DateTimeField("đã báo quá hạn lúc", null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = "lưu chờ nhận"
        verbose_name_plural = "lưu chờ nhận"
        constraints = [models.UniqueConstraint(fields=["item", "since"], name="hold_once")]
        indexes = [
            models.Index(fields=["until"], name="hold_to_watch", condition=Q(expired_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.until}"
