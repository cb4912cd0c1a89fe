from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

EDGES = [Edge("", "set", "set")]


class Migration(migrations.Migration):
    dependencies = [("rollout", "0003_pre_directives"), ("ledger", "0001_initial")]

    operations = [InstallEdges("rule", EDGES)]
