"""The cast with a sign-in each, and pages served without a collected manifest."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from tests.cast import Cast, cast, furnished
from tests.web.conftest import built_assets

__all__ = ["built_assets", "cast", "furnished"]


@pytest.fixture(autouse=True)
def plain_static_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast, each of whom can sign in."""
    return cast


def signed_in(person: Actor) -> Client:
    """A browser in which somebody of the cast has signed in."""
    client = Client()
    client.force_login(User.objects.get(username=person.username))
    return client
