"""A database of its own for a test whose threads commit: the ledger cannot be emptied afterwards, so it is dropped."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated test database, for this test alone."""
    template = connection.settings_dict["NAME"]
    own = f"{template}_own"
    with django_db_blocker.unblock():
        _recreate(own, template)
        _point_to(own)
        try:
            yield
        finally:
            connections.close_all()
            _point_to(template)
            _drop(own)


def _recreate(own: str, template: str) -> None:
    connections.close_all()
    _drop(own)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')


def _drop(own: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')


def _point_to(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
