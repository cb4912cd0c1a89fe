"""What a rule rests on may be corrected, and what it rested on before is kept."""

from django.db import migrations, models

from postal_services.ledger.edges import Edge, InstallEdges

EDGES = [Edge("", "set", "set"), Edge("set", "correct", "set")]


class Migration(migrations.Migration):
    dependencies = [("rollout", "0006_pre_act_edges")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="former",
            field=models.JSONField(blank=True, default=list, verbose_name="căn cứ trước khi sửa"),
        ),
        InstallEdges("rule", EDGES),
    ]
