"""Acts of the random month and what is thrown for them.

Hypothesis draws one seed for each step, so that a failing month shrinks by leaving steps out; everything inside a step
comes out of that seed, spread evenly over acts and people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Throw = Callable[[Random], Any]
"""Something that a step's dice decide."""


def one_of(values: Sequence[Any]) -> Throw:
    """One of several values; a value that stands there twice comes twice as often."""
    return lambda dice: dice.choice(values)


def number(least: int, most: int) -> Throw:
    """A whole number, both ends included."""
    return lambda dice: dice.randint(least, most)


def some(throw: Throw, least: int, most: int) -> Throw:
    """A list of throws."""
    return lambda dice: [throw(dice) for _ in range(dice.randint(least, most))]


def all_of(*throws: Throw) -> Throw:
    """A tuple with one of each."""
    return lambda dice: tuple(throw(dice) for throw in throws)


def flip(dice: Random) -> bool:
    """Heads or tails."""
    return dice.random() < 0.5


@dataclass(frozen=True, slots=True)
class Act:
    """How often an act is tried, what must be there for it to be worth a try, and what is thrown for it."""

    weight: int
    needs: tuple[str, ...]
    thrown: dict[str, Throw]


def act(weight: int, *needs: str, **thrown: Throw) -> Callable[[Thing], Thing]:
    """Mark a method as something that happens; one of ``needs`` (``bag:open``) must be there, when any is named."""

    def mark(method: Thing) -> Thing:
        method.act = Act(weight, needs, thrown)  # type: ignore[attr-defined]  # a function takes attributes
        return method

    return mark


def acts_of(cls: type) -> dict[str, Act]:
    """Everything that can happen, by the name of its method."""
    named = {name: getattr(getattr(cls, name), "act", None) for name in dir(cls)}
    return {name: found for name, found in sorted(named.items()) if isinstance(found, Act)}
