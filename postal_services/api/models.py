"""Answers kept so that the same request, sent again, is the same act."""

from typing import ClassVar

from django.db import models

from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7


class KeptAnswer(models.Model):
    """The answer to one write with an ``Idempotency-Key``, written in the transaction of the act itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    caller = models.BinaryField(max_length=32)
    """Digest of who asked: person or device; strangers share one."""
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    """Keyed digest of method, address and body, so that nothing of the body can be tried out from it."""
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=80)
    location = models.CharField(max_length=400, blank=True)
    body = EncryptedTextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "câu trả lời đã giữ"
        verbose_name_plural = "câu trả lời đã giữ"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_key")
        ]
