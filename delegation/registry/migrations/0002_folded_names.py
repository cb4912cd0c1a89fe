from django.db import migrations, models

from postal_services.folding import Folded


def folded():
    return models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(), db_persist=True, verbose_name="tên để tìm"
    )


class Migration(migrations.Migration):
    """Folded names become generated columns, so that they follow the name whoever changes it."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="unit", name="unit_folded"),
        *(migrations.RemoveField(model_name=name, name="folded") for name in ("unit", "office", "procedure")),
        *(
            migrations.AddField(model_name=name, name="folded", field=folded())
            for name in ("unit", "office", "procedure")
        ),
    ]
