"""The reference data of Gia Lai, loaded once a file in a transaction that is rolled back after its last test."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from delegation.registry import reference


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Units, offices, procedures, tariff and calendar as the files say; tests run in savepoints inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        reference.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def gialai(loaded: None, db: None) -> None:
    """The reference data, with the changes of one test undone after it."""
