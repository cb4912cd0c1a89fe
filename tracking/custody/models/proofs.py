"""Proof of delivery: who took an item, what was checked, and the one-time codes it can be checked with."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from delegation.dossiers.models import CaseOffice
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import EncryptedTextField
from postal_services.ids import uuid7
from tracking.custody.relations import BASES, METHODS, NO_METHOD, RELATIONS, UNLISTED

from .items import Item


class ProofQuerySet(models.QuerySet["Proof"]):
    """Proofs as somebody may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Proofs of the cases of the actor's offices; the province and the hotline see all."""
        if actor.sees_everything:
            return self
        mine = CaseOffice.objects.filter(dossier=OuterRef("item__dossier"), office__in=actor.offices)
        return self.filter(Exists(mine))


class Proof(models.Model):
    """What was noted when an item was delivered; the ledger's line has its digest and codes, and keeps them.

    ``receiver_name``, ``document``, ``signature`` (base64 of a small black and white PNG) and ``witness`` are personal
    data: they are emptied after the months of the parameter ``proof_keep_months``, and ``salt`` with them, without
    which nobody can try names against the digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="proofs", verbose_name="bưu gửi", db_index=False)
    seq = models.PositiveIntegerField("dòng sổ", help_text="the line of the delivery in its case")
    scan = models.UUIDField("lượt quét", null=True, blank=True)
    receiver_name = EncryptedTextField("người nhận", blank=True, default="")
    relation = models.CharField("quan hệ", max_length=20, blank=True, default="")
    basis = models.CharField("căn cứ ủy quyền", max_length=24, blank=True, default="")
    document = EncryptedTextField("số giấy ủy quyền", blank=True, default="")
    signature = EncryptedTextField("chữ ký", blank=True, default="")
    witness = EncryptedTextField("người làm chứng", blank=True, default="")
    method = models.CharField("cách kiểm tra", max_length=10, default=NO_METHOD)
    is_checked = models.BooleanField("đã kiểm tra đúng", default=False)
    digest = models.CharField("mã bằng chứng", max_length=64)
    salt = models.CharField(max_length=32, blank=True, default="", editable=False)
    taken_at = models.DateTimeField("phát lúc")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người phát", db_index=False
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="nơi phát", db_index=False)
    emptied_at = models.DateTimeField("đã xóa thông tin lúc", null=True, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = "báo phát"
        verbose_name_plural = "báo phát"
        constraints = [
            models.UniqueConstraint(fields=["item", "seq"], name="proof_of_line"),
            models.CheckConstraint(
                name="proof_relation_known", condition=Q(relation__in=["", UNLISTED, *sorted(RELATIONS)])
            ),
            models.CheckConstraint(name="proof_basis_known", condition=Q(basis__in=["", *sorted(BASES)])),
            models.CheckConstraint(name="proof_method_known", condition=Q(method__in=sorted(METHODS))),
            models.CheckConstraint(
                name="proof_emptied_without_salt", condition=Q(emptied_at__isnull=True) | Q(salt="")
            ),
        ]
        indexes = [
            models.Index(fields=["taken_at"], name="proof_to_empty", condition=Q(emptied_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} #{self.seq}"


class DeliveryCode(models.Model):
    """A one-time code of six digits for one item; only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(
        Item, models.PROTECT, related_name="delivery_codes", verbose_name="bưu gửi", db_index=False
    )
    key = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField("cấp lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    tries = models.PositiveSmallIntegerField("số lần thử sai", default=0)
    used_at = models.DateTimeField("đã dùng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "mã một lần"
        verbose_name_plural = "mã một lần"
        indexes = [models.Index(fields=["item", "-issued_at"], name="delivery_code_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.issued_at:%Y-%m-%d %H:%M}"


class ProofTry(models.Model):
    """Wrong answers about one item on one day, other than one-time codes, so that guessing ends soon."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="bưu gửi", db_index=False)
    day = models.DateField("ngày")
    wrong = models.PositiveSmallIntegerField("số lần sai", default=0)

    class Meta:
        verbose_name = "lần thử sai"
        verbose_name_plural = "lần thử sai"
        constraints = [models.UniqueConstraint(fields=["item", "day"], name="proof_try_of_day")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.day} {self.wrong}"
