"""The house's own settings, with the floors' addresses beside its own and no limit that a bench reaches."""

from postal_services.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]  # noqa: F405
ROOT_URLCONF = "tests.bench.urls"
LIMIT_ANONYMOUS = 0
LIMIT_KEY = 0
LIMIT_PAGES = LIMIT_PAGES_ALL = 1_000_000_000
"""Pages are counted as ever."""
