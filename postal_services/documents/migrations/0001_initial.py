from django.db import migrations, models

import postal_services.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RevokedReceipt",
            fields=[
                ("receipt_id", models.UUIDField(primary_key=True, serialize=False)),
                ("revoked_at", models.DateTimeField(default=postal_services.clock.now)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "verbose_name": "biên nhận đã thu hồi",
                "verbose_name_plural": "biên nhận đã thu hồi",
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.CharField(max_length=4, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("receipt", "biên nhận"), ("checkpoint", "niêm phong sổ")], max_length=12
                    ),
                ),
                ("public_key", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(default=postal_services.clock.now)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("endorsed_by", models.CharField(blank=True, default="", max_length=4)),
                ("endorsement", models.BinaryField(blank=True, default=b"")),
            ],
            options={
                "verbose_name": "khóa ký",
                "verbose_name_plural": "khóa ký",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("purpose",),
                        name="documents_one_current_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("id__regex", "^[0-9a-f]{4}$")), name="documents_key_id_is_hex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["receipt", "checkpoint"])),
                        name="documents_key_purpose_known",
                    ),
                ],
            },
        ),
    ]
