from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

EDGES = [
    Edge("", "lodge", "2"),
    Edge("", "register", "1"),
    Edge("1", "receive", "2"),
    Edge("1", "refuse", "3"),
    Edge("1", "withdraw", "7"),
    Edge("2", "finish", "9"),
    Edge("2", "process", "4"),
    Edge("2", "stop", "8"),
    Edge("2", "withdraw", "7"),
    Edge("4", "ask_supplement", "5"),
    Edge("4", "financial_duty", "6"),
    Edge("4", "finish", "9"),
    Edge("4", "stop", "8"),
    Edge("4", "withdraw", "7"),
    Edge("5", "resume", "4"),
    Edge("5", "withdraw", "7"),
    Edge("6", "resume", "4"),
    Edge("6", "withdraw", "7"),
    Edge("8", "resume", "4"),
    Edge("8", "withdraw", "7"),
    Edge("9", "give_back", "10"),
]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("ledger", "0001_initial")]

    operations = [InstallEdges("dossier", EDGES)]
