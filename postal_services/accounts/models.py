"""People who sign in."""

from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models

from postal_services.ids import uuid7


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
