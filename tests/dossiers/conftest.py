from collections.abc import Iterator

import pytest
import time_machine

from tests.mandates import world


@pytest.fixture
def gia_lai(db: None) -> None:
    """Reference data of two districts."""
    world.build()


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands at noon of Monday 5 August 2019."""
    with time_machine.travel(world.NOON, tick=False):
        yield


@pytest.fixture
def chu_se(gia_lai: None, noon: None) -> None:
    """The mandate of Chư Sê is in force."""
    world.mandate_in_force()
