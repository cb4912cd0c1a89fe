"""The province's board on the screen and the list behind each of its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.custody.web.doors import page_of, signed_in
from tracking.rollout import board as reads
from tracking.rollout import policies
from tracking.rollout.figures import BY_SLUG, FIGURES, Figure

from .showing import grid

ALL = "64"
"""The province's own code stands for all districts together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the board; ``href`` is empty where there is no list behind it for this person."""

    figure: Figure
    number: int
    href: str

    @property
    def warns(self) -> bool:
        """Whether the number asks for attention."""
        return self.figure.warns and self.number > 0


@dataclass(frozen=True, slots=True)
class Tile:
    """One district: its cells by key for the tile, and in order for the table."""

    row: reads.Counted
    cells: tuple[Cell, ...]
    oldest: timedelta | None

    @property
    def by_key(self) -> dict[str, Cell]:
        """The cells by the key of their figure."""
        return {cell.figure.key: cell for cell in self.cells}

    @property
    def warnings(self) -> int:
        """How many things ask for attention."""
        return sum(cell.number for cell in self.cells if cell.warns)

    @property
    def look(self) -> str:
        """How the tile is drawn: in use, agreed, or not begun."""
        if self.row.numbers["handed_over"]:
            return "used"
        return "agreed" if self.row.is_mandated else "waiting"


@signed_in
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The districts as tiles and as a table, as of now."""
    actor = actor_from(request)
    policies.require_may_watch(actor)
    counted = reads.board()
    tiles = [
        Tile(
            row,
            _cells(actor, row.district.unit, row.numbers),
            counted.at - row.oldest_limbo_at if row.oldest_limbo_at else None,
        )
        for row in counted.rows
    ]
    context = {
        "board": counted,
        "tiles": tiles,
        "groups": [group for group in _placed(tiles) if group],
        "totals": _cells(actor, "", counted.totals),
        "figures": FIGURES,
        "wide": True,
        "oldest": counted.at - counted.oldest_limbo_at if counted.oldest_limbo_at else None,
    }
    return render(request, "rollout/board.html", context)


def _placed(tiles: Sequence[Tile]) -> tuple[list[Tile], list[Tile]]:
    """The districts that have a place on the map, and those that follow below it: the map has no room between."""
    there = [tile for tile in tiles if tile.row.district.unit in grid()]
    return there, [tile for tile in tiles if tile.row.district.unit not in grid()]


def _cells(actor: Actor, unit: str, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    opens, place = policies.may_open(actor, unit), unit or ALL
    return tuple(Cell(figure, numbers[figure.key], _address(place, figure) if opens else "") for figure in FIGURES)


def _address(unit: str, figure: Figure) -> str:
    return reverse("rollout:behind", args=[unit, figure.slug])


@signed_in
@require_safe
def behind(request: HttpRequest, unit: str, figure: str) -> HttpResponse:
    """The rows that one number of the board was counted from."""
    actor = actor_from(request)
    policies.require_may_watch(actor)
    chosen = BY_SLUG.get(figure)
    place = next((each for each in reads.districts() if each.unit == unit), None)
    if chosen is None or (place is None and unit != ALL) or not policies.may_open(actor, place.unit if place else ""):
        raise NotThere
    rows = reads.behind(actor, chosen, place)
    context = {
        **page_of(request, rows),
        "figure": chosen,
        "place": place,
        "total": rows.count(),
        "now": clock.now(),
    }
    return render(request, "rollout/behind.html", context)
