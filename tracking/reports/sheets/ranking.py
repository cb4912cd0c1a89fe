"""From figures to marks, points and places: pure functions, the rule being data."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracking.measures.keys import Key
from tracking.reports.figures import share

from .figures import Criterion, Cut, Ranked, Rule, Sheet

ASKED_LEAST = 3_000
ASKED_MOST = 7_000
"""Item 1c of Notice 44/TB-UBND: cut actual working time by 30 to 70 per cent; hundredths of a per cent."""
WHOLE = 10_000
_TENTHS = 1_000


def cut_of(regulated: int | None, actual: int | None) -> int | None:
    """How much shorter than the rules, in hundredths of a per cent, below zero where longer; None where unknown."""
    if not regulated or actual is None:
        return None
    saved = regulated - actual
    return share(saved, regulated) if saved >= 0 else -share(-saved, regulated)


def against(cut: int | None) -> Cut | None:
    """The cut beside what is asked for; both edges are within."""
    if cut is None:
        return None
    if cut < 0:
        return Cut.LONGER
    if cut < ASKED_LEAST:
        return Cut.UNDER
    return Cut.WITHIN if cut <= ASKED_MOST else Cut.ABOVE


def marks_of(sheet: Sheet, rule: Rule) -> dict[Criterion, int]:
    """What each criterion gives, 0 to 10000; a criterion without enough to go by is left out."""
    counts, marks = sheet.counts, dict[Criterion, int]()
    if finished := counts[Key.FINISHED]:
        marks[Criterion.ON_TIME] = share(counts[Key.FINISHED_ON_TIME], finished)
    if sheet.times.cut is not None:
        marks[Criterion.CUT] = share(min(max(sheet.times.cut, 0), ASKED_LEAST), ASKED_LEAST)
    if counts[Key.RATED] >= max(rule.least_ratings, 1):
        marks[Criterion.SATISFIED] = share(counts[Key.SATISFIED], counts[Key.RATED])
    if sheet.evidence is not None and sheet.evidence_all:
        marks[Criterion.EVIDENCE] = share(sheet.evidence, sheet.evidence_all)
    if sheet.open_cases:
        late = min(counts[Key.LATE_OPEN], sheet.open_cases)
        marks[Criterion.NOT_LATE] = share(sheet.open_cases - late, sheet.open_cases)
    return marks


def points_of(marks: Mapping[Criterion, int], rule: Rule) -> int | None:
    """Tenths of a point of 100: the weighted mean of what is known; None where nothing weighs."""
    known = [(each.weight, marks[each.criterion]) for each in rule.weights if each.criterion in marks and each.weight]
    whole = sum(weight for weight, _ in known)
    if not whole:
        return None
    total = sum(weight * mark for weight, mark in known)
    return (2 * total * _TENTHS + whole * WHOLE) // (2 * whole * WHOLE)


def places(points: Mapping[str, int]) -> dict[str, Ranked]:
    """The most points first; equal points share a place, and the places they take up are left free after them."""
    sharing = Counter(points.values())
    return {
        unit: Ranked(1 + sum(other > mine for other in points.values()), sharing[mine], mine)
        for unit, mine in points.items()
    }


def ranked(sheets: Sequence[Sheet], rule: Rule) -> list[Sheet]:
    """The sheets with marks and places, in the order they are shown.

    A unit with fewer finished cases than the rule asks for is not ranked: a share of two says nothing.
    """
    marked = [replace(each, marks=marks_of(each, rule)) for each in sheets]
    points = {
        each.unit: reached
        for each in marked
        if each.counts[Key.FINISHED] >= max(rule.least_finished, 1)
        and (reached := points_of(each.marks, rule)) is not None
    }
    found = places(points)
    return sorted((replace(each, rank=found.get(each.unit)) for each in marked), key=_order)


def _order(sheet: Sheet) -> tuple[bool, int, str]:
    return sheet.rank is None, sheet.rank.place if sheet.rank else 0, sheet.unit
