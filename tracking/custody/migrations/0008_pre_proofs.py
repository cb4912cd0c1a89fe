"""Proof of delivery, one-time codes, and finding what was kept of proofs beside scans."""

import django.db.models.deletion
import postal_services.accounts.privacy
import postal_services.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0007_pre_bags"),
        ("registry", "0004_fee_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveryCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=64)),
                ("issued_at", models.DateTimeField(verbose_name="cấp lúc")),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử sai")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="đã dùng lúc")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_codes",
                        to="custody.item",
                        verbose_name="bưu gửi",
                    ),
                ),
            ],
            options={
                "verbose_name": "mã một lần",
                "verbose_name_plural": "mã một lần",
                "indexes": [models.Index(fields=["item", "-issued_at"], name="delivery_code_of_item")],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "seq",
                    models.PositiveIntegerField(
                        help_text="the line of the delivery in its case", verbose_name="dòng sổ"
                    ),
                ),
                ("scan", models.UUIDField(blank=True, null=True, verbose_name="lượt quét")),
                (
                    "receiver_name",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="người nhận"
                    ),
                ),
                ("relation", models.CharField(blank=True, default="", max_length=20, verbose_name="quan hệ")),
                ("basis", models.CharField(blank=True, default="", max_length=24, verbose_name="căn cứ ủy quyền")),
                (
                    "document",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="số giấy ủy quyền"
                    ),
                ),
                (
                    "signature",
                    postal_services.accounts.privacy.EncryptedTextField(blank=True, default="", verbose_name="chữ ký"),
                ),
                (
                    "witness",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="người làm chứng"
                    ),
                ),
                ("method", models.CharField(default="none", max_length=10, verbose_name="cách kiểm tra")),
                ("is_checked", models.BooleanField(default=False, verbose_name="đã kiểm tra đúng")),
                ("digest", models.CharField(max_length=64, verbose_name="mã bằng chứng")),
                ("salt", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("taken_at", models.DateTimeField(verbose_name="phát lúc")),
                ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="đã xóa thông tin lúc")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="custody.item",
                        verbose_name="bưu gửi",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="nơi phát",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người phát",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo phát",
                "verbose_name_plural": "báo phát",
                "indexes": [
                    models.Index(
                        condition=models.Q(("emptied_at__isnull", True)), fields=["taken_at"], name="proof_to_empty"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "seq"), name="proof_of_line"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                [
                                    "",
                                    "unlisted",
                                    "authorised",
                                    "child",
                                    "colleague",
                                    "household",
                                    "neighbour",
                                    "other_relative",
                                    "parent",
                                    "self",
                                    "sibling",
                                    "spouse",
                                    "village_head",
                                ],
                            )
                        ),
                        name="proof_relation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "basis__in",
                                ["", "certified_letter", "introduction", "legal_representative", "letter", "slip"],
                            )
                        ),
                        name="proof_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["code", "last4", "none", "receipt"])),
                        name="proof_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("emptied_at__isnull", True), ("salt", ""), _connector="OR"),
                        name="proof_emptied_without_salt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofTry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(verbose_name="ngày")),
                ("wrong", models.PositiveSmallIntegerField(default=0, verbose_name="số lần sai")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.item",
                        verbose_name="bưu gửi",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần thử sai",
                "verbose_name_plural": "lần thử sai",
                "constraints": [models.UniqueConstraint(fields=("item", "day"), name="proof_try_of_day")],
            },
        ),
        # Only deliveries have a proof, so the rows of other scans are not in it.
        migrations.RunSQL(
            "CREATE INDEX scan_with_proof ON custody_scan (received_at) WHERE proof <> ''",
            "DROP INDEX scan_with_proof",
        ),
    ]
