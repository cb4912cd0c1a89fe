"""Which days a report counts: whole days in Vietnam, from the directive's day on, up to today in a running quarter."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from postal_services import clock
from tracking.reports.quarters import Quarter
from tracking.reports.refusals import QuarterBeforeDirective, QuarterNotBegun
from tracking.rollout.models import Directive

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one report: ``first`` to ``as_of``; ``compared`` is the last day of the period before."""

    quarter: Quarter
    issued: date
    first: date
    as_of: date
    compared: date | None
    from_notice: bool
    provisional: bool

    @property
    def before_first(self) -> date:
        """The first day of the period before."""
        return max(self.quarter.previous.first, self.issued)

    @property
    def edge(self) -> datetime:
        """The instant at which the period is over."""
        return datetime.combine(self.as_of + _DAY, time(), clock.VN)

    @property
    def begin(self) -> datetime:
        """The instant at which it begins."""
        return datetime.combine(self.first, time(), clock.VN)

    @property
    def months(self) -> tuple[str, ...]:
        """Its months that are over, written ``2019-10``."""
        firsts = (date(self.quarter.year, 3 * self.quarter.number - 2 + place, 1) for place in range(3))
        return tuple(f"{first:%Y-%m}" for first in firsts if self.first <= month_end(first) <= self.as_of)


def month_end(first: date) -> date:
    """The last day of the month that begins on ``first``."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - _DAY


def period_of(directive: Directive, quarter: Quarter, today: date | None = None) -> Period:
    """The days of a quarter's report as of ``today``.

    Raises QuarterBeforeDirective and QuarterNotBegun.
    """
    day = today or clock.today()
    issued = directive.issued_on
    if quarter.last < issued:
        begun = Quarter.of(issued)
        raise QuarterBeforeDirective(
            quarter=quarter.words, number=directive.number, issued=f"{issued:%d/%m/%Y}", first=begun.words
        )
    if day < max(quarter.first, issued):
        raise QuarterNotBegun(quarter=quarter.words)
    first = max(quarter.first, issued)
    return Period(
        quarter=quarter,
        issued=issued,
        first=first,
        as_of=min(quarter.last, day),
        compared=quarter.first - _DAY if quarter.first > issued else None,
        from_notice=issued > quarter.first,
        provisional=day <= quarter.last,
    )
