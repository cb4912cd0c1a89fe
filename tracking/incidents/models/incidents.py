"""Incidents: something that went wrong or is about to, with an owner, a deadline and an end."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.models import Item
from tracking.incidents.kinds import Kind, Severity
from tracking.incidents.states import STANDING, IncidentState


class Pace(models.TextChoices):
    """How near the deadline is."""

    LATE = "late", "Quá hạn"
    SOON = "soon", "Sắp đến hạn"
    CALM = "calm", "Còn hạn"


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Incidents of the actor's offices, and those that were escalated to them; the province sees all."""
        if actor.sees_everything:
            return self
        return self.filter(Q(office__in=actor.offices) | Q(escalated_to__in=actor.offices))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def standing(self) -> Self:
        """Incidents that still need somebody."""
        return self.filter(state__in=STANDING)


class Incident(models.Model):
    """One matter: what, about which item or case, whose it is, until when, and how it ended.

    ``cause`` names what opened it, so that the same line or the same stay opens it once, however often it is read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số việc", max_length=40, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the case, or the office's day in the ledger")
    kind = models.CharField("loại", max_length=32, choices=Kind.choices)
    reason = models.CharField("lý do", max_length=32, blank=True, default="")
    severity = models.PositiveSmallIntegerField("mức độ", choices=Severity.choices)
    state = models.CharField("trạng thái", max_length=10, choices=IncidentState.choices)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="hồ sơ", db_index=False
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="bưu gửi", db_index=False
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="incidents", verbose_name="nơi phụ trách", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )
    cause = models.CharField("nguyên do", max_length=140, unique=True, editable=False)
    since = models.DateTimeField("từ")
    opened_at = models.DateTimeField("mở lúc")
    due_at = models.DateTimeField("hạn xử lý")
    level = models.PositiveSmallIntegerField("cấp đã báo lên", default=0)
    escalated_at = models.DateTimeField("báo cấp trên lúc", null=True, blank=True)
    escalated_to = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đã báo lên"
    )
    escalate_at = models.DateTimeField("lần báo cấp trên tiếp theo", null=True, blank=True)
    report = EncryptedTextField("lời báo", blank=True, default="")
    resolution = models.CharField("cách giải quyết", max_length=20, blank=True, default="")
    note = EncryptedTextField("ghi chú giải quyết", blank=True, default="")
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kết thúc"
    )
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "sự cố"
        verbose_name_plural = "sự cố"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"],
                condition=Q(state__in=sorted(STANDING)) & Q(item__isnull=False) & ~Q(kind="complaint"),
                name="incident_once_while_open",
            ),
            models.CheckConstraint(name="incident_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="incident_state_known", condition=Q(state__in=IncidentState.values)),
            models.CheckConstraint(
                name="incident_ends_with_a_moment", condition=Q(closed_at__isnull=False) | Q(state__in=sorted(STANDING))
            ),
            models.CheckConstraint(
                name="incident_resolved_with_a_code", condition=~Q(state="resolved") | ~Q(resolution="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "due_at", "id"], name="incident_desk", condition=Q(state__in=sorted(STANDING))
            ),
            models.Index(
                fields=["escalate_at"],
                name="incident_escalate",
                condition=Q(state__in=sorted(STANDING)) & Q(escalate_at__isnull=False),
            ),
            models.Index(fields=["item", "kind"], name="incident_of_item"),
            models.Index(fields=["dossier"], name="incident_of_case"),
            models.Index(fields=["modified_at", "id"], name="incident_modified"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_standing(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in STANDING


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Lines that could not be read, for the province to see."""

    def visible_to(self, actor: Actor) -> Self:
        """The province and the hotline see them; nobody else."""
        return self if actor.sees_everything else self.none()

    def waiting(self) -> Self:
        """Those that have not come to a good end."""
        return self.filter(done_at__isnull=True)


class SetAside(models.Model):
    """A line of the ledger that ought to have opened an incident and could not; tried again until it does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stream_id = models.UUIDField("dòng của")
    seq = models.PositiveIntegerField("dòng sổ")
    error = models.CharField("lỗi", max_length=80)
    tries = models.PositiveIntegerField("số lần thử", default=1)
    set_aside_at = models.DateTimeField("để riêng lúc")
    tried_at = models.DateTimeField("thử gần nhất")
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng sổ để riêng"
        verbose_name_plural = "dòng sổ để riêng"
        constraints = [models.UniqueConstraint(fields=["stream_id", "seq"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq}"
