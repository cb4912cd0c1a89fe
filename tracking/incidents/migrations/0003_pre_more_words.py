"""Let a second report about the same item add its words to the incident that stands."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

INCIDENT_EDGES = [
    Edge("", "open", "opened"),
    Edge("opened", "clear", "cleared"),
    Edge("opened", "escalate", "opened"),
    Edge("opened", "give", "taken"),
    Edge("opened", "report", "opened"),
    Edge("opened", "resolve", "resolved"),
    Edge("opened", "take", "taken"),
    Edge("reopened", "clear", "cleared"),
    Edge("reopened", "escalate", "reopened"),
    Edge("reopened", "give", "taken"),
    Edge("reopened", "report", "reopened"),
    Edge("reopened", "resolve", "resolved"),
    Edge("reopened", "take", "taken"),
    Edge("resolved", "reopen", "reopened"),
    Edge("taken", "clear", "cleared"),
    Edge("taken", "escalate", "taken"),
    Edge("taken", "give", "taken"),
    Edge("taken", "report", "taken"),
    Edge("taken", "resolve", "resolved"),
    Edge("taken", "take", "taken"),
]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_pre_edges")]

    operations = [InstallEdges("incident", INCIDENT_EDGES)]
