"""A database of its own for a test whose threads commit: the ledger cannot be emptied afterwards, so it is dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections
from django.test.utils import setup_databases, teardown_databases


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The migrated test database, whenever any fixture needs it.

    pytest-django makes it only for tests with its own marks, and a copy for a test that commits would then be a copy of
    the developer's database.
    """
    keep = request.getfixturevalue("django_db_keepdb")
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            aliases={"default": True},
            serialized_aliases=[],
            keepdb=keep and not request.getfixturevalue("django_db_createdb"),
        )
    yield
    if not keep:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=request.config.option.verbose)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated test database, for this test alone."""
    with django_db_blocker.unblock(), copied(connection.settings_dict["NAME"]):
        yield


@contextmanager
def copied(template: str) -> Iterator[str]:
    """Work in a copy of the database ``template``, dropped afterwards; gives its name."""
    own = f"{template}_own"
    _recreate(own, template)
    try:
        with pointed_to(own):
            yield own
    finally:
        _drop(own)


@contextmanager
def pointed_to(name: str) -> Iterator[None]:
    """Let every connection go to the database ``name``."""
    before = connection.settings_dict["NAME"]
    _point_to(name)
    try:
        yield
    finally:
        connections.close_all()
        _point_to(before)


@contextmanager
def template(name: str) -> Iterator[None]:
    """A copy of the present database under ``name``, filled here and copied by tests; it stays."""
    _recreate(name, connection.settings_dict["NAME"])
    with pointed_to(name):
        yield


def drop(name: str) -> None:
    """Take a database away, whoever is connected."""
    connections.close_all()
    _drop(name)


def _recreate(own: str, template: str) -> None:
    connections.close_all()
    _drop(own)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')


def _drop(own: str) -> None:
    """Drop the copy, whoever is still connected to it.

    The server's own cleaner may be at work in it; a plain drop asks it to leave, which a forced one may not.
    """
    with connection._nodb_cursor() as cursor:
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        except ProgrammingError:
            cursor.execute(f'DROP DATABASE IF EXISTS "{own}"')


def _point_to(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
