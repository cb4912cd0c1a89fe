"""Items ride in bags, and postmen bring home what they could not try."""

from importlib import import_module

from django.db import migrations, models

from postal_services.ledger.edges import Edge, InstallEdges

ITEM_EDGES = [
    *import_module("tracking.custody.migrations.0004_pre_settle_at_the_end").ITEM_EDGES,
    Edge("accepted", "pack", "accepted"),
    Edge("accepted", "unpack", "accepted"),
    Edge("arrived", "correct", "out_for_delivery"),
    Edge("arrived", "pack", "arrived"),
    Edge("arrived", "unpack", "arrived"),
    Edge("attempted", "unpack", "attempted"),
    Edge("held", "take_out", "out_for_delivery"),
    Edge("held", "unpack", "held"),
    Edge("in_transit", "unpack", "in_transit"),
    Edge("missing", "unpack", "missing"),
    Edge("out_for_delivery", "arrive", "arrived"),
    Edge("out_for_delivery", "correct", "held"),
    Edge("out_for_delivery", "unpack", "out_for_delivery"),
    Edge("registered", "unpack", "registered"),
    Edge("returning", "pack", "returning"),
    Edge("returning", "unpack", "returning"),
]


class Migration(migrations.Migration):
    dependencies = [("custody", "0005_post_drop_spare_indexes")]

    operations = [
        migrations.AddField(
            model_name="item", name="bag", field=models.UUIDField(blank=True, null=True, verbose_name="trong túi")
        ),
        # Taking a move back now restores where the item was meant to go; until now that never changed.
        migrations.RunSQL(
            "UPDATE custody_item SET undo = undo || jsonb_build_array(destination_id) WHERE jsonb_array_length(undo) = 5",
            migrations.RunSQL.noop,
        ),
        InstallEdges("item", ITEM_EDGES),
    ]
