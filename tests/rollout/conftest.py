"""The cast at work, for the board."""

from tests.journey.conftest import built_assets, cast, fresh_limits, furnished, people, plain_static_files

__all__ = ["built_assets", "cast", "fresh_limits", "furnished", "people", "plain_static_files"]
