"""Announcements and trainings are what the ledger says: a hand in the tables is found and put right."""

import pytest

from delegation.establishment.commands.publishing import publish_procedures
from delegation.establishment.commands.training import record_training
from delegation.establishment.models import Publication, Training
from tests import by_hand
from tests.cast import Cast
from tests.establishment.desk import publishing, training

PUBLICATION = {
    "state": "'withdrawn'",
    "office_id": "'UB-622'",
    "posted_days": "posted_days + 1",
    "regulated_days": "regulated_days + 1",
    "since": "since - interval '1 day'",
    "simulated": "NOT simulated",
}
TRAINING = {
    "state": "'withdrawn'",
    "office_id": "'UB-622'",
    "held_on": "held_on - 1",
    "topic": "'x'",
    "people": "'{}'",
    "document": "repeat('0', 64)",
    "recorded_at": "recorded_at - interval '1 day'",
    "simulated": "NOT simulated",
}


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """Procedures announced and a training recorded."""
    publish_procedures(cast.hanh, publishing())
    record_training(cast.hanh, training((cast.hanh.user_id,)))
    return cast


@pytest.mark.usefixtures("ready")
def test_what_stands_ready_is_what_the_ledger_says() -> None:
    for column, value in PUBLICATION.items():
        by_hand.altered(Publication, column, value)
    for column, value in TRAINING.items():
        by_hand.altered(Training, column, value)
    by_hand.taken_away(Publication, "document_number", "url", "reason", "attachment_id", "published_on")
    by_hand.taken_away(Training, "session", "others", "reason", "attachment_id")
    by_hand.added(Publication, state="'withdrawn'", published_on="published_on - 3")
    by_hand.added(Training, session="gen_random_uuid()", held_on="held_on - 3")
    assert by_hand.differing("establishment") == {}
