"""The cast at work, for the board; the notice where a test asks for it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from delegation.registry import reference
from tests.cast import Cast
from tests.journey.conftest import cast, fresh_limits, furnished, people
from tests.mandates.world import NOON
from tests.rollout.world import load_notice

__all__ = ["cast", "fresh_limits", "furnished", "people"]


@pytest.fixture
def asked(people: Cast) -> Cast:
    """The cast, of whose two districts Notice 44 asks what it asked of seventeen."""
    load_notice()
    return people


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        reference.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def gialai(loaded: None, db: None) -> Iterator[None]:
    """The whole reference data, in August 2019, with the changes of one test undone after it."""
    with time_machine.travel(NOON, tick=False):
        yield
