"""Install the legal moves of ratings."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

RATING_EDGES = [
    Edge("", "rate", "rated"),
    Edge("rated", "change", "rated"),
]


class Migration(migrations.Migration):
    dependencies = [("journey", "0002_pre_ratings"), ("ledger", "0001_initial")]

    operations = [InstallEdges("rating", RATING_EDGES)]
