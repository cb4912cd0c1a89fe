"""The ranking of units, the responsibility sheet of each, and the cases behind its figures."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.errors import NotThere, Refused
from tracking.custody.web.doors import signed_in
from tracking.measures.keys import MEANINGS, Key
from tracking.reports import sheets
from tracking.reports.addresses import QUARTER, UNTIL, SheetAddresses
from tracking.reports.quarters import Quarter, since
from tracking.reports.sheets import Ranking, Scope, Sheet, Span, files, tables
from tracking.reports.sheets.figures import CUT_WORDS
from tracking.reports.sheets.gather import quarter_of, times_by_procedure
from tracking.reports.tables import At, Opens, Way
from tracking.reports.web.sheet_drawing import spark
from tracking.rollout.web.days import read_day

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_QUARTERS = 12


def asked_span(request: HttpRequest) -> Span:
    """The days that the address names: a quarter, or the last one with anything in it; ``den`` stops at an earlier day.

    Raises NotAQuarter, QuarterNotBegun, and NotThere for a day that is none.
    """
    text, until = (request.GET.get(name, "").strip() for name in (QUARTER, UNTIL))
    day = read_day(until) if until else None
    if until and day is None:
        raise NotThere
    return sheets.span_of(quarter_of(text) if text else sheets.newest_quarter(), until=day)


def _opened(request: HttpRequest, unit: str = "") -> tuple[Scope, Ranking, Sheet | None]:
    """What the asker may read; the sheet where a unit is named. Raises NotThere."""
    scope = sheets.require_may_read(actor_from(request))
    if unit and not scope.covers(unit):
        raise NotThere
    found = sheets.gather(asked_span(request))
    sheet = found.sheet(unit) if unit else None
    if unit and sheet is None:
        raise NotThere
    return scope, found, sheet


def _quarters(chosen: Quarter) -> list[tuple[str, str]]:
    """The quarters to choose from: the last ones up to today, and the chosen one."""
    today = clock.today()
    oldest = Quarter.of(today)
    for _ in range(_QUARTERS):
        oldest = oldest.previous
    found = {*since(min(oldest.first, Quarter(2019, 3).first), today), chosen}
    return [(str(each), each.words) for each in sorted(found, reverse=True)]


@signed_in
@require_safe
def ranking(request: HttpRequest) -> HttpResponseBase:
    """All units by their places; those whose sheet is not the asker's own are shown without a way in."""
    try:
        scope, found, _ = _opened(request)
    except NotThere:
        raise
    except Refused as refused:
        return _refused(request, refused)
    shown = [sheet for sheet in found.sheets if scope.ranking or scope.covers(sheet.unit)]
    context = {
        **_common(found),
        "rows": [_row(sheet, found, opened=scope.covers(sheet.unit)) for sheet in shown],
        "whole": scope.ranking,
        "rule": tables.rule(found),
        "rule_words": tables.rule_words(found.rule),
    }
    return render(request, "reports/sheets.html", context)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the ranking, with its words."""

    sheet: Sheet
    href: str
    points: str
    trend: str
    evidence: str
    unranked: str
    late: int
    spark: str


def _row(sheet: Sheet, found: Ranking, *, opened: bool) -> Row:
    href = SheetAddresses(found.span).path(Way(Opens.SHEET, sheet.unit)) if opened else ""
    return Row(
        sheet,
        href,
        tables.points(sheet),
        tables.trend(sheet),
        tables.evidence(sheet),
        tables.why_unranked(sheet, found.rule),
        sheet.counts[Key.LATE_OPEN],
        spark(sheet),
    )


def _common(found: Ranking) -> dict[str, Any]:
    return {
        "ranking": found,
        "span": found.span,
        "query": SheetAddresses(found.span).query,
        "quarters": _quarters(found.span.quarter),
        "simulated": any(sheet.simulated for sheet in found.sheets),
    }


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What is wrong with the quarter that was asked for, above the way to another one."""
    context = {"refused": refused.detail(), "quarters": _quarters(Quarter.of(clock.today()))}
    return render(request, "reports/sheets.html", context, status=422 if refused.fields else refused.status)


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of a sheet with the ways to what it, and the one before, were counted from."""

    label: str
    rule: str
    now: int
    before: int
    href: str
    before_href: str

    @property
    def change(self) -> int:
        """Against the quarter before."""
        return self.now - self.before


@signed_in
@require_safe
def sheet(request: HttpRequest, unit: str) -> HttpResponseBase:
    """One unit's sheet: rank, times, what is late and who has it, and every figure with the list behind it."""
    actor, now = actor_from(request), clock.now()
    try:
        scope, found, mine = _opened(request, unit)
    except NotThere:
        raise
    except Refused as refused:
        return _refused(request, refused)
    assert mine is not None
    context = {
        **_common(found),
        "sheet": mine,
        "whole": scope.ranking,
        "simulated": mine.simulated,
        "rank_words": files.rank_words(found, mine),
        "notes": files.notes(found, mine),
        "trend": tables.trend(mine),
        "points": tables.points(mine),
        "spark": spark(mine, wide=True),
        "times": _times(mine, found.span),
        "counted": [_counted(mine, key, found.span) for key, _ in tables.COUNTED],
        "holdings": sheets.holdings(actor, mine.committee, found.span, now),
        "now": now,
        "rated": mine.counts[Key.RATED],
        "few": tables.FEW.format(least=found.rule.least_ratings),
        "evidence": tables.evidence(mine),
        "readiness": tables.readiness(mine),
        "marks": [(each, mine.marks.get(each.criterion)) for each in found.rule.weights],
        "rule_words": tables.rule_words(found.rule),
        "ways": _ways(mine, found.span),
        "how_timed": tables.HOW_TIMED,
    }
    return render(request, "reports/sheet.html", context)


def _times(mine: Sheet, span: Span) -> list[dict[str, Any]]:
    """All procedures together, then each, with the words of its cut and the way to its cases."""
    to = SheetAddresses(span)
    rows = [*([mine.times] if mine.times.finished else []), *times_by_procedure(mine.committee, span)]
    return [
        {
            "row": row,
            "name": "Tất cả thủ tục" if place == 0 else row.name,
            "whole": place == 0,
            "cut": CUT_WORDS[row.against] if row.against else None,
            "href": to.path(Way(Opens.CASES, mine.unit, Key.FINISHED, procedure="" if place == 0 else row.key)),
        }
        for place, row in enumerate(rows)
    ]


def _counted(mine: Sheet, key: Key, span: Span) -> Counted:
    to = SheetAddresses(span)
    now, before = (to.path(Way(Opens.CASES, mine.unit, key, at)) for at in (At.PERIOD, At.BEFORE))
    return Counted(tables.label(key), MEANINGS[key].rule, mine.counts[key], mine.before[key], now, before)


def _ways(mine: Sheet, span: Span) -> dict[str, str]:
    """Where the figures of other rooms are opened."""
    to = SheetAddresses(span)
    return {
        "ratings": to.path(Way(Opens.CASES, mine.unit, Key.RATED)),
        "evidence": to.path(Way(Opens.UNIT, mine.unit)),
        "readiness": to.path(Way(Opens.READY, mine.unit)),
        "obstacles": to.path(Way(Opens.WAITING, mine.unit)),
    }


@signed_in
@require_safe
def sheet_pdf(request: HttpRequest, unit: str) -> HttpResponseBase:
    """The sheet on A4."""
    _, found, mine = _opened(request, unit)
    assert mine is not None
    out = BytesIO()
    files.sheet_pdf(found, mine, times_by_procedure(mine.committee, found.span), clock.now(), out)
    return answer(out.getvalue(), PDF, f"phieu-trach-nhiem-{unit}-{found.span.quarter}.pdf")


@signed_in
@require_safe
def ranking_csv(request: HttpRequest) -> HttpResponseBase:
    """The ranking as CSV, for who reads all of it."""
    found = _whole(request)
    return answer(files.ranking_csv(found), CSV, f"xep-hang-{found.span.quarter}.csv", save=True)


@signed_in
@require_safe
def ranking_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The ranking as a workbook, for who reads all of it."""
    found, out = _whole(request), BytesIO()
    files.ranking_workbook(found, out)
    return answer(out.getvalue(), XLSX, f"xep-hang-{found.span.quarter}.xlsx", save=True)


def _whole(request: HttpRequest) -> Ranking:
    scope, found, _ = _opened(request)
    if not scope.ranking:
        raise NotThere
    return found


def answer(content: bytes, kind: str, name: str, *, save: bool = False) -> HttpResponse:
    """A file that no cache keeps."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"attachment" if save else "inline"}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
