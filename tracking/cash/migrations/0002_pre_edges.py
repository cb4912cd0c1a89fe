from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

TAKING = [
    Edge("", "refund", "refunded"),
    Edge("", "take", "taken"),
    Edge("taken", "reverse", "reversed"),
]
CHARGE = [Edge("", "correct", "corrected")]
CASH_DAY = [
    Edge("", "open", "open"),
    Edge("closed", "accept", "accepted"),
    Edge("open", "close", "closed"),
]
RECONCILIATION = [
    Edge("", "draft", "drafted"),
    Edge("agency_signed", "reopen", "drafted"),
    Edge("agency_signed", "sign", "differing"),
    Edge("agency_signed", "sign", "settled"),
    Edge("differing", "reopen", "drafted"),
    Edge("drafted", "sign", "agency_signed"),
    Edge("drafted", "sign", "post_signed"),
    Edge("drafted", "state_figure", "drafted"),
    Edge("drafted", "tick", "drafted"),
    Edge("post_signed", "reopen", "drafted"),
    Edge("post_signed", "sign", "differing"),
    Edge("post_signed", "sign", "settled"),
    Edge("settled", "reopen", "drafted"),
]


class Migration(migrations.Migration):
    dependencies = [("cash", "0001_initial"), ("ledger", "0001_initial")]

    operations = [
        InstallEdges("taking", TAKING),
        InstallEdges("charge", CHARGE),
        InstallEdges("cash_day", CASH_DAY),
        InstallEdges("reconciliation", RECONCILIATION),
    ]
