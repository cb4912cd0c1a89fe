"""Install the legal moves of rounds."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

ROUND_EDGES = [
    Edge("", "draft", "draft"),
    Edge("draft", "cancel", "cancelled"),
    Edge("draft", "change", "draft"),
    Edge("draft", "take_out", "out"),
    Edge("out", "add", "out"),
    Edge("out", "close", "closed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0001_initial"),
        ("ledger", "0002_pre_base_is_stable"),
    ]

    operations = [InstallEdges("round", ROUND_EDGES)]
