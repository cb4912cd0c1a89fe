"""Somebody to look at the pages."""

import pytest
from django.test import Client


@pytest.fixture
def visitor() -> Client:
    """Somebody who has not signed in."""
    return Client(headers={"host": "localhost"})
