from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

EDGES = [
    Edge("", "draft", "draft"),
    Edge("draft", "sign", "signed"),
    Edge("draft", "withdraw", "withdrawn"),
    Edge("in_force", "end", "ended"),
    Edge("in_force", "suspend", "suspended"),
    Edge("signed", "end", "ended"),
    Edge("signed", "put_in_force", "in_force"),
    Edge("suspended", "end", "ended"),
    Edge("suspended", "resume", "in_force"),
]


class Migration(migrations.Migration):
    dependencies = [("mandates", "0001_initial"), ("ledger", "0001_initial")]

    operations = [InstallEdges("mandate", EDGES)]
