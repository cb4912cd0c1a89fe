"""Quarterly reports and the work of computing them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.ids import uuid7
from tracking.reports.coding import read
from tracking.reports.figures import Figures
from tracking.reports.quarters import Quarter
from tracking.reports.states import MakingState, ReportState
from tracking.rollout.models import Directive

LONGEST_OPINION = 2_000
LONGEST_NUMBER = 60


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The province sees all of them; everybody else, signed in or not, the frozen ones: they name no citizen."""
        return self if actor.is_any((Role.PROVINCE,)) else self.filter(state=ReportState.FROZEN)

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Report(models.Model):
    """The report of one directive for one quarter.

    ``figures`` is RFC 8785 text, ``sha256`` its digest; both stand in the ledger's line too. They tell what was known
    at ``known_to`` about the days up to ``as_of``. Once the row is frozen, PostgreSQL refuses every change to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số báo cáo", max_length=80, unique=True)
    stream_id = models.UUIDField(editable=False, help_text="the directive's stream in the ledger")
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="reports", verbose_name="văn bản chỉ đạo")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="cơ quan báo cáo")
    agency = models.CharField("tên cơ quan báo cáo", max_length=200, default="", help_text="as it was then")
    above = models.CharField("cơ quan cấp trên", max_length=200, blank=True, default="", help_text="as it was then")
    year = models.PositiveSmallIntegerField("năm")
    quarter = models.PositiveSmallIntegerField("quý")
    state = models.CharField("trạng thái", max_length=12, choices=ReportState.choices)

    figures = models.TextField("số liệu (RFC 8785)")
    sha256 = models.CharField("SHA-256 của số liệu", max_length=64)
    as_of = models.DateField("tính đến hết ngày")
    known_to = models.DateTimeField("theo dòng sổ ghi đến lúc")
    horizon = models.BigIntegerField(
        editable=False, help_text="number below which every transaction had ended when the figures were computed"
    )

    drafted_at = models.DateTimeField("lập lúc")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    opinion = models.TextField("nhận xét, kiến nghị", blank=True, default="", max_length=LONGEST_OPINION)
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
    frozen_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chốt"
    )
    number = models.CharField("số, ký hiệu khi ban hành", max_length=LONGEST_NUMBER, blank=True, default="")
    seal_root = models.CharField("mã niêm phong sổ khi chốt", max_length=16, blank=True, default="")
    modified_at = models.DateTimeField("thay đổi lúc")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo quý"
        verbose_name_plural = "báo cáo quý"
        constraints = [
            models.UniqueConstraint(fields=["directive", "year", "quarter"], name="report_once_a_quarter"),
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(name="report_quarter_known", condition=Q(quarter__gte=1, quarter__lte=4)),
            models.CheckConstraint(
                name="report_approved_by_somebody",
                condition=~Q(state__in=[ReportState.APPROVED, ReportState.FROZEN])
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_two_persons", condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by"))
            ),
            models.CheckConstraint(
                name="report_frozen_by_somebody",
                condition=~Q(state=ReportState.FROZEN) | Q(frozen_at__isnull=False, frozen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def of(self) -> Quarter:
        """The quarter it is about."""
        return Quarter(self.year, self.quarter)

    @property
    def tree(self) -> Figures:
        """The figures, read from their written form."""
        return read(self.figures)

    @property
    def is_frozen(self) -> bool:
        """Whether it never changes again."""
        return self.state == ReportState.FROZEN


class Making(models.Model):
    """Figures that somebody asked for; the row is what is owed, a worker takes it by lease, and a lost message loses
    nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="+", verbose_name="văn bản chỉ đạo")
    year = models.PositiveSmallIntegerField("năm")
    quarter = models.PositiveSmallIntegerField("quý")
    state = models.CharField("trạng thái", max_length=8, choices=MakingState.choices, default=MakingState.WAITING)
    stage = models.CharField("đang làm", max_length=80, blank=True, default="")
    percent = models.PositiveSmallIntegerField("phần trăm", default=0)
    problem = models.CharField("vì sao dừng", max_length=300, blank=True, default="")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu"
    )
    requested_at = models.DateTimeField("yêu cầu lúc")
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = models.Manager["Making"]()

    class Meta:
        verbose_name = "lần lập báo cáo"
        verbose_name_plural = "lần lập báo cáo"
        constraints = [
            models.CheckConstraint(name="making_state_known", condition=Q(state__in=MakingState.values)),
            models.CheckConstraint(name="making_percent_known", condition=Q(percent__lte=100)),
            models.UniqueConstraint(
                fields=["directive", "year", "quarter"],
                name="making_one_at_a_time",
                condition=Q(state__in=[MakingState.WAITING, MakingState.RUNNING]),
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], name="making_owed", condition=Q(state__in=["waiting", "running"])),
            models.Index(fields=["directive", "year", "quarter", "-requested_at"], name="making_of_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.year}-Q{self.quarter} {self.percent}%"

    @property
    def is_owed(self) -> bool:
        """Whether somebody still waits for it."""
        return self.state in {MakingState.WAITING, MakingState.RUNNING}
