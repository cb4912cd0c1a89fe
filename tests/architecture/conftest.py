from pathlib import Path

import pytest
from pytest_django import Settings

from tests.architecture import world
from tests.cast import Cast, cast, furnished

__all__ = ["cast", "furnished"]


@pytest.fixture(autouse=True)
def _plain_files(settings: Settings, tmp_path: Path) -> None:
    """Addresses of styles and scripts as they are before anything is collected; no limit stops a thousand calls."""
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def chu_se(cast: Cast) -> world.World:
    return world.build(cast)
