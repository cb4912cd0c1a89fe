"""Install the legal moves of incidents, complaints and compensation cases."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

INCIDENT_EDGES = [
    Edge("", "open", "opened"),
    Edge("opened", "clear", "cleared"),
    Edge("opened", "escalate", "opened"),
    Edge("opened", "give", "taken"),
    Edge("opened", "resolve", "resolved"),
    Edge("opened", "take", "taken"),
    Edge("reopened", "clear", "cleared"),
    Edge("reopened", "escalate", "reopened"),
    Edge("reopened", "give", "taken"),
    Edge("reopened", "resolve", "resolved"),
    Edge("reopened", "take", "taken"),
    Edge("resolved", "reopen", "reopened"),
    Edge("taken", "clear", "cleared"),
    Edge("taken", "escalate", "taken"),
    Edge("taken", "give", "taken"),
    Edge("taken", "resolve", "resolved"),
    Edge("taken", "take", "taken"),
]
COMPLAINT_EDGES = [
    Edge("", "lodge", "lodged"),
    Edge("lodged", "answer", "answered"),
    Edge("lodged", "withdraw", "withdrawn"),
]
COMPENSATION_EDGES = [
    Edge("", "propose", "proposed"),
    Edge("approved", "pay", "paid"),
    Edge("proposed", "approve", "approved"),
    Edge("proposed", "reject", "rejected"),
]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("ledger", "0001_initial")]

    operations = [
        InstallEdges("incident", INCIDENT_EDGES),
        InstallEdges("complaint", COMPLAINT_EDGES),
        InstallEdges("compensation", COMPENSATION_EDGES),
    ]
