"""Rotating the keys of encrypted fields while people work."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from postal_services.accounts.rotation import encrypted_columns
from postal_services.api.models import KeptAnswer
from tests.accounts.test_privacy import kept, new_key

pytestmark = pytest.mark.django_db


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_field_keys", *options, stdout=out)
    return out.getvalue()


def key_ids() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT split_part(body, '.', 2) FROM api_keptanswer")
        return {row[0] for row in cursor.fetchall()}


def test_every_value_comes_under_the_first_key_and_reads_the_same(settings: Settings) -> None:
    old, new = new_key("2026a"), new_key("2026b")
    settings.FIELD_KEYS = old
    for number in range(25):
        kept(f"Làng {number}", key=f"k{number}")
    kept("", key="empty")
    settings.FIELD_KEYS = f"{new},{old}"
    with pytest.raises(CommandError, match="25 values"):
        rotate("--check")
    assert "api_keptanswer.body: 25 written anew, 0 left" in rotate("--batch", "10")
    assert key_ids() == {"2026b", ""}
    settings.FIELD_KEYS = new
    assert set(KeptAnswer.objects.values_list("body", flat=True)) == {"", *(f"Làng {number}" for number in range(25))}
    assert "0 written anew" in rotate()


def test_a_value_whose_key_is_gone_stops_the_rotation_by_name(settings: Settings) -> None:
    settings.FIELD_KEYS = new_key("2026a")
    kept("Làng Ring")
    settings.FIELD_KEYS = new_key("2026b")
    with pytest.raises(CommandError, match="2026a"):
        rotate()
    assert key_ids() == {"2026a"}


def test_every_encrypted_column_of_every_room_is_found() -> None:
    found = {f"{column.table}.{column.column}" for column in encrypted_columns()}
    assert "api_keptanswer.body" in found
    assert any(name.startswith("dossiers_") for name in found)
