"""What the board shows of one unit: the same facts for its tile on the map and its row in the table."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postal_services.web.formats import vn_date
from tracking.rollout.charts import Bar, Pip, bars, pips

GRID = Path(__file__).resolve().parent.parent / "data" / "tiles.csv"
"""Row and column of units on the map, by hand after where their communes lie; units without one follow below."""


MOST_LACKING = 3
"""Kinds of evidence named where a line says what a unit lacks; the others are counted."""
MOST_NAMED = 8
"""Units named under one line of a ranking; the others are counted."""


@dataclass(frozen=True, slots=True)
class Look:
    """A state as the map shows it: icon, word and colour together."""

    key: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of evidence of one unit.

    ``on`` is since when it is met; ``lost_on`` since when it is gone again; ``gained`` and ``lost`` compare two days.
    """

    key: str
    name: str
    short: str
    met: bool
    href: str
    on: date | None = None
    lost_on: date | None = None
    why: str = ""
    gained: bool = False
    lost: bool = False

    @property
    def lacking(self) -> str:
        """That it is not there, and since when where it once was."""
        if self.lost_on:
            return _("mất %(kind)s từ %(day)s") % {"kind": self.name, "day": vn_date(self.lost_on)}
        return _("chưa có %(kind)s") % {"kind": self.name}

    @property
    def pip(self) -> Pip:
        """Its square."""
        if self.met:
            return Pip.MET
        return Pip.LOST if self.lost_on else Pip.MISSING


@dataclass(frozen=True, slots=True)
class Sent:
    """How many of the cases that could go by post did; ``share`` is empty where nobody stated how many there were."""

    sent: int
    eligible: int | None
    href: str = ""
    bar: SafeString | None = None

    @property
    def percent(self) -> int | None:
        """Whole per cent of the eligible cases."""
        return round(100 * self.sent / self.eligible) if self.eligible else None


@dataclass(frozen=True, slots=True)
class Place:
    """One unit on the board."""

    unit: str
    name: str
    short_name: str
    href: str
    marks: tuple[Mark, ...]
    sent: Sent | None = None
    obstacles: int = 0
    obstacles_href: str = ""
    lost_on: date | None = None
    """Since when it is no longer complete, where it once was."""

    @property
    def met(self) -> int:
        """Kinds of evidence that are there."""
        return sum(mark.met for mark in self.marks)

    @property
    def total(self) -> int:
        """Kinds of evidence that are asked for."""
        return len(self.marks)

    @property
    def complete(self) -> bool:
        """Whether everything is there."""
        return all(mark.met for mark in self.marks)

    @property
    def missing(self) -> tuple[Mark, ...]:
        """What is not there, in the order of the rules."""
        return tuple(mark for mark in self.marks if not mark.met)

    @property
    def lacks(self) -> str:
        """What is not there in a few words: what was lost first, with its day."""
        if not self.met and not self.gone:
            return _("chưa có minh chứng nào")
        told = sorted(self.missing, key=lambda mark: mark.lost_on is None)
        first = told if len(told) <= MOST_LACKING + 1 else told[:MOST_LACKING]
        parts = [mark.lacking for mark in first]
        if len(told) > len(first):
            more = len(told) - len(first)
            parts.append(ngettext("%(count)s minh chứng khác", "%(count)s minh chứng khác", more) % {"count": more})
        return ", ".join(parts)

    @property
    def gone(self) -> tuple[Mark, ...]:
        """What was there once and is not there now."""
        return tuple(mark for mark in self.marks if mark.lost_on and not mark.met)

    @property
    def look(self) -> Look:
        """Its state."""
        left = self.total - self.met
        if self.complete:
            return Look("done", "check", _("Đã đủ"))
        if self.lost_on:
            return Look("back", "return", _("Lùi lại"))
        if self.met == 0:
            return Look("none", "ring", _("Chưa làm"))
        return Look("going", "clock", _("Thiếu %(count)s") % {"count": left})

    @property
    def pips(self) -> SafeString:
        """Its squares."""
        return pips([mark.pip for mark in self.marks])

    @property
    def gained(self) -> int:
        """Kinds that came since the other day."""
        return sum(mark.gained for mark in self.marks)

    @property
    def lost(self) -> int:
        """Kinds that went since the other day."""
        return sum(mark.lost for mark in self.marks)

    @property
    def spot(self) -> str:
        """Classes that put it in its place on the map."""
        row, column = grid().get(self.unit, (0, 0))
        return f"at-row-{row} at-column-{column}" if row else ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking: what, how many of how many, whom, and where the number opens."""

    name: str
    count: int
    whole: int
    href: str
    names: Sequence[str] = ()
    look: str = "missing"
    note: str = ""

    @property
    def bar(self) -> SafeString:
        """Its bar."""
        return bars(Bar(self.count, self.whole, self.look))

    @property
    def told(self) -> Sequence[str]:
        """The first few names, and how many more."""
        return named(self.names)


def named(names: Sequence[str], most: int = MOST_NAMED) -> Sequence[str]:
    """The first few names, and how many more."""
    if len(names) <= most + 1:
        return names
    more = len(names) - most
    return [*names[:most], ngettext("và %(count)s nơi khác", "và %(count)s nơi khác", more) % {"count": more}]


@cache
def grid() -> Mapping[str, tuple[int, int]]:
    """Row and column of the units that have a place on the map, by statistics code."""
    with GRID.open(encoding="utf-8", newline="") as file:
        return {row["unit"]: (int(row["row"]), int(row["column"])) for row in csv.DictReader(file)}
