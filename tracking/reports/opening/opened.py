"""A way followed: the list behind a figure, and what the report says of the same."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tracking.reports.figures import Figures
from tracking.reports.tables import Kind, Opens, Table, Way, said, sections

from .counted import counted, timed
from .noted import noted
from .source import Opened, Source
from .told import asked, standing, stated

_OPENS: Mapping[Opens, Callable[[Source, Way], Opened]] = {
    Opens.COUNTED: counted,
    Opens.TIMED: timed,
    Opens.OBSTACLES: standing,
    Opens.STATED: stated,
    Opens.ASKED: asked,
    Opens.NOTED: noted,
}
HERE = frozenset(_OPENS)
"""What the report's own pages open; the rest is opened by the board."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of the report that leads to a list: where it stands, what it says, and what the list comes to."""

    table: str
    row: str
    head: str
    text: str
    found: str

    @property
    def holds(self) -> bool:
        """Whether the list comes to what the report says."""
        return self.text == self.found


def opened(source: Source, way: Way) -> Opened:
    """The list behind a figure. Raises NotThere for a way that leads nowhere."""
    return _OPENS[way.opens](source, way)


def stated_of(figures: Figures, way: Way, found: Table) -> list[Stated]:
    """Every figure of the report that leads this way, beside what the list comes to."""
    return [
        Stated(table.title, row, head, text, total_of(found, row, head))
        for table, row, head, text in _leading(figures, way)
    ]


def _leading(figures: Figures, way: Way) -> Iterator[tuple[Table, str, str, str]]:
    for table in (table for section in sections(figures) for table in section.tables):
        named = next((place for place, column in enumerate(table.columns) if column.kind == Kind.TEXT), 0)
        for row, cells in enumerate(table.texts):
            for place, text in enumerate(cells):
                if table.way(row, place) == way:
                    yield table, cells[named], table.columns[place].head, text


def total_of(found: Table, row: str, head: str) -> str:
    """What a list comes to: its column of that head, or of that row's name, or its last one."""
    if not found.rows and not found.total:
        return said(0, Kind.COUNT)
    heads = [column.head for column in found.columns]
    place = next((heads.index(name) for name in (head, row) if name in heads), len(heads) - 1)
    return found.texts[-1][place]
