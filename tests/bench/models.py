"""The floor's two tables."""

from django.db import models


class FloorItem(models.Model):
    """A thing that is somewhere."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    state = models.TextField()
    since = models.DateTimeField()

    class Meta:
        managed = False
        app_label = "bench"
        db_table = "floor_item"

    def __str__(self) -> str:
        return self.code


class FloorScan(models.Model):
    """Somebody said so."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField()
    action = models.TextField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        app_label = "bench"
        db_table = "floor_scan"

    def __str__(self) -> str:
        return self.code
