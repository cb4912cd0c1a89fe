import pytest
from django.conf import LazySettings

from tests.cast import Cast, cast, committed_cast, furnished

__all__ = ["cast", "committed_cast", "furnished", "people"]


@pytest.fixture
def people(cast: Cast, settings: LazySettings) -> Cast:
    """The cast, each of whom can sign in; the desk shows the panels of this room alone."""
    settings.DESK_PANELS = ["tracking.cash.web.panels.figures", "tracking.cash.web.panels.unclosed"]
    return cast
