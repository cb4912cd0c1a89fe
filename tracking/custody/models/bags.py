"""Bags: sealed containers that carry items from one post office to another, with their content and their seals."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from delegation.registry.models import Office
from delegation.registry.models.spans import ends_after_start, no_overlap
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.states import BagState

from .items import Item


class BagQuerySet(models.QuerySet["Bag"]):
    """Bags as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Bags that one of the actor's offices has to do with; the province and the hotline see all."""
        return self if actor.sees_everything else self.filter(offices__overlap=sorted(actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys; new rows of content may still point at them."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Bag(models.Model):
    """A container packed and sealed in ``origin``, now in ``office``, bound for ``destination`` and then ``goal``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã túi", max_length=48, unique=True)
    token = models.CharField("mã vuông", max_length=16, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the origin's day in the ledger on which it was begun")
    origin = models.ForeignKey(Office, models.PROTECT, related_name="bags_packed", verbose_name="nơi đóng")
    destination = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="trạm tiếp theo")
    goal = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="nơi mở")
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="đang ở", help_text="the office that answers for it"
    )
    offices = ArrayField(
        models.CharField(max_length=24), verbose_name="nơi liên quan", help_text="every office it has to do with"
    )
    state = models.CharField("trạng thái", max_length=10, choices=BagState.choices)
    seal = models.CharField("số niêm phong", max_length=30, blank=True, default="")
    seal_read = models.CharField("số niêm phong đọc khi nhận", max_length=30, blank=True, default="")
    marks = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="lưu ý")
    extra = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="thừa so với bảng kê")
    note = EncryptedTextField("ghi chú khi mở", blank=True, default="")
    resolution = EncryptedTextField("cách giải quyết chênh lệch", blank=True, default="")
    root = models.CharField("mã sổ cái khi niêm phong", max_length=16, blank=True, default="")
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    begun_at = models.DateTimeField("lập lúc")
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đóng"
    )
    sealed_at = models.DateTimeField("niêm phong lúc", null=True, blank=True)
    dispatched_at = models.DateTimeField("gửi đi lúc", null=True, blank=True)
    arrived_at = models.DateTimeField("đến lúc", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người mở"
    )
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    last_occurred_at = models.DateTimeField("việc gần nhất")
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = BagQuerySet.as_manager()

    class Meta:
        verbose_name = "túi"
        verbose_name_plural = "túi"
        constraints = [
            models.CheckConstraint(name="bag_state_known", condition=Q(state__in=BagState.values)),
            models.CheckConstraint(
                name="bag_leaves_where_it_stands", condition=~Q(state="open") | ~Q(origin=F("destination"))
            ),
            models.CheckConstraint(
                name="bag_sealed_before_it_leaves", condition=Q(state__in=["open", "cancelled"]) | ~Q(seal="")
            ),
        ]
        indexes = [
            GinIndex(fields=["offices"], name="bag_offices"),
            models.Index(fields=["state", "office"], name="bag_stands"),
            models.Index(fields=["modified_at", "id"], name="bag_modified"),
        ]

    def __str__(self) -> str:
        return self.code


class Found(models.TextChoices):
    """What became of an item of a bag."""

    RECEIVED = "received", "Đủ"
    MISSING = "missing", "Thiếu"
    DAMAGED = "damaged", "Hư hỏng"
    LEFT = "left", "Đã tách khỏi túi"


class BagItem(models.Model):
    """An item put into a bag; ``left_at`` is when it came out. An item rides in one bag at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bag = models.ForeignKey(Bag, models.PROTECT, related_name="lines", verbose_name="túi")
    item = models.ForeignKey(Item, models.PROTECT, related_name="bag_lines", verbose_name="bưu gửi")
    position = models.PositiveIntegerField("thứ tự")
    packed_by = models.UUIDField("người đóng", null=True, blank=True, help_text="who answers for it until it is opened")
    packed_at = models.DateTimeField("đóng lúc")
    left_at = models.DateTimeField("ra khỏi túi lúc", null=True, blank=True)
    found = models.CharField("kết quả", max_length=10, choices=Found.choices, blank=True, default="")
    listed = models.BooleanField("có trong bảng kê", default=True)

    class Meta:
        verbose_name = "bưu gửi trong túi"
        verbose_name_plural = "bưu gửi trong túi"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("bag", "item", name="bag_item_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(left_at__isnull=True), name="bag_item_in_one_bag"),
            models.CheckConstraint(
                name="bag_item_found_known",
                condition=Q(found="") | Q(found__in=["received", "missing", "damaged", "left"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bag_id} {self.position}"


class Seal(models.Model):
    """A numbered seal put on a bag by an office; its number is not used there again before ``valid_to``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bag = models.ForeignKey(Bag, models.PROTECT, related_name="seals", verbose_name="túi")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="nơi niêm phong")
    number = models.CharField("số niêm phong", max_length=30)
    valid_from = models.DateField("niêm phong ngày")
    valid_to = models.DateField("dùng lại được từ ngày")
    put_on_at = models.DateTimeField("niêm phong lúc")
    broken_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    reason = models.CharField("lý do gỡ", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "niêm phong"
        verbose_name_plural = "niêm phong"
        constraints = [
            no_overlap("seal_used_once", "office", "number"),
            ends_after_start("seal_reusable_later"),
        ]

    def __str__(self) -> str:
        return self.number
