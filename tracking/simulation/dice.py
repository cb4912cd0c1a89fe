"""Chance that can be thrown again: the same seed gives the same throws."""

import random


def dice(*seed: object) -> random.Random:
    """A source of chance of its own for everything that ``seed`` names."""
    return random.Random("/".join(str(part) for part in seed))  # noqa: S311  # made-up people, not secrets
