import pytest

from tests.databases import own_database
from tests.mandates import world

__all__ = ["own_database"]


@pytest.fixture
def gia_lai(db: None) -> None:
    """Reference data of two districts."""
    world.build()
