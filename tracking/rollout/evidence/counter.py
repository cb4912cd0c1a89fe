"""The counter-figure: of the cases that could have gone by post, how many really did, and why the others did not.

Beside every percentage of committees, so that green cannot be bought with one dossier. How many could have gone is
stated by the district for each month; how many did comes from the ledger.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracking.measures.keys import Key
from tracking.measures.lines import one_state
from tracking.measures.queries import Daily, daily

from . import reading
from .facts import ONE_DAY, Place, edge_of
from .lines import Said
from .look import ASK, DIRECTIVE

BY_POST = Key.LODGED
NOT_STATED, CONTRADICTS = "not_stated", "contradicts_ledger"
_COUNTED = (BY_POST, Key.HANDED_OVER, Key.LODGED_SIMULATED)
LONGEST = 120
"""Months that are shown at most."""


@dataclass(frozen=True, slots=True)
class MonthShare:
    """One district in one month: cases that came by post, cases that could have, and why the others did not.

    ``by_post`` counts cases of the month that the post takes in or brings back, ``handed_over`` those that changed
    hands in it.

    ``eligible`` is None where nothing is stated. A statement of fewer cases than the ledger has is shown with ``flag``
    ``contradicts_ledger`` and never counted. ``simulated`` holds where the statement or any of the cases was played.
    """

    place: Place
    month: date
    by_post: int
    eligible: int | None
    reasons: Mapping[str, int] = field(default_factory=dict)
    simulated: bool = False
    handed_over: int = 0

    @property
    def flag(self) -> str:
        """``not_stated``, ``contradicts_ledger``, or nothing."""
        if self.eligible is None:
            return NOT_STATED
        return CONTRADICTS if self.eligible < self.by_post else ""

    @property
    def counts(self) -> bool:
        """Whether the month has a share."""
        return not self.flag and bool(self.eligible)

    @property
    def per_mille(self) -> int | None:
        """The share in thousandths, rounded down; None where there is none."""
        return self.by_post * 1000 // self.eligible if self.counts and self.eligible else None


@dataclass(frozen=True, slots=True)
class Shares:
    """Every district and month of a span, in that order, as of a day."""

    as_of: date
    rows: tuple[MonthShare, ...]

    def total(self, month: date | None = None) -> tuple[int, int]:
        """Cases by post and cases that could have gone, of the months that count."""
        counted = [row for row in self.rows if row.counts and month in (None, row.month)]
        return sum(row.by_post for row in counted), sum(row.eligible or 0 for row in counted)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why cases did not go by post, of the months that count; the most frequent reason first."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.counts:
                for code, number in row.reasons.items():
                    found[code] = found.get(code, 0) + number
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    @property
    def simulated(self) -> bool:
        """Whether any statement that counts, or any case of its month, was played."""
        return any(row.simulated for row in self.rows if row.counts)


def shares(first: date, last: date, as_of: date, directive: str = DIRECTIVE, ask: str = ASK) -> Shares:
    """The months of the days ``first`` to ``last``, as the ledger had them at the end of ``as_of``; five statements.

    Raises ``NotThere`` for an ask that is not there.
    """
    with one_state():
        _, _, targets = reading.asked_for(directive, ask)
        places = {asked.place.code: asked.place for asked in targets if asked.place.committee}
        named = [("target", reading.target_stream(directive, ask, code)) for code in sorted(places)]
        lines = reading.lines_of(named, ("statement",), edge_of(as_of))
        counted = daily([place.committee for place in places.values()], _COUNTED, as_of)
    rows = []
    for code in sorted(places):
        said = lines.get(("target", reading.target_stream(directive, ask, code)), [])
        stated = {str(each.data.get("month")): each for each in said}
        rows += [_share(places[code], month, stated.get(f"{month:%Y-%m}"), counted) for month in _months(first, last)]
    return Shares(as_of, tuple(rows))


def _share(place: Place, month: date, said: Said | None, counted: Daily) -> MonthShare:
    by_post, handed_over, played = (
        counted.between(place.committee, key, month, _next(month) - ONE_DAY) for key in _COUNTED
    )
    if said is None:
        return MonthShare(place, month, by_post, None, simulated=bool(played), handed_over=handed_over)
    reasons = {str(code): int(number) for code, number in dict(said.data.get("reasons", {})).items()}
    eligible, simulated = int(said.data["eligible"]), said.reference.is_simulated or bool(played)
    return MonthShare(place, month, by_post, eligible, reasons, simulated, handed_over)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    for _ in range(LONGEST):
        if month > last:
            return
        yield month
        month = _next(month)


def _next(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
