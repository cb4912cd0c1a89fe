"""The cast at work, with files to hand in."""

from tests.cast import cast, committed_cast, furnished

__all__ = ["cast", "committed_cast", "furnished"]
