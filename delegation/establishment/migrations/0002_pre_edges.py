from django.db import migrations

from postal_services.ledger.edges import Edge, InstallEdges

APPOINTMENT = [
    Edge("", "appoint", "held"),
    Edge("held", "relieve", "ended"),
]
DEVICE = [
    Edge("", "enrol", "in_use"),
    Edge("in_use", "revoke", "revoked"),
]
PUBLICATION = [
    Edge("", "publish", "published"),
    Edge("published", "change", "published"),
    Edge("published", "withdraw", "withdrawn"),
]
TRAINING = [
    Edge("", "record", "recorded"),
    Edge("recorded", "withdraw", "withdrawn"),
]
OPENING = [
    Edge("", "open", "open"),
    Edge("open", "close", "closed"),
]


class Migration(migrations.Migration):
    dependencies = [("establishment", "0001_initial"), ("ledger", "0001_initial")]

    operations = [
        InstallEdges("appointment", APPOINTMENT),
        InstallEdges("device", DEVICE),
        InstallEdges("publication", PUBLICATION),
        InstallEdges("training", TRAINING),
        InstallEdges("opening", OPENING),
    ]
