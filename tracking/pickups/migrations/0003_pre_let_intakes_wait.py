from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pickups", "0002_pre_edges")]

    operations = [migrations.RemoveConstraint(model_name="incompleteintake", name="intake_open_once")]
