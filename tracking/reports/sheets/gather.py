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
from tracking.reports.quarters import Quarter, Span
from tracking.reports.refusals import NotAQuarter, QuarterNotBegun
from tracking.rollout import evidence
from tracking.rollout.models import Ask
from tracking.rollout.models.directives import Measure
from tracking.rollout.queries import obstacles as of_obstacles

from .figures import Criterion, Month, Ranking, Rule, Sheet, Timed, Weight
from .ranking import against, cut_of, ranked

MONTHS = 6
"""Months of the trend, the quarter's own among them."""
_WEIGHTS: Mapping[Criterion, Number] = {
    Criterion.ON_TIME: Number.SHEET_WEIGHT_ON_TIME,
    Criterion.CUT: Number.SHEET_WEIGHT_CUT,
    Criterion.SATISFIED: Number.SHEET_WEIGHT_SATISFIED,
    Criterion.EVIDENCE: Number.SHEET_WEIGHT_EVIDENCE,
    Criterion.NOT_LATE: Number.SHEET_WEIGHT_NOT_LATE,
}


def span_of(quarter: Quarter, today: date | None = None, until: date | None = None) -> Span:
    """The days of a quarter's sheets, or of those up to an earlier day ``until``, as a paper printed then shows them.

    Raises QuarterNotBegun for a quarter that is to come.
    """
    day = today or clock.today()
    if day < quarter.first:
        raise QuarterNotBegun(quarter=quarter.words)
    last = min(quarter.last, day)
    return Span(quarter, min(last, until) if until and until >= quarter.first else last)


def quarter_of(text: str) -> Quarter:
    """The quarter that an address names. Raises NotAQuarter."""
    try:
        return Quarter.parse(text)
    except ValueError as wrong:
        raise NotAQuarter(quarter=text[:20]) from wrong


def newest_quarter(today: date | None = None) -> Quarter:
    """The last quarter in which anything was finished, else the running one; three statements."""
    day = today or clock.today()
    desks = [office.code for office in _desks(day)]
    daily = measures.daily(desks, [Key.FINISHED], day)
    ends = [found[-1][0] for desk in desks if (found := daily.days(desk, Key.FINISHED))]
    return Quarter.of(max(ends, default=day))


def gather(span: Span) -> Ranking:
    """The sheets of all districts, ranked; some fifteen statements, whatever the number of units and cases."""
    desks = _desks(span.as_of)
    shown = _Shown.read(span)
    codes, earlier = [desk.code for desk in desks], _before(span)
    with measures.one_look() as look:
        daily = measures.daily(codes, list(Key), span.as_of, look=look)
        took, took_before = (
            measures.times(each.first, each.as_of, committees=codes, look=look) for each in (span, earlier)
        )
    rule = rule_on(span.as_of)
    before = {each.unit: each for each in ranked(_sheets(desks, daily, earlier, shown, took_before), rule)}
    sheets = ranked(_sheets(desks, daily, span, shown, took), rule)
    return Ranking(
        span=span,
        sheets=tuple(_compared(each, before[each.unit], daily, span, rule) for each in sheets),
        rule=rule,
        counted_to=daily.counted_to,
        behind=daily.behind,
        evidence_known=shown.look is not None,
    )


def times_by_procedure(committee: str, span: Span) -> list[Timed]:
    """The times of one unit by procedure, those with the most cases first; two statements."""
    found = measures.times(span.first, span.as_of, committee, "procedure")
    names = dict(Procedure.objects.filter(pk__in=[each.key for each in found]).values_list("pk", "name"))
    rows = [_timed(each, str(names.get(each.key, each.key))) for each in found]
    return sorted(rows, key=lambda row: (-row.finished, row.key))


def times_of(committee: str, span: Span, procedure: str = "") -> list[Timed]:
    """The times of one unit, of one procedure or of all together; none where nothing was finished; two statements."""
    if procedure:
        return [row for row in times_by_procedure(committee, span) if row.key == procedure]
    return [_timed(each, "Tất cả thủ tục") for each in measures.times(span.first, span.as_of, committee)]


def rule_on(day: date) -> Rule:
    """The rule of a day, from the table of parameters; a criterion without a row weighs nothing."""
    weights = []
    for criterion, number in _WEIGHTS.items():
        found = _number(number, day)
        weights.append(Weight(criterion, found[0], found[1]))
    return Rule(
        tuple(weights), _number(Number.SHEET_LEAST_FINISHED, day)[0], _number(Number.SHEET_LEAST_RATINGS, day)[0]
    )


def _number(number: Number, day: date) -> tuple[int, bool]:
    try:
        value = parameters.value(number, day)
    except NoParameter:
        return 0, False
    return value.whole, value.verified


def _desks(day: date) -> list[Office]:
    """The one-stop desks of the districts there are on a day, with their units."""
    rows = Office.objects.valid_on(day).filter(kind=OfficeKind.ONE_STOP, unit__kind__in=DISTRICT_KINDS)
    return list(rows.select_related("unit").order_by("code"))


def desk_of(unit: str, day: date) -> Office | None:
    """The one-stop desk of a district there is on a day; None for any other text."""
    return next((desk for desk in _desks(day) if desk.unit.code == unit), None)


def _before(span: Span) -> Span:
    return Span(span.quarter.previous, span.quarter.previous.last)


@dataclass(frozen=True)
class _Shown:
    """What the directive's evidence, readiness and obstacles were read from; looks are None where nothing is asked."""

    look: evidence.Look | None
    readiness: evidence.Look | None
    obstacles: of_obstacles.Standing

    @classmethod
    def read(cls, span: Span) -> "_Shown":
        asks = {
            ask.measure: ask.number for ask in Ask.objects.filter(directive=evidence.DIRECTIVE).order_by("-position")
        }
        looks = [
            evidence.look(evidence.DIRECTIVE, asks[measure], span.as_of) if measure in asks else None
            for measure in (Measure.EVIDENCE, Measure.READINESS)
        ]
        return cls(looks[0], looks[1], of_obstacles.standing(span.as_of, evidence.DIRECTIVE))

    def targets(self, day: date) -> dict[str, evidence.Target]:
        """The targets of the ask that is judged by evidence, by committee, as of a day."""
        if self.look is None:
            return {}
        return {target.place.committee: target for target in self.look.progress(day).targets}

    def communes(self, day: date) -> tuple[Counter[str], Counter[str]]:
        """By district, how many communes are ready and how many there are."""
        ready, every = Counter[str](), Counter[str]()
        for target in self.readiness.progress(day).targets if self.readiness else ():
            district = target.place.parent or target.place.code
            every[district] += 1
            ready[district] += target.complete
        return ready, every


def _sheets(
    desks: Sequence[Office], daily: Daily, span: Span, shown: _Shown, took: Sequence[measures.Times]
) -> list[Sheet]:
    """The sheets of one span, not ranked yet."""
    times = {each.key: each for each in took}
    targets, (ready, communes) = shown.targets(span.as_of), shown.communes(span.as_of)
    sheets = []
    for desk in desks:
        unit, target = desk.unit, targets.get(desk.code)
        counts = {key: within(daily, desk.code, key, span) for key in Key}
        mine = shown.obstacles.of(unit.code)
        sheets.append(
            Sheet(
                unit=unit.code,
                name=unit.name,
                committee=desk.code,
                committee_name=desk.name,
                counts=counts,
                before={},
                open_cases=daily.standing(desk.code, Key.LODGED, span.as_of)
                - daily.standing(desk.code, Key.FINISHED, span.as_of),
                times=_timed(times.get(desk.code), unit.name),
                satisfied=None,
                mean_score=None,
                evidence=target.pieces if target else None,
                evidence_all=len(target.evidence) if target else 0,
                complete=target.complete if target else False,
                evidence_before=None,
                ready=ready[unit.code] if communes[unit.code] else None,
                communes=communes[unit.code],
                obstacles=len(mine.open),
                obstacles_overdue=len(mine.overdue),
                simulated=daily.standing(desk.code, Key.LODGED_SIMULATED, span.as_of),
            )
        )
    return sheets


def within(daily: Daily, committee: str, key: Key, span: Span) -> int:
    """What was counted in the span; of a gauge, how it stood at its end."""
    if MEANINGS[key].gauge:
        return daily.standing(committee, key, span.as_of)
    return daily.between(committee, key, span.first, span.as_of)


def _timed(found: measures.Times | None, name: str) -> Timed:
    if found is None:
        return Timed("", name, 0, 0, None, None, None, None, None, None)
    regulated = found.regulated or None
    cut = cut_of(regulated, found.actual)
    return Timed(
        found.key,
        name,
        found.n,
        found.on_time,
        regulated,
        found.posted,
        found.committed,
        found.actual,
        cut,
        against(cut),
    )


def _compared(sheet: Sheet, before: Sheet, daily: Daily, span: Span, rule: Rule) -> Sheet:
    """The sheet beside that of the quarter before, with its months and what enough citizens said."""
    rated = sheet.counts[Key.RATED]
    enough = rated >= max(rule.least_ratings, 1)
    return replace(
        sheet,
        before=before.counts,
        evidence_before=before.evidence,
        rank_before=before.rank,
        satisfied=share(sheet.counts[Key.SATISFIED], rated) if enough else None,
        mean_score=round(sheet.counts[Key.SCORE_SUM] * 100 / rated) if enough else None,
        months=tuple(_month(daily, sheet.committee, first, span.as_of) for first in _months(span.as_of)),
    )


def _months(last: date) -> list[date]:
    """The first days of the last months, the earliest first."""
    place = last.year * 12 + last.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(place - MONTHS + 1, place + 1)]


def _month(daily: Daily, committee: str, first: date, as_of: date) -> Month:
    last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), as_of)
    finished = daily.between(committee, Key.FINISHED, first, last)
    on_time = daily.between(committee, Key.FINISHED_ON_TIME, first, last)
    return Month(first, finished, share(on_time, finished) if finished else None)
