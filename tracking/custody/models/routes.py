"""The route table: where post offices send what goes to a certain office or district."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from delegation.registry.models import Office, Unit
from delegation.registry.models.spans import SpanQuerySet, ends_after_start, no_overlap
from postal_services.ids import uuid7


class RouteStep(models.Model):
    """From ``origin``, what is meant for ``goal`` (or any office of ``district``) goes to ``next_office`` first.

    Where no row speaks, the tree of the offices does: up to the province and down again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    origin = models.ForeignKey(Office, models.PROTECT, related_name="route_steps", verbose_name="từ")
    goal = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đến nơi")
    district = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đến huyện"
    )
    next_office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="trạm tiếp theo")
    note = models.CharField("ghi chú", max_length=200, blank=True, default="")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = SpanQuerySet["RouteStep"].as_manager()

    class Meta:
        verbose_name = "chặng trên tuyến"
        verbose_name_plural = "chặng trên tuyến"
        ordering = ["origin", "valid_from"]
        constraints = [
            no_overlap("route_step_once_a_goal", "origin", "goal"),
            no_overlap("route_step_once_a_district", "origin", "district"),
            ends_after_start("route_step_ends_after_start"),
            models.CheckConstraint(
                name="route_step_goal_or_district", condition=Q(goal__isnull=True) ^ Q(district__isnull=True)
            ),
            models.CheckConstraint(name="route_step_leads_away", condition=~Q(origin=F("next_office"))),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} → {self.next_office_id}"

    def is_open_on(self, day: date) -> bool:
        """Whether it is in force on ``day`` or will be."""
        return self.valid_to is None or self.valid_to > day
