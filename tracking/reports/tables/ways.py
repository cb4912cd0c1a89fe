"""Where a figure is opened into what it was counted from, said without addresses: papers and pages turn it into one."""

from dataclasses import dataclass
from enum import StrEnum


class Opens(StrEnum):
    """What a way leads to."""

    COMPLETE = "complete"
    """The board: the units that are complete."""
    UNITS = "units"
    """The board: every unit."""
    SHOWING = "showing"
    """The board: the units that show the kind ``key``."""
    CHANGES = "changes"
    """The board of two days: what came and what went."""
    UNIT = "unit"
    """The sheet of ``unit``."""
    EVIDENCE = "evidence"
    """The lines by which the kind ``key`` of ``unit`` was judged."""
    COUNTED = "so-lieu"
    """The figure ``key`` by unit, or by day of one ``unit``."""
    TIMED = "thoi-gian"
    """The finished cases of ``unit`` by procedure, or of the procedure ``key`` by unit."""
    OBSTACLES = "vuong-mac"
    """The obstacles of ``unit``, of the kind ``key``, the one of that code, or all."""
    STATED = "thong-ke"
    """What every unit stated of every month."""
    ASKED = "muc"
    """Whom the ask ``key`` addresses; with ``unit``, the places that are named together with that one."""
    NOTED = "luu-y"
    """What the note ``key`` was counted from."""
    CASES = "ho-so"
    """The figure ``key`` of a responsibility sheet, with its days and cases; of one ``procedure`` or of all."""
    WAITING = "cho-tra-loi"
    """The obstacles of ``unit`` that wait for an answer."""
    READY = "san-sang"
    """The communes of ``unit`` that are ready, and those that are not."""
    SHEET = "phieu"
    """The responsibility sheet of ``unit``."""


class At(StrEnum):
    """Of which days."""

    PERIOD = ""
    """The report's days, or their end."""
    BEFORE = "truoc"
    """The period before, or its end."""
    START = "tu-dau"
    """From the directive's day to the end of the report's."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way from one figure to its list."""

    opens: Opens
    unit: str = ""
    key: str = ""
    at: At = At.PERIOD
    procedure: str = ""


Ways = tuple[Way | None, ...]
"""The ways of one row, cell by cell."""
