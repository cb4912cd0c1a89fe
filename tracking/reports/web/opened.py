"""A figure of a report opened into the list that it was counted from, over the report's days."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from tracking.custody.web.doors import page_of
from tracking.reports import opening
from tracking.reports.addresses import Addresses
from tracking.reports.web.pages import look_of, visible
from tracking.reports.web.showing import table_of


@require_safe
def opened(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """What the report says, and the list; cases for those who may see them."""
    actor = actor_from(request)
    report = visible(actor, code)
    way = opening.way_of(figure, request.GET)
    source = opening.Source(report, actor)
    found = opening.opened(source, way)
    stated = opening.stated_of(source.figures, way, found.table)
    context = {
        "report": report,
        "look": look_of(report),
        "opened": found,
        "stated": stated,
        "differs": [each for each in stated if not each.holds],
        "table": table_of(found.table, Addresses(report.code, source.figures.head, found.ask).path),
        "simulated": source.figures.simulated,
        **(page_of(request, found.cases) if found.cases is not None else {}),
        "lists": found.cases is not None,
    }
    return render(request, "reports/opened.html", context)
