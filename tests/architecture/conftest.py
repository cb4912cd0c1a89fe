import pytest
from pytest_django import Settings

from tests.architecture import world
from tests.cast import Cast, cast, furnished

__all__ = ["cast", "furnished"]


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    """Signing in a thousand times takes no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _endless_pages(settings: Settings) -> None:
    """One test opens every page of the house, as everybody, within a minute."""
    settings.LIMIT_PAGES = settings.LIMIT_PAGES_ALL = 0


@pytest.fixture
def chu_se(cast: Cast) -> world.World:
    return world.build(cast)
