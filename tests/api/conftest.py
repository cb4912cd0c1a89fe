import pytest
from django.core.cache import cache
from pytest_django import Settings

from postal_services.api import throttles
from tests.api import hashers


@pytest.fixture(autouse=True)
def _quick_doors(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.api.urls"
    settings.PASSWORD_HASHERS = ["tests.api.hashers.CountingHasher"]
    settings.ALLOWED_HOSTS = ["testserver"]
    hashers.work.clear()
    for limit in (throttles.ANONYMOUS, throttles.KEYED):
        limit.forget()


@pytest.fixture
def clean_cache(db: None) -> None:
    cache.clear()
