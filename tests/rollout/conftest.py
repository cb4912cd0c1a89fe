"""The cast at work, for the board; the notice where a test asks for it."""

import pytest

from tests.cast import Cast
from tests.journey.conftest import built_assets, cast, fresh_limits, furnished, people, plain_static_files
from tests.rollout.world import load_notice

__all__ = ["built_assets", "cast", "fresh_limits", "furnished", "people", "plain_static_files"]


@pytest.fixture
def asked(people: Cast) -> Cast:
    """The cast, of whose two districts Notice 44 asks what it asked of seventeen."""
    load_notice()
    return people
