"""The line of one share over the days of a page, as points of a drawing; days without anything leave a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from postal_services.web.formats import percent

WIDTH, HEIGHT = 600, 160
LEFT, RIGHT, TOP, BOTTOM = 82, 12, 24, 40


@dataclass(frozen=True, slots=True)
class Point:
    """One day with a share, where it is drawn."""

    x: float
    y: float
    day: date
    percent: int


@dataclass(frozen=True, slots=True)
class Line:
    """A share over some days: points, the stretches between neighbouring days, and the lines of 0, 50 and 100 %."""

    name: str
    title: str
    points: tuple[Point, ...]
    stretches: tuple[str, ...]
    grid: tuple[tuple[float, str], ...]
    first: date
    last: date
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - 8


def line(name: str, title: str, shares: Sequence[tuple[date, float | None]]) -> Line:
    """The drawing of ``shares`` (0 to 1, None for a day without anything), in the order of days."""
    across = (WIDTH - LEFT - RIGHT) / max(len(shares) - 1, 1)
    points: list[Point] = []
    stretches: list[list[Point]] = [[]]
    for place, (day, share) in enumerate(shares):
        if share is None:
            stretches.append([])
            continue
        point = Point(round(LEFT + across * place, 1), _height(share), day, round(share * 100))
        points.append(point)
        stretches[-1].append(point)
    drawn = tuple(" ".join(f"{point.x},{point.y}" for point in each) for each in stretches if len(each) > 1)
    grid = tuple((_height(share), percent(round(share * 100))) for share in (0, 0.5, 1))
    return Line(name, title, tuple(points), drawn, grid, shares[0][0], shares[-1][0])


def _height(share: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)
