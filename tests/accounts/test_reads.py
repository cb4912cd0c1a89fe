"""Who read whose personal data is noted and stays noted."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import PersonalDataRead
from postal_services.accounts.reads import note_read, note_reads

pytestmark = pytest.mark.django_db
LAN = Actor(user_id=uuid4(), username="lan")


def test_a_read_is_noted_with_who_what_and_why() -> None:
    subject = uuid4()
    note_read(LAN, "case_page", subject, ["phone", "name", "name"])
    noted = PersonalDataRead.objects.get()
    assert (noted.actor, noted.device, noted.subject) == (LAN.user_id, None, subject)
    assert (noted.purpose, noted.fields) == ("case_page", ["name", "phone"])


def test_a_list_is_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        note_reads(LAN, "search", [uuid4() for _ in range(50)], ["name"])
    assert len(queries) == 1
    assert PersonalDataRead.objects.count() == 50


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_personaldataread SET purpose = 'x'",
        "DELETE FROM accounts_personaldataread",
        "TRUNCATE accounts_personaldataread",
    ],
)
def test_postgresql_itself_refuses_to_change_or_forget_a_read(statement: str) -> None:
    note_read(LAN, "case_page", uuid4(), ["name"])
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PersonalDataRead.objects.count() == 1
