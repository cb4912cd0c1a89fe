"""The report's tables and drawings as pages show them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from postal_services import clock
from tracking.reports.figures import Figures
from tracking.reports.tables import Kind, Section, Table, Way, sections
from tracking.rollout.charts import BurnUpData, Size, Step, burn_up

_NUMBERS = frozenset({Kind.COUNT, Kind.CHANGE, Kind.SHARE, Kind.DAYS, Kind.POINTS})
_SIZE = Size(760, 330, 14)


@dataclass(frozen=True, slots=True)
class CellShown:
    """One cell: its words, its head, whether it is a number, and where it is opened."""

    text: str
    head: str
    number: bool
    first: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class TableShown:
    """One table; ``named`` is the place of the column that names a row."""

    key: str
    title: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[CellShown, ...], ...]
    total: tuple[CellShown, ...]
    note: str
    none: str
    wide: bool
    narrow: bool


@dataclass(frozen=True, slots=True)
class PartShown:
    """One section with its tables; ``chart`` stands above them."""

    number: str
    title: str
    words: tuple[str, ...]
    chart: SafeString | str
    tables: tuple[TableShown, ...]


_WIDE, _NARROW = 8, 2
"""Columns from which on a table is scrolled, and up to which it is set no wider than it can be read across."""


def parts_of(figures: Figures, path: Callable[[Way], str]) -> list[PartShown]:
    """Every section; ``path`` is where a figure is opened."""
    return [_part(figures, section, path) for section in sections(figures)]


def _part(figures: Figures, section: Section, path: Callable[[Way], str]) -> PartShown:
    chart = _burn_up(figures) if "burn_up" in section.parts else ""
    return PartShown(
        section.number, section.title, section.words, chart, tuple(table_of(table, path) for table in section.tables)
    )


def table_of(table: Table, path: Callable[[Way], str]) -> TableShown:
    """A table ready to show, each figure with the way to its list."""
    texts = table.texts
    named = next((place for place, column in enumerate(table.columns) if column.kind == Kind.TEXT), 0)
    shown = [
        tuple(
            CellShown(text, column.head, column.kind in _NUMBERS, place == named, path(way) if way and text else "")
            for place, (text, column) in enumerate(zip(cells, table.columns, strict=True))
            for way in (table.way(row, place),)
        )
        for row, cells in enumerate(texts)
    ]
    rows = shown[: len(table.rows)]
    return TableShown(
        key=table.key,
        title=table.title,
        heads=tuple((column.head, column.kind in _NUMBERS) for column in table.columns),
        rows=tuple(rows),
        total=shown[-1] if table.total else (),
        note=table.note,
        none=table.none,
        wide=len(table.columns) > _WIDE,
        narrow=len(table.columns) <= _NARROW,
    )


def _burn_up(figures: Figures) -> SafeString | str:
    points = figures.progress.points
    if not points:
        return ""
    data = BurnUpData(
        steps=[Step(point.day, point.complete, point.pieces) for point in points],
        units=figures.progress.units,
        pieces=figures.progress.pieces_all,
        as_of=figures.head.as_of,
        today=clock.today(),
        deadline=figures.head.deadline,
    )
    return burn_up(data, "report-burn-up", _SIZE)


@dataclass(frozen=True, slots=True)
class BarShown:
    """One unit's pieces as boxes."""

    name: str
    met: tuple[bool, ...]
    pieces: int
    complete: bool


def bars_of(figures: Figures) -> list[BarShown]:
    """The units in the order of the table."""
    return [BarShown(row.name, row.met, row.pieces, row.complete) for row in figures.rows]
