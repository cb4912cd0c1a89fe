"""The way between two offices, as a pure function of the offices' tree and the route table.

The rule of the house, in one place: post goes up the tree until the office below which the goal lies, and down again
(cultural post office of a commune, district, province, district, commune). A row of the route table says otherwise for
one goal, or for all goals in one district. An office of the administration is reached through the post office of its
own area.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

_LONGEST_WAY: Final = 12
_NEAREST: Final = ("district_post", "provincial_post", "commune_post", "counter")
"""Kinds of post offices, the first of which stands in an agency's own area serves it."""


@dataclass(frozen=True, slots=True)
class Place:
    """An office as the ways see it: ``area`` its unit, ``around`` the unit above that, ``parent`` the office above."""

    code: str
    kind: str
    parent: str
    area: UUID
    around: UUID | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A row of the route table; one of ``goal`` and ``district`` is given."""

    origin: str
    goal: str
    district: UUID | None
    next_office: str


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways on a day."""

    places: Mapping[str, Place]
    turns: Iterable[Turn] = ()
    _to_goal: dict[tuple[str, str], str] = field(init=False, default_factory=dict)
    _to_district: dict[tuple[str, UUID], str] = field(init=False, default_factory=dict)
    _serving: dict[UUID, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for turn in self.turns:
            if turn.goal:
                self._to_goal[turn.origin, turn.goal] = turn.next_office
            elif turn.district:
                self._to_district[turn.origin, turn.district] = turn.next_office
        for kind in reversed(_NEAREST):
            for place in self.places.values():
                if place.kind == kind:
                    self._serving[place.area] = place.code

    def post_of(self, goal: str) -> str:
        """The post office through which ``goal`` is reached: itself, or the one of an agency's area; else empty."""
        place = self.places.get(goal)
        if place is None:
            return ""
        return goal if place.kind in _NEAREST else self._serving.get(place.area, "")

    def next_office(self, origin: str, goal: str) -> str | None:
        """Where ``origin`` sends what is meant for ``goal``; None when it has arrived or no way is known.

        From the post office that serves an agency the next station is the agency itself.
        """
        if origin == goal or origin not in self.places or goal not in self.places:
            return None
        last = self.post_of(goal)
        if origin == last:
            return goal
        said = self._to_goal.get((origin, goal)) or self._to_goal.get((origin, last))
        return said or self._by_district(origin, goal) or self._by_tree(origin, last)

    def path(self, origin: str, goal: str) -> tuple[str, ...]:
        """The offices from ``origin`` to ``goal``, both included, as far as the way is known; never in a circle."""
        way = [origin]
        while len(way) < _LONGEST_WAY and (following := self.next_office(way[-1], goal)):
            if following in way:
                break
            way.append(following)
        return tuple(way)

    def is_on_the_way(self, office: str, origin: str, goal: str) -> bool:
        """Whether what goes from ``origin`` to ``goal`` comes through ``office``."""
        return office in self.path(origin, goal) or office == self.post_of(goal)

    def _by_district(self, origin: str, goal: str) -> str | None:
        place, here = self.places[goal], self.places[origin]
        for area in (place.area, place.around):
            # Inside the district a row for the whole district would lead in a circle.
            if area is not None and area not in (here.area, here.around):
                said = self._to_district.get((origin, area))
                if said:
                    return said
        return None

    def _by_tree(self, origin: str, last: str) -> str | None:
        above = [last]
        while (parent := self.places[above[-1]].parent if above[-1] in self.places else "") and parent not in above:
            above.append(parent)
        if origin in above:
            return above[above.index(origin) - 1] if origin != last else None
        return self.places[origin].parent or None
