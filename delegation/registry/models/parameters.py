"""Numbers that the texts do not settle, each with its legal basis and whether it has been verified."""

from uuid import UUID, uuid4

from django.db import models

from .spans import PublicQuerySet


class Parameter(models.Model):
    """The value of a number or time from a day on, until a later row of the same key."""

    key = models.CharField("khóa", max_length=48)
    name = models.CharField("ý nghĩa", max_length=200)
    value = models.CharField("giá trị", max_length=40)
    unit = models.CharField("đơn vị", max_length=24)
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    valid_from = models.DateField("áp dụng từ ngày")

    objects = PublicQuerySet["Parameter"].as_manager()

    class Meta:
        verbose_name = "tham số"
        verbose_name_plural = "tham số"
        ordering = ["key", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="parameter_from_unique")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} {self.unit}"


class Edition(models.Model):
    """A stamp that PostgreSQL renews whenever a row of one part of the registry changes.

    A process keeps what it has read of that part for as long as the stamp is the same.
    """

    part = models.CharField("phần", max_length=16, primary_key=True)
    stamp: "models.UUIDField[UUID, UUID]" = models.UUIDField("dấu", default=uuid4)

    class Meta:
        verbose_name = "ấn bản"
        verbose_name_plural = "ấn bản"

    def __str__(self) -> str:
        return f"{self.part} {self.stamp}"
