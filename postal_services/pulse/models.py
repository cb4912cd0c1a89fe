"""Rows of the pulse."""

from django.db import models


class Heartbeat(models.Model):
    """The last time a piece of periodic work came to a good end, and how often it should.

    ``waited_since`` is when the schedule last started: a night switched off is not a night of missed runs.
    """

    name = models.CharField(max_length=60, primary_key=True)
    beaten_at = models.DateTimeField("lần chạy gần nhất", null=True)
    waited_since = models.DateTimeField("chờ từ lúc")
    every_seconds = models.PositiveIntegerField("chu kỳ (giây)")
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "nhịp chạy"
        verbose_name_plural = "nhịp chạy"

    def __str__(self) -> str:
        return self.name
