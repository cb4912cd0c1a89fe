"""The house's own settings, with the floors' addresses beside its own and no limit on calls."""

from postal_services.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]  # noqa: F405
ROOT_URLCONF = "tests.bench.urls"
LIMIT_ANONYMOUS = 0
LIMIT_KEY = 0
