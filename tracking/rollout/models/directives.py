"""Directives as data: their asks, whom each ask addresses, and the rules that say when it is fulfilled.

A row is never rewritten once its time has come: a unit that ends, a rule that changes end one row and begin another,
so that every past day is judged by what held on it.
"""

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from delegation.registry.models import Office, Unit
from delegation.registry.models.spans import PublicQuerySet, SpanQuerySet, ends_after_start, no_overlap
from postal_services.ids import uuid7


class Directive(models.Model):
    """A document by which leaders ask things of units; its code stands in addresses ("44-TB-UBND")."""

    code = models.CharField("mã", max_length=40, primary_key=True)
    number = models.CharField("số, ký hiệu", max_length=60)
    title = models.CharField("trích yếu", max_length=300)
    issuer = models.CharField("cơ quan ban hành", max_length=120)
    signed_by = models.CharField("người ký", max_length=160, blank=True)
    issued_on = models.DateField("ngày ban hành")
    legal_basis = models.TextField("căn cứ", blank=True)
    loaded_at = models.DateTimeField("nạp lúc")

    objects = PublicQuerySet["Directive"].as_manager()

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        verbose_name_plural = "văn bản chỉ đạo"
        ordering = ["-issued_on", "code"]

    def __str__(self) -> str:
        return self.number


class Measure(models.TextChoices):
    """How it is known whether a target has done what an ask wants."""

    EVIDENCE = "evidence", "Bằng chứng từ sổ"
    READINESS = "readiness", "Sẵn sàng, có văn bản"
    TASK = "task", "Nhiệm vụ, có minh chứng"
    FIGURES = "figures", "Số liệu tính từ sổ"


class Ask(models.Model):
    """One item of a directive.

    ``words`` are the directive's exact words and stay empty where they are not at hand; ``summary`` is said in our
    own. ``deadline`` is the last day on which it can be done in time, ``deadline_words`` how the directive says it.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="asks", verbose_name="văn bản chỉ đạo")
    number = models.CharField("mục", max_length=8)
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("tên gọi", max_length=160)
    summary = models.TextField("nội dung")
    words = models.TextField("nguyên văn", blank=True)
    owner_words = models.CharField("chủ trì", max_length=240)
    owners = ArrayField(models.CharField(max_length=24), verbose_name="cơ quan chủ trì", default=list)
    """Codes of the offices that answer for it, where they are in the registry."""
    deadline = models.DateField("hạn", null=True, blank=True)
    deadline_words = models.CharField("hạn theo văn bản", max_length=80, blank=True)
    measure = models.CharField("cách đo", max_length=12, choices=Measure.choices)

    objects = PublicQuerySet["Ask"].as_manager()

    class Meta:
        verbose_name = "mục của văn bản"
        verbose_name_plural = "mục của văn bản"
        ordering = ["directive", "position"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "number"], name="ask_number_once"),
            models.UniqueConstraint(fields=["directive", "position"], name="ask_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.number}"


class Target(models.Model):
    """A unit, or an office without one, of which an ask wants something, from a day to a day."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ask = models.ForeignKey(Ask, models.PROTECT, related_name="targets", verbose_name="mục")
    code = models.CharField("mã", max_length=24)
    """The unit's statistics code, or the office's code where the ask is made to an office."""
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan")
    """Who answers: the committee's one-stop desk for a district, empty where a commune has none in the registry."""
    deadline = models.DateField("hạn riêng", null=True, blank=True)
    named = models.BooleanField("nêu đích danh", default=False)
    """The directive names it as late."""
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    takes_over = models.ManyToManyField("self", symmetrical=False, related_name="taken_over_by", blank=True)
    """The targets of the units it was made from."""

    objects = SpanQuerySet["Target"].as_manager()

    class Meta:
        verbose_name = "đối tượng thực hiện"
        verbose_name_plural = "đối tượng thực hiện"
        ordering = ["ask", "code", "valid_from"]
        constraints = [
            no_overlap("target_once_a_day", "ask", "code"),
            ends_after_start("target_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id}/{self.code}"

    @property
    def name(self) -> str:
        """The unit's name, or the office's; needs both selected."""
        place = self.unit or self.office
        return place.name if place else self.code


class Rule(models.Model):
    """What one kind of evidence needs, from a day to a day; ``parameters`` are whole numbers and codes.

    The kinds are listed in ``tracking.rollout.evidence.kinds``. ``basis`` and ``verified`` may be corrected; ``former``
    keeps what they were before, as ``[moment of the correction, basis, verified]`` in the order of time, so that the
    board of an earlier day shows what was known on it.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ask = models.ForeignKey(Ask, models.PROTECT, related_name="rules", verbose_name="mục")
    kind = models.CharField("bằng chứng", max_length=40)
    position = models.PositiveSmallIntegerField("thứ tự")
    parameters: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField("tham số", default=dict)
    basis = models.CharField("căn cứ", max_length=300)
    verified = models.BooleanField("đã kiểm chứng", default=False)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    former: "models.JSONField[list[tuple[str, str, bool]], list[tuple[str, str, bool]]]" = models.JSONField(
        "căn cứ trước khi sửa", default=list, blank=True
    )

    objects = SpanQuerySet["Rule"].as_manager()

    class Meta:
        verbose_name = "quy tắc xét"
        verbose_name_plural = "quy tắc xét"
        ordering = ["ask", "position", "valid_from"]
        constraints = [
            no_overlap("rule_once_a_day", "ask", "kind"),
            ends_after_start("rule_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id}: {self.kind}"
