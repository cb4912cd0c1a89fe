"""Two machines that start at the same time load the reference data once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from delegation.registry import reference
from delegation.registry.models import Office, Unit


def load(_turn: int) -> bool:
    """Whether this load changed anything."""
    try:
        return bool(reference.load())
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_db")
def test_loads_at_the_same_time_wait_for_one_another() -> None:
    with ThreadPoolExecutor(4) as pool:
        changed = list(pool.map(load, range(4)))
    assert changed.count(True) == 1
    assert (Unit.objects.count(), Office.objects.count()) == (319, 258)
