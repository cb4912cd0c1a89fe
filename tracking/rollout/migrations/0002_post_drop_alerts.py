"""Drop the alerts: what hangs or lags is an incident now, opened anew by the sweep of the exception desk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rollout", "0001_initial")]

    operations = [migrations.DeleteModel(name="Alert")]
