"""Install the legal moves of pickups."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

PICKUP_EDGES = [
    Edge("", "ask", "asked"),
    Edge("asked", "assign", "assigned"),
    Edge("asked", "cancel", "cancelled"),
    Edge("asked", "reschedule", "asked"),
    Edge("assigned", "assign", "assigned"),
    Edge("assigned", "cancel", "cancelled"),
    Edge("assigned", "collect", "collected"),
    Edge("assigned", "fail", "failed"),
    Edge("assigned", "reschedule", "asked"),
    Edge("failed", "cancel", "cancelled"),
    Edge("failed", "reschedule", "asked"),
]


class Migration(migrations.Migration):
    dependencies = [("pickups", "0001_initial"), ("ledger", "0001_initial")]

    operations = [InstallEdges("pickup", PICKUP_EDGES)]
