"""Install the legal moves of what districts and the province do."""

from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

OBSTACLE_EDGES = [
    Edge("", "report", "reported"),
    Edge("answered", "close", "closed"),
    Edge("answered", "reopen", "reopened"),
    Edge("closed", "reopen", "reopened"),
    Edge("reopened", "answer", "answered"),
    Edge("reopened", "assign", "taken"),
    Edge("reopened", "escalate", "reopened"),
    Edge("reopened", "take", "taken"),
    Edge("reported", "answer", "answered"),
    Edge("reported", "assign", "taken"),
    Edge("reported", "escalate", "reported"),
    Edge("reported", "take", "taken"),
    Edge("taken", "answer", "answered"),
    Edge("taken", "assign", "taken"),
    Edge("taken", "escalate", "taken"),
    Edge("taken", "take", "taken"),
]
ACCEPTANCE_EDGES = [
    Edge("", "accept", "accepted"),
    Edge("accepted", "withdraw", "withdrawn"),
]
REMINDER_EDGES = [
    Edge("", "send", "sent"),
    Edge("sent", "dismiss", "dismissed"),
]
READINESS_EDGES = [
    Edge("", "declare", "ready"),
    Edge("ready", "withdraw", "withdrawn"),
]
TASK_EDGES = [
    Edge("", "report_done", "done_reported"),
    Edge("confirmed", "withdraw", "withdrawn"),
    Edge("done_reported", "confirm", "confirmed"),
    Edge("done_reported", "reject", "rejected"),
    Edge("done_reported", "withdraw", "withdrawn"),
]
STATEMENT_EDGES = [
    Edge("", "state", "stated"),
    Edge("stated", "replace", "stated"),
]


class Migration(migrations.Migration):
    dependencies = [("rollout", "0005_pre_acts"), ("ledger", "0001_initial")]

    operations = [
        InstallEdges("obstacle", OBSTACLE_EDGES),
        InstallEdges("acceptance", ACCEPTANCE_EDGES),
        InstallEdges("reminder", REMINDER_EDGES),
        InstallEdges("readiness", READINESS_EDGES),
        InstallEdges("task", TASK_EDGES),
        InstallEdges("statement", STATEMENT_EDGES),
    ]
