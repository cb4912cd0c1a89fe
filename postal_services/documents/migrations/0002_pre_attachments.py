import postal_services.accounts.privacy
import postal_services.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("application/pdf", "PDF"),
                            ("image/png", "PNG"),
                            ("image/jpeg", "JPEG"),
                            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
                            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"),
                        ],
                        max_length=80,
                        verbose_name="loại tệp",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="số byte")),
                ("name", postal_services.accounts.privacy.EncryptedTextField(verbose_name="tên tệp")),
                ("place", models.CharField(editable=False, max_length=160, verbose_name="nơi lưu")),
                (
                    "content_key",
                    postal_services.accounts.privacy.EncryptedTextField(editable=False, verbose_name="khóa nội dung"),
                ),
                ("taken_at", models.DateTimeField(verbose_name="nhận lúc")),
            ],
            options={
                "verbose_name": "tệp đính kèm",
                "verbose_name_plural": "tệp đính kèm",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="documents_file_sha256"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="documents_file_has_content"),
                ],
            },
        ),
    ]
