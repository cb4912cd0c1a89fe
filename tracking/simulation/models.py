"""What has been played, so that a second run repeats nothing of the story and an interrupted one goes on."""

from django.db import models

from delegation.registry.models.spans import PublicQuerySet


class Played(models.Model):
    """One act of the story, or one wave of dossiers of a run that may be carried on; named by what it is."""

    key = models.CharField("việc", max_length=120, primary_key=True)
    played_at = models.DateTimeField("diễn lúc")

    objects = PublicQuerySet["Played"].as_manager()

    class Meta:
        verbose_name = "việc đã diễn"
        verbose_name_plural = "việc đã diễn"

    def __str__(self) -> str:
        return self.key
