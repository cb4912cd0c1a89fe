"""The index of a committee's dossiers also tells where the applicants live."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0004_pre_add_notices"),
        ("mandates", "0002_edges"),
        ("registry", "0004_fee_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossier_of_committee",
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["committee", "-received_at"], include=("id", "unit"), name="dossier_by_committee"
            ),
        ),
    ]
