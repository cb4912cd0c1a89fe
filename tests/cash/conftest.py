import pytest
from django.conf import LazySettings

from tests.cast import Cast, cast, committed_cast, furnished
from tests.custody_web.conftest import plain_static_files
from tests.web.conftest import built_assets

__all__ = ["built_assets", "cast", "committed_cast", "furnished", "people", "plain_static_files"]


@pytest.fixture
def people(cast: Cast, settings: LazySettings) -> Cast:
    """The cast, each of whom can sign in; the desk shows the panels of this room alone."""
    settings.DESK_PANELS = ["tracking.cash.web.panels.figures", "tracking.cash.web.panels.unclosed"]
    return cast
