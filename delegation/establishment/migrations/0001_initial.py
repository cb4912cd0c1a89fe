import django.contrib.postgres.fields
import django.db.models.deletion
import postal_services.accounts.privacy
import postal_services.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0002_pre_attachments"),
        ("registry", "0004_fee_known"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "Đang niêm yết"), ("withdrawn", "Đã gỡ niêm yết")],
                        max_length=12,
                        verbose_name="trạng thái",
                    ),
                ),
                ("posted_days", models.PositiveSmallIntegerField(verbose_name="thời hạn niêm yết (ngày làm việc)")),
                (
                    "regulated_days",
                    models.PositiveSmallIntegerField(verbose_name="thời hạn theo quy định (ngày làm việc)"),
                ),
                ("document_number", models.CharField(max_length=80, verbose_name="số, ký hiệu văn bản")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="địa chỉ công bố")),
                (
                    "reason",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="lý do dài hơn quy định, hoặc lý do gỡ"
                    ),
                ),
                ("published_on", models.DateField(verbose_name="ngày niêm yết")),
                ("since", models.DateTimeField(verbose_name="như vậy từ lúc")),
                ("simulated", models.BooleanField(default=False, verbose_name="mô phỏng")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="văn bản kèm theo",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="registry.office",
                        verbose_name="cơ quan niêm yết",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="registry.procedure",
                        verbose_name="thủ tục",
                    ),
                ),
            ],
            options={
                "verbose_name": "niêm yết thủ tục",
                "verbose_name_plural": "niêm yết thủ tục",
                "ordering": ["office", "procedure", "published_on"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("office", "procedure"),
                        name="published_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("posted_days__gt", 0)), name="publication_has_days"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("session", models.UUIDField(editable=False, verbose_name="đợt")),
                ("held_on", models.DateField(verbose_name="ngày tập huấn")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("receiving", "Tiếp nhận, kiểm tra hồ sơ"),
                            ("hand_over", "Quét mã, bàn giao, ký nhận"),
                            ("delivery", "Phát trả kết quả, chuyển hoàn"),
                            ("fees", "Thu hộ phí, lệ phí, đối soát"),
                            ("one_stop_software", "Phần mềm một cửa điện tử"),
                            ("data_protection", "Bảo mật dữ liệu cá nhân"),
                        ],
                        max_length=24,
                        verbose_name="nội dung",
                    ),
                ),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="người có tài khoản"
                    ),
                ),
                (
                    "others",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="người không có tài khoản"
                    ),
                ),
                ("document", models.CharField(max_length=64, verbose_name="SHA-256 của văn bản")),
                (
                    "state",
                    models.CharField(
                        choices=[("recorded", "Đã ghi nhận"), ("withdrawn", "Đã rút")],
                        max_length=12,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "reason",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="lý do rút"
                    ),
                ),
                ("simulated", models.BooleanField(default=False, verbose_name="mô phỏng")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="danh sách, biên bản",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="registry.office",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "lớp tập huấn",
                "verbose_name_plural": "lớp tập huấn",
                "ordering": ["-held_on", "office"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "recorded")),
                        fields=("office", "held_on", "topic", "document"),
                        name="training_recorded_once",
                    )
                ],
            },
        ),
    ]
