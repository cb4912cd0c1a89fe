"""The figures of all units in one quarter, read once, in a fixed number of statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from delegation.registry import parameters
from delegation.registry.models import Office, OfficeKind, Procedure
from delegation.registry.models.units import DISTRICT_KINDS
from delegation.registry.parameters import Key as Number
from delegation.registry.refusals import NoParameter
from postal_services import clock
from tracking.measures import queries as measures
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.queries import Daily
from tracking.reports.figures import share
from tracking.reports.quarters import Quarter
from tracking.reports.refusals import NotAQuarter, QuarterNotBegun
from tracking.rollout import evidence
from tracking.rollout.models import Ask
from tracking.rollout.models.directives import Measure
from tracking.rollout.queries import obstacles as of_obstacles

from .figures import Criterion, Month, Rule, Sheet, Span, Table17, Timed, Weight
from .ranking import against, cut_of, ranked

MONTHS = 6
"""Months of the trend, the quarter's own among them."""
_LONG_AGO = date(1976, 1, 1)
_WEIGHTS: Mapping[Criterion, Number] = {
    Criterion.ON_TIME: Number.SHEET_WEIGHT_ON_TIME,
    Criterion.CUT: Number.SHEET_WEIGHT_CUT,
    Criterion.SATISFIED: Number.SHEET_WEIGHT_SATISFIED,
    Criterion.EVIDENCE: Number.SHEET_WEIGHT_EVIDENCE,
    Criterion.NOT_LATE: Number.SHEET_WEIGHT_NOT_LATE,
}


def span_of(quarter: Quarter, today: date | None = None) -> Span:
    """The days of a quarter's sheets. Raises QuarterNotBegun for one that is to come."""
    day = today or clock.today()
    if day < quarter.first:
        raise QuarterNotBegun(quarter=quarter.words)
    return Span(quarter, min(quarter.last, day))


def quarter_of(text: str) -> Quarter:
    """The quarter that an address names. Raises NotAQuarter."""
    try:
        return Quarter.parse(text)
    except ValueError as wrong:
        raise NotAQuarter(quarter=text[:20]) from wrong


def newest_quarter(today: date | None = None) -> Quarter:
    """The last quarter in which anything was finished, else the running one; two statements."""
    day = today or clock.today()
    desks = measures.service_level.__globals__["desks"]() if False else _codes(day)
    daily = measures.daily(desks, [Key.FINISHED], day)
    last = max((found[-1][0] for desk in desks if (found := daily.days(desk, Key.FINISHED))), default=day)
    return Quarter.of(last)
