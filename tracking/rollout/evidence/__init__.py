"""How far an ask of a directive is, judged from the ledger as of any day.

A fact counts on the day it happened (``occurred_at``), even where it was written down later; every reference says when
that was. Nothing is typed in as done. ``look()`` reads everything once; all else is computed from it.
"""

from datetime import date

from postal_services import clock
from tracking.measures.queries import Reference

from .counter import MonthShare, Shares, shares
from .facts import Head, Place, Ruling, Successor
from .kinds import ITEM_TWO, KEYS, KINDS
from .look import ASK, DIRECTIVE, Look, look
from .progress import (
    BurnUp,
    Change,
    Comparison,
    Evidence,
    Forecast,
    Lacking,
    Missing,
    Point,
    Progress,
    Regression,
    Target,
)
from .reading import target_stream
from .reasons import REASONS

__all__ = [
    "ASK",
    "DIRECTIVE",
    "ITEM_TWO",
    "KEYS",
    "KINDS",
    "REASONS",
    "BurnUp",
    "Change",
    "Comparison",
    "Evidence",
    "Forecast",
    "Head",
    "Lacking",
    "Look",
    "Missing",
    "MonthShare",
    "Place",
    "Point",
    "Progress",
    "Reference",
    "Regression",
    "Ruling",
    "Shares",
    "Successor",
    "Target",
    "burn_up",
    "compare",
    "look",
    "missing_ranked",
    "progress",
    "regressions",
    "shares",
    "target_stream",
]


def progress(as_of: date | None = None, directive: str = DIRECTIVE, ask: str = ASK) -> Progress:
    """How far the targets of an ask had come by the end of ``as_of`` (Vietnam; today when not given)."""
    day = as_of or clock.today()
    return look(directive, ask, day).progress(day)


def burn_up(directive: str, ask: str, as_of: date) -> BurnUp:
    """Complete targets and pieces by day, with a forecast from ``as_of`` on."""
    return look(directive, ask, as_of).burn_up(as_of)


def compare(one: date, other: date, directive: str = DIRECTIVE, ask: str = ASK) -> Comparison:
    """What was gained and lost between two days."""
    return look(directive, ask, max(one, other)).compare(one, other)


def regressions(as_of: date, directive: str = DIRECTIVE, ask: str = ASK) -> tuple[Regression, ...]:
    """Targets that were complete and no longer were on ``as_of``."""
    return look(directive, ask, as_of).regressions(as_of)


def missing_ranked(as_of: date, directive: str = DIRECTIVE, ask: str = ASK) -> tuple[Missing, ...]:
    """Which kinds were missing on ``as_of`` in most targets."""
    return look(directive, ask, as_of).missing_ranked(as_of)
