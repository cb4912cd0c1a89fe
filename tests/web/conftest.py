"""Pages without a collected manifest, built as they are served."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from postal_services.web import assets


@pytest.fixture(scope="session", autouse=True)
def built_assets() -> None:
    """The tests look at what is really served, so it must be up to date."""
    assets.build()


@pytest.fixture(autouse=True)
def plain_static_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def visitor() -> Client:
    """Somebody who has not signed in."""
    return Client(headers={"host": "localhost"})
