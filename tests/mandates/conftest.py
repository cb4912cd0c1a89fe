import pytest

from tests.mandates import world


@pytest.fixture
def gia_lai(db: None) -> None:
    """Reference data of two districts."""
    world.build()
