"""The cast with a directive; a database of its own where commits have to be real."""

import pytest

from tests.cast import Cast, committed_cast
from tests.journey.conftest import cast, fresh_limits, furnished, people
from tests.rollout_acts import world

__all__ = ["cast", "committed_cast", "fresh_limits", "furnished", "people"]


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """The cast, asked by Notice 44."""
    world.build()
    return cast


@pytest.fixture
def asked_for_good(committed_cast: Cast) -> Cast:
    """The same where commits are real."""
    world.build()
    return committed_cast
