"""The list of reports, one report on the screen, and its files."""

from dataclasses import dataclass
from io import BytesIO

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.reports import files, policies, steps
from tracking.reports.addresses import Addresses
from tracking.reports.models import Making, Report
from tracking.reports.quarters import Quarter, since
from tracking.reports.states import MakingState, ReportState
from tracking.reports.web.showing import bars_of, parts_of
from tracking.rollout.models import Directive

_LOOKS = {
    ReportState.DRAFT.value: ("amber", "pencil"),
    ReportState.APPROVED.value: ("blue", "check"),
    ReportState.FROZEN.value: ("green", "shield"),
    ReportState.WITHDRAWN.value: ("quiet", "return"),
}
MOST_QUARTERS = 40


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """One quarter of a directive: its report where there is one, and what comes next."""

    quarter: Quarter
    report: Report | None
    making: Making | None
    running: bool
    next_act: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """One directive: the quarters that matter, and the others, which can be drawn up as well."""

    directive: Directive
    rows: list[tuple[QuarterRow, tuple[str, str, str]]]
    others: list[Quarter]


def look_of(report: Report) -> tuple[str, str, str]:
    """The state's word, colour and icon."""
    return (ReportState(report.state).label, *_LOOKS[report.state])


def visible(actor: Actor, code: str) -> Report:
    """The report, as far as the actor may see it. Raises NotThere."""
    rows = Report.objects.visible_to(actor).select_related("directive", "drafted_by", "approved_by", "frozen_by")
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        raise NotThere
    return found


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every quarter since each directive for the province; the frozen reports for everybody else."""
    actor = actor_from(request)
    every = list(Report.objects.visible_to(actor).select_related("directive").order_by("-year", "-quarter"))
    may_make = policies.may_make(actor)
    context = {
        "may_make": may_make,
        "frozen": [(report, look_of(report)) for report in every] if not may_make else [],
        "groups": [
            _group(actor, directive, [each for each in every if each.directive_id == directive.pk])
            for directive in Directive.objects.order_by("-issued_on")
        ]
        if may_make
        else [],
    }
    return render(request, "reports/list.html", context)


def _group(actor: Actor, directive: Directive, every: list[Report]) -> Group:
    today = clock.today()
    by_quarter = {report.of: report for report in every}
    making = {
        Quarter(each.year, each.quarter): each
        for each in Making.objects.filter(
            directive=directive, state__in=[MakingState.WAITING, MakingState.RUNNING, MakingState.FAILED]
        ).order_by("requested_at")
    }
    rows = []
    shown, others = _quarters(directive, {*by_quarter, *making})
    for quarter in shown:
        report = by_quarter.get(quarter)
        asked = making.get(quarter)
        if asked and not asked.is_owed and report and report.drafted_at > asked.requested_at:
            asked = None
        act, href = next_act(actor, report, quarter.last < today)
        look = look_of(report) if report else ("Chưa lập", "quiet", "ring")
        rows.append((QuarterRow(quarter, report, asked, quarter.last >= today, act, href), look))
    return Group(directive, rows, others)


def _quarters(directive: Directive, known: set[Quarter]) -> tuple[list[Quarter], list[Quarter]]:
    """The quarters that matter, and the others: those with a report, the last two, and those before the deadline."""
    every = since(directive.issued_on, clock.today())
    deadline = directive.asks.aggregate(last=Max("deadline"))["last"]
    kept = known | set(every[:2]) | {each for each in every if deadline and each <= Quarter.of(deadline)}
    shown = [quarter for quarter in every if quarter in kept][:MOST_QUARTERS]
    return shown, [quarter for quarter in every if quarter not in shown]


def next_act(actor: Actor, report: Report | None, over: bool) -> tuple[str, str]:  # noqa: FBT001
    """What the person may do next about a report, and where; empty where nothing is left to do."""
    if report is None or report.state == ReportState.WITHDRAWN:
        return "Lập dự thảo", ""
    if report.state == ReportState.FROZEN:
        return "", ""
    if report.state == ReportState.APPROVED:
        return "Chốt báo cáo", reverse("reports:freeze", args=[report.code])
    if not over or report.as_of < report.of.last:
        return "Lập lại số liệu", ""
    if policies.may_approve(actor, report):
        return "Xem và duyệt", reverse("reports:approve", args=[report.code])
    return "", ""


@require_safe
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The figures as tables and drawings, and what comes next."""
    actor = actor_from(request)
    found = visible(actor, code)
    figures = found.tree
    may_make = policies.may_make(actor)
    open_for_acts = may_make and not found.is_frozen
    over = found.of.last < clock.today()
    late = sum(count for _, _, count in steps.late_lines(found)) if open_for_acts else 0
    act, href = next_act(actor, found, over) if open_for_acts else ("", "")
    context = {
        "report": found,
        "look": look_of(found),
        "figures": figures,
        "parts": parts_of(figures, Addresses(found.code, figures.head, figures.progress.ask).path),
        "bars": bars_of(figures),
        "late": late,
        "may_make": may_make,
        "open": open_for_acts,
        "may_redraft": open_for_acts,
        "act": act,
        "href": href,
        "waits_for_other": open_for_acts
        and found.state == ReportState.DRAFT
        and over
        and not policies.may_approve(actor, found),
        "people": _people(found) if may_make else [],
    }
    return render(request, "reports/report.html", context)


def _people(found: Report) -> list[dict[str, object]]:
    rows: list[tuple[str, object, object]] = [("Lập", found.drafted_by, found.drafted_at)]
    rows += [("Duyệt", found.approved_by, found.approved_at)] if found.approved_at else []
    rows += [("Chốt", found.frozen_by, found.frozen_at)] if found.frozen_at else []
    return [{"label": label, "person": person, "at": at} for label, person, at in rows]


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The paper."""
    return files.pdf_answer(visible(actor_from(request), code), BytesIO())


@require_safe
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    """The workbook."""
    return files.workbook_answer(visible(actor_from(request), code), BytesIO())
