"""Let an office keep what it has just accepted, and a postman try again on the same way."""

from importlib import import_module

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

ITEM_EDGES = [
    *import_module("tracking.custody.migrations.0006_pre_ride_in_bags").ITEM_EDGES,
    Edge("accepted", "hold", "held"),
    Edge("attempted", "take_out", "out_for_delivery"),
    Edge("held", "correct", "accepted"),
    Edge("out_for_delivery", "correct", "attempted"),
]


class Migration(migrations.Migration):
    dependencies = [("custody", "0008_pre_proofs")]

    operations = [InstallEdges("item", ITEM_EDGES)]
