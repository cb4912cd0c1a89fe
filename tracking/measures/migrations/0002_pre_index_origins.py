"""The index of cases handed over also tells procedure and post office, so that they are counted without the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0005_pre_index_places"),
        ("measures", "0001_initial"),
        ("registry", "0004_fee_known"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="casefacts",
            name="facts_handed_over",
        ),
        migrations.AddIndex(
            model_name="casefacts",
            index=models.Index(
                condition=models.Q(("handed_over_at__isnull", False)),
                fields=["committee", "handed_over_at", "dossier"],
                include=("handed_over_in", "handed_over_seq", "procedure", "post_office", "simulated"),
                name="facts_bridged",
            ),
        ),
    ]
