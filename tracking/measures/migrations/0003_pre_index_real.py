"""The first real case of a committee is found at once, however many were played before it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_pre_index_origins")]

    operations = [
        migrations.AddIndex(
            model_name="casefacts",
            index=models.Index(
                condition=models.Q(("handed_over_at__isnull", False), ("simulated", False)),
                fields=["committee", "handed_over_at", "dossier"],
                include=("handed_over_in", "handed_over_seq"),
                name="facts_bridged_real",
            ),
        ),
    ]
