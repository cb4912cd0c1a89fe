import pytest
from pytest_django import Settings

from tests.architecture import world
from tests.cast import Cast, cast, furnished

__all__ = ["cast", "furnished"]


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    """Signing in a thousand times takes no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def chu_se(cast: Cast) -> world.World:
    return world.build(cast)
