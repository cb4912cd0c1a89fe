"""Let a difference be settled after the item has ended its way; the other moves stay as they are."""

from importlib import import_module

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

ENDS = ("cancelled", "delivered", "handed_in", "lost", "returned")
ITEM_EDGES = [
    *import_module("tracking.custody.migrations.0002_edges").ITEM_EDGES,
    *(Edge(state, "settle", state) for state in ENDS),
]


class Migration(migrations.Migration):
    dependencies = [("custody", "0003_pre_add_printing")]

    operations = [InstallEdges("item", ITEM_EDGES)]
