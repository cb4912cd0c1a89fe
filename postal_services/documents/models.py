"""Keys that sign receipts and checkpoints, the receipts that were taken back, and the files that people hand in."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models

from postal_services.accounts.privacy import EncryptedTextField
from postal_services.clock import now
from postal_services.documents.file_kinds import MediaType
from postal_services.ids import uuid7


class Purpose(models.TextChoices):
    """What a key may sign; a key never serves two purposes."""

    RECEIPT = "receipt", "biên nhận"
    CHECKPOINT = "checkpoint", "niêm phong sổ"


class SigningKey(models.Model):
    """The public half of an Ed25519 key; the private half never enters the database.

    A retired key signs nothing new and goes on proving what it signed.
    """

    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=4)
    purpose: "models.CharField[str, str]" = models.CharField(max_length=12, choices=Purpose.choices)
    public_key: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=32)
    created_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    retired_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    endorsed_by: "models.CharField[str, str]" = models.CharField(max_length=4, blank=True, default="")
    endorsement: "models.BinaryField[bytes, bytes]" = models.BinaryField(blank=True, default=b"")

    class Meta:
        verbose_name = "khóa ký"
        verbose_name_plural = "khóa ký"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(retired_at__isnull=True), name="documents_one_current_key"
            ),
            models.CheckConstraint(condition=models.Q(id__regex=r"^[0-9a-f]{4}$"), name="documents_key_id_is_hex"),
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="documents_key_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.purpose})"


class RevokedReceipt(models.Model):
    """A signed receipt that no longer counts; its signature stays right, so revocation is by id."""

    receipt_id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True)
    revoked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    reason: "models.CharField[str, str]" = models.CharField(max_length=200)

    class Meta:
        verbose_name = "biên nhận đã thu hồi"
        verbose_name_plural = "biên nhận đã thu hồi"

    def __str__(self) -> str:
        return str(self.receipt_id)


class Attachment(models.Model):
    """A file that was handed in as a document of something; the room that refers to it decides who may read it.

    The content lies in the store at ``place``, sealed under ``content_key``.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256: "models.CharField[str, str]" = models.CharField("SHA-256", max_length=64, db_index=True)
    """Of the content as it was sent, 64 hexadecimal digits; lines of the ledger name the document by it."""
    media_type: "models.CharField[str, str]" = models.CharField(
        "loại tệp", max_length=80, choices=[(kind.value, kind.name) for kind in MediaType]
    )
    size: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField("số byte")
    name = EncryptedTextField("tên tệp")
    place: "models.CharField[str, str]" = models.CharField("nơi lưu", max_length=160, editable=False)
    content_key = EncryptedTextField("khóa nội dung", editable=False)
    taken_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField("nhận lúc")

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="documents_file_sha256"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="documents_file_has_content"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
