"""People who sign in, the keys of programs and devices, and who read personal data."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from postal_services.accounts.actors import Actor, Role
from postal_services.ids import uuid7

DEVICE_ENDPOINTS = ("scans*", "hand-over*", "item*", "journey*", "receipt*", "device*", "keys*", "tray*")
"""Endpoints a newly enrolled device may call, by the names of their addresses; ``*`` stands for any ending."""


class User(AbstractUser):
    """A person with a sign-in; what they may do comes from their posts in offices, never from here."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = models.CharField("họ và tên", max_length=120, blank=True)

    first_name = None  # type: ignore[assignment]  # Vietnamese names are one string, family name first
    last_name = None  # type: ignore[assignment]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name().rsplit(" ", 1)[-1]


class ApiToken(models.Model):
    """A bearer token of one person's program; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens", verbose_name="người dùng")
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    password_mark = models.BinaryField(max_length=16, editable=False)
    """Digest of the stored password at sign-in: a changed password ends every token."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    """Coarse: written at most every few minutes."""
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "khóa truy cập"
        verbose_name_plural = "khóa truy cập"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["expires_at"], name="token_expiry")]

    def works_at(self, instant: datetime) -> bool:
        """Whether the token opens anything at ``instant``."""
        return self.revoked_at is None and instant < self.expires_at


class DeviceQuerySet(models.QuerySet["Device"]):
    """Devices, as far as the asker may know of them."""

    def visible_to(self, actor: Actor) -> "DeviceQuerySet":
        """Those of offices where the actor is supervisor or officer; an administrator and the province see all."""
        if actor.is_any((Role.ADMIN, Role.PROVINCE)):
            return self
        mine = Q(office__in=actor.offices_as(Role.SUPERVISOR, Role.OFFICER))
        if actor.device_id is not None:
            mine |= Q(pk=actor.device_id)
        return self.filter(mine)

    def locked(self) -> "DeviceQuerySet":
        """The same rows, held until the transaction ends."""
        return self.order_by("pk").select_for_update(of=("self",))


class Device(models.Model):
    """A phone or scanner of one office, with its own key.

    A request with nothing but a device's key acts as the device: a clerk of its office, with no person's name. When a
    person is signed in on the device, the person acts and the device is noted beside them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.CharField("cơ quan", max_length=32)
    """Code of the office; the floor does not know offices, so it is text."""
    label = models.CharField("tên máy", max_length=80)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    previous_digest = models.BinaryField(max_length=32, unique=True, null=True, editable=False)
    """The key before the last roll; it works until the new key is first used, so a lost answer locks nobody out."""
    endpoints = ArrayField(models.CharField(max_length=80), verbose_name="được gọi", default=list)
    enrolled_at = models.DateTimeField()
    key_rolled_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    """Coarse: written at most every few minutes."""
    revoked_at = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "thiết bị"
        verbose_name_plural = "thiết bị"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["office"], name="device_office")]

    def __str__(self) -> str:
        return f"{self.label} ({self.office})"

    def may_call(self, endpoint: str) -> bool:
        """Whether the address named ``endpoint`` is on the device's list."""
        return any(
            endpoint.startswith(name[:-1]) if name.endswith("*") else endpoint == name for name in self.endpoints
        )


class EnrolmentCode(models.Model):
    """A one-time, short-lived code that turns a phone into a device of an office."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    office = models.CharField("cơ quan", max_length=32)
    label = models.CharField("tên máy", max_length=80)
    endpoints = ArrayField(models.CharField(max_length=80), default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người cấp")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    device = models.OneToOneField(Device, on_delete=models.PROTECT, null=True, related_name="enrolment")

    class Meta:
        verbose_name = "mã ghi danh thiết bị"
        verbose_name_plural = "mã ghi danh thiết bị"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, device__isnull=True) | Q(used_at__isnull=False, device__isnull=False),
                name="enrolment_used_by_a_device",
            )
        ]


class PersonalDataRead(models.Model):
    """Somebody looked at somebody's personal data; rows are only ever added (PostgreSQL refuses the rest)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("lúc")
    actor = models.UUIDField("người xem", null=True)
    """Id of the person; null when a device or partner read without one."""
    device = models.UUIDField("thiết bị", null=True)
    purpose = models.CharField("mục đích", max_length=40)
    subject = models.UUIDField("đối tượng")
    """Id of the thing read, such as a dossier."""
    fields = ArrayField(models.CharField(max_length=40), verbose_name="thông tin")

    class Meta:
        verbose_name = "lượt xem dữ liệu cá nhân"
        verbose_name_plural = "lượt xem dữ liệu cá nhân"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "at"], name="read_of_subject"),
            models.Index(fields=["actor", "at"], name="read_by_actor"),
        ]


class SpentPermit(models.Model):
    """How much of a limit was used up in one window of time; see ``limits``."""

    key = models.BinaryField(primary_key=True, max_length=32)
    spent = models.BigIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "lượt đã dùng"
        verbose_name_plural = "lượt đã dùng"


class DeviceUser:
    """The signed-in side of a request that carries only a device's key; stands where a ``User`` would stand."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False
    pk: None = None
    id: None = None

    def __init__(self, device: Device) -> None:
        self.device = device
        self.username = f"device:{device.pk}"

    def has_perm(self, *_args: Any) -> bool:
        """A device holds no permissions of the admin site."""
        return False

    def __str__(self) -> str:
        return str(self.device)
