import postal_services.accounts.privacy
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cash", "0002_pre_edges")]

    operations = [
        migrations.AddField(
            model_name="reconciliation",
            name="reopen_words",
            field=postal_services.accounts.privacy.EncryptedTextField(
                blank=True,
                default="",
                help_text="no explanation of a difference",
                verbose_name="lý do mở lại gần nhất",
            ),
        ),
        # A day on which more fees went back than came in has a figure below zero.
        migrations.RemoveConstraint(model_name="reconciliationfigure", name="figure_amount"),
    ]
