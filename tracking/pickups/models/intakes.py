"""What was taken in although papers were short, and what the agency counted when it came in."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from delegation.dossiers.models import CaseOffice, Dossier
from delegation.registry.models import Office, PaperKind
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7


class IntakeState(models.TextChoices):
    """Where an incomplete intake stands."""

    WAITING = "waiting", "Chờ bổ sung"
    COMPLETED = "completed", "Đã bổ sung đủ"
    SENT_ON = "sent_on", "Gửi đi còn thiếu"


class IntakeQuerySet(models.QuerySet["IncompleteIntake"]):
    """Incomplete intakes as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's offices; the province and the hotline see all."""
        if actor.sees_everything:
            return self.all()
        mine = CaseOffice.objects.filter(dossier=OuterRef("dossier"), office__in=actor.offices)
        return self.filter(Exists(mine))

    def locked(self) -> Self:
        """The same rows, locked in the order of their keys until the transaction ends."""
        return self.select_for_update(of=("self",)).order_by("pk")


class IncompleteIntake(models.Model):
    """A dossier taken in although papers were short: what, who was told, and by when it is to be completed.

    Papers that follow later may be short too while the first are still waited for; each is completed by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="incomplete_intakes", verbose_name="hồ sơ")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="bưu cục")
    state = models.CharField("trạng thái", max_length=10, choices=IntakeState.choices)
    told = models.CharField("đã báo cho", max_length=20)
    due_on = models.DateField("hạn bổ sung")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhận"
    )
    made_at = models.DateTimeField("nhận lúc")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đóng"
    )
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ nhận chưa đủ"
        verbose_name_plural = "hồ sơ nhận chưa đủ"
        constraints = [
            models.CheckConstraint(name="intake_state_known", condition=Q(state__in=IntakeState.values)),
            models.CheckConstraint(
                name="intake_closed_has_a_time", condition=Q(state="waiting") | Q(closed_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "due_on"], name="intake_queue")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"


class ShortPaper(models.Model):
    """One paper that an intake is short of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    intake = models.ForeignKey(IncompleteIntake, models.CASCADE, related_name="papers", verbose_name="hồ sơ")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = EncryptedTextField("tên giấy tờ")
    kind = models.CharField("loại", max_length=16, choices=PaperKind.choices)
    expected = models.PositiveSmallIntegerField("cần có")
    found = models.PositiveSmallIntegerField("đã có")
    short = models.CharField("thiếu vì", max_length=20)

    class Meta:
        verbose_name = "giấy tờ còn thiếu"
        verbose_name_plural = "giấy tờ còn thiếu"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["intake", "position"], name="short_paper_position")]

    def __str__(self) -> str:
        return str(self.name)


class CountQuerySet(models.QuerySet["PaperCount"]):
    """Counts as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the cases of the actor's offices; the province and the hotline see all."""
        if actor.sees_everything:
            return self.all()
        mine = CaseOffice.objects.filter(dossier=OuterRef("dossier"), office__in=actor.offices)
        return self.filter(Exists(mine))


class PaperCount(models.Model):
    """What the one-stop desk found of one paper of the slip's list when the item was handed in.

    TT 17/2017/TT-BTTTT, article 5, steps 6 and 7: counted again against the list, and recorded by both.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="paper_counts", verbose_name="hồ sơ")
    item = models.CharField("mã bưu gửi", max_length=13)
    position = models.PositiveSmallIntegerField("thứ tự")
    name = EncryptedTextField("tên giấy tờ")
    kind = models.CharField("loại", max_length=16, choices=PaperKind.choices)
    listed = models.PositiveSmallIntegerField("theo phiếu gửi")
    found = models.PositiveSmallIntegerField("thực nhận")
    short = models.CharField("chênh lệch vì", max_length=20, blank=True, default="")
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người đếm"
    )
    counted_at = models.DateTimeField("đếm lúc")

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ đếm lại khi nộp"
        verbose_name_plural = "giấy tờ đếm lại khi nộp"
        ordering = ["item", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="paper_count_once")]
        indexes = [models.Index(fields=["dossier", "item"], name="paper_count_case")]

    def __str__(self) -> str:
        return f"{self.item} {self.position}"
