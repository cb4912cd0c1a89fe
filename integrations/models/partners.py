"""Whom the house tells: partners, where they listen, the secrets shared with them, what their owners must know."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from integrations.states import DisabledReason, NoticeKind, PartnerKind
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7

KEEPERS = (Role.ADMIN, Role.PROVINCE)
"""Roles that look after partners: they see all of them."""


def own_partner(actor: Actor, path: str) -> Q | None:
    """The filter for what an actor may see of partners: ``None`` for all, else the partner's own, else nothing.

    ``path`` leads from the row to the partner's code.
    """
    if actor.is_any(KEEPERS):
        return None
    return Q(**{path: actor.partner}) if actor.partner else Q(pk__in=[])


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The province and administrators see all; a partner sees itself; nobody else sees any."""
        mine = own_partner(actor, "code")
        return self if mine is None else self.filter(mine)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Partner(models.Model):
    """A body that is told what happens to the cases of certain offices."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=16, choices=PartnerKind.choices)
    offices = ArrayField(models.CharField(max_length=80), verbose_name="cơ quan được nghe", default=list)
    """Codes of the offices whose cases the partner may hear about."""
    contact = EncryptedTextField("người liên hệ", blank=True, default="")
    created_at = models.DateTimeField("lập lúc")

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "đối tác"
        verbose_name_plural = "đối tác"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PartnerKey(models.Model):
    """A key with which a partner's program asks about its own endpoints and deliveries; only its digest is kept."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="keys", verbose_name="đối tác")
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField("cấp lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "khóa của đối tác"
        verbose_name_plural = "khóa của đối tác"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The province and administrators see all; a partner sees its own; nobody else sees any."""
        mine = own_partner(actor, "partner__code")
        return self if mine is None else self.filter(mine)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends.

        The lock lets rows that refer to the endpoint be inserted meanwhile: new facts never wait for a sender.
        """
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Endpoint(models.Model):
    """One address of a partner, what it wants to hear there, and how it has been answering."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="endpoints", verbose_name="đối tác")
    connector = models.CharField("kết nối", max_length=16, default="webhook")
    url = models.CharField("địa chỉ", max_length=2000)
    facts = ArrayField(models.CharField(max_length=60), verbose_name="sự việc muốn nghe", default=list)
    active = models.BooleanField("đang gửi", default=True)
    disabled_at = models.DateTimeField("tắt lúc", null=True, blank=True)
    disabled_reason = models.CharField("lý do tắt", max_length=16, choices=DisabledReason.choices, blank=True)
    created_at = models.DateTimeField("lập lúc")

    failures = models.PositiveIntegerField("lỗi liên tiếp", default=0)
    resting_until = models.DateTimeField("tạm nghỉ đến", null=True, blank=True)
    """Nothing is sent before this instant: the receiver asked for it, or it keeps failing."""
    last_success_at = models.DateTimeField("lần nhận gần nhất", null=True, blank=True)
    last_failure_at = models.DateTimeField("lần lỗi gần nhất", null=True, blank=True)
    last_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Whose turn it is: the endpoint that has waited longest is served first."""

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = "địa chỉ nhận"
        verbose_name_plural = "địa chỉ nhận"
        ordering = ["created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("partner", "url", name="endpoint_once_a_partner"),
            models.CheckConstraint(
                condition=Q(active=True, disabled_at__isnull=True, disabled_reason="")
                | Q(active=False, disabled_at__isnull=False, disabled_reason__in=DisabledReason.values),
                name="endpoint_disabled_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def gone(self) -> bool:
        """Whether the receiver said that nothing will ever be taken here again."""
        return self.disabled_reason == DisabledReason.GONE


class EndpointSecret(models.Model):
    """A secret shared with the receiver for signing; while it is being changed, two are valid at once."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="secrets", verbose_name="địa chỉ nhận")
    secret = EncryptedTextField("khóa ký")
    created_at = models.DateTimeField("cấp lúc")
    expires_at = models.DateTimeField("hết hạn lúc", null=True, blank=True)

    class Meta:
        verbose_name = "khóa ký"
        verbose_name_plural = "khóa ký"
        ordering = ["-created_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "endpoint", condition=Q(expires_at__isnull=True), name="endpoint_one_lasting_secret"
            )
        ]

    def valid_at(self, instant: datetime) -> bool:
        """Whether messages sent at ``instant`` are signed with this secret."""
        return self.expires_at is None or instant < self.expires_at


class Notice(models.Model):
    """Something the owner of an endpoint must know; it stays in sight until somebody has seen it."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="notices", verbose_name="địa chỉ nhận")
    kind = models.CharField("việc", max_length=16, choices=NoticeKind.choices)
    at = models.DateTimeField("lúc")
    seen_at = models.DateTimeField("xem lúc", null=True, blank=True)
    seen_by = models.UUIDField("người xem", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "endpoint", "kind", condition=Q(seen_at__isnull=True), name="notice_once_until_seen"
            )
        ]
