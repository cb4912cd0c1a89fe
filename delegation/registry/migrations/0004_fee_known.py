from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_editions_of_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedure",
            name="fee_known",
            field=models.BooleanField(default=False, verbose_name="biết rõ mức phí"),
        ),
    ]
