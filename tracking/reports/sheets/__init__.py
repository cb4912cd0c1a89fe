"""The responsibility sheet of each head of a unit: notice 44/TB-UBND, items 1a, 1c, 4 and 5a, from the same figures."""

from tracking.reports.quarters import Span

from .figures import Cut, Holding, Ranking, Sheet, Timed
from .gather import desk_of, gather, newest_quarter, span_of, times_of
from .holding import holdings
from .scope import Scope, require_may_read

__all__ = [
    "Cut",
    "Holding",
    "Ranking",
    "Scope",
    "Sheet",
    "Span",
    "Timed",
    "desk_of",
    "gather",
    "holdings",
    "newest_quarter",
    "require_may_read",
    "span_of",
    "times_of",
]
