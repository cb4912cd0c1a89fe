from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0002_edges"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="source",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name="dòng danh sách"),
        ),
    ]
