"""Public pages of the rollout: directives, their items, the board of an item, the sheet of a unit and its lines."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from postal_services.web.formats import vn_date
from tracking.custody.web.doors import page_of
from tracking.measures.keys import Key
from tracking.measures.queries import behind
from tracking.rollout import policies
from tracking.rollout.evidence import KINDS, Look, Target, look
from tracking.rollout.models import Ask, Directive, Measure

from . import beside, doors, overview
from .addresses import Addresses
from .board_page import BoardPage, rules_of
from .days import Chosen, chosen, presets, problem_with, read_day
from .line_table import shown
from .readiness import ReadinessPage
from .sheet_page import SheetPage, counted_words, lines_of
from .usage import counted_from
from .words import language, title_of

REFRESH_SECONDS = 300
"""How often a wall screen asks again."""
LINES = 50
"""Lines on one page."""


@require_safe
def directives(request: HttpRequest) -> HttpResponse:
    """Every directive that is loaded."""
    return render(request, "rollout/progress/directives.html", {"directives": overview.directives()})


@require_safe
def directive(request: HttpRequest, directive: str) -> HttpResponse:
    """The items of a directive with owner, deadline, measure and state as of a day."""
    found = Directive.objects.filter(code=directive).first()
    if found is None:
        raise NotThere
    asks = list(Ask.objects.filter(directive=found).order_by("position"))
    day = chosen(request.GET, max((ask.deadline for ask in asks if ask.deadline), default=None))
    context = {
        "directive": found,
        "items": overview.items(found.code, asks, day.day),
        "chosen": day,
        "presets": presets(day, found.issued_on, Addresses(found.code, "", day.day).overview_on),
    }
    return _answer(request, "directive", context, day)


@require_safe
def ask(request: HttpRequest, directive: str, ask: str) -> HttpResponse:
    """The board of one item, by how it is measured."""
    seen, day, other, other_problem = _seen(request, directive, ask)
    if seen.facts.head.measure == Measure.READINESS:
        return _readiness(request, seen, day)
    if seen.facts.head.measure != Measure.EVIDENCE:
        return _simple(request, seen, day)
    to = Addresses(directive, ask, day.day, other)
    page = BoardPage(
        seen,
        day,
        to,
        other,
        beside.of(seen, day.day, to, is_staff=actor_from(request).user_id is not None),
        xem=request.GET.get("xem", ""),
        thieu=_kind(request, "thieu"),
        co=_kind(request, "co"),
    )
    context = {
        **_head(seen, day, to),
        "page": page,
        "other_problem": other_problem,
        "compares": True,
        "complete_href": to.board("#tung-noi", xem="du"),
        "back_href": to.board("#tung-noi", xem="lui"),
        "waiting_href": to.board("#tung-noi", xem="chua"),
        "all_href": to.board("#tung-noi"),
        "table_title": _table_title(page),
        "acts": doors.of_board(actor_from(request), to),
    }
    return _answer(request, "board", context, day)


def _table_title(page: BoardPage) -> str:
    told = gettext("Từng nơi")
    return f"{told}: {page.filter_words}" if page.filter_words else told


def _kind(request: HttpRequest, name: str) -> str:
    """The kind of evidence that the address names; empty for any other text."""
    kind = request.GET.get(name, "")
    return kind if kind in KINDS else ""


def _seen(request: HttpRequest, directive: str, ask: str) -> tuple[Look, Chosen, date | None, str]:
    """One look at an ask up to the days that the address names; of two days the later one is looked at."""
    text = request.GET.get("so", "").strip()
    other = read_day(text) if text else None
    problem = problem_with(text) if text and other is None else ""
    asked = read_day(request.GET.get("ngay", "").strip())
    # a day that the page chooses by itself is never later than today
    seen = look(directive, ask, max(asked or clock.today(), other or date.min))
    deadline = seen.facts.head.deadline
    day = chosen(request.GET, deadline, None if asked else _telling(seen))
    if other and other > day.day:
        day, other = Chosen(other, day.today, deadline, is_default=False), day.day
    return seen, day, None if other == day.day else other, problem


def _telling(seen: Look) -> date | None:
    """The day that tells most of an ask: its deadline, or the directive's last where it passed before the directive."""
    head = seen.facts.head
    if head.deadline and head.deadline > head.issued_on:
        return head.deadline
    found: date | None = Ask.objects.filter(directive=head.directive).aggregate(last=Max("deadline"))["last"]
    return found


def _head(seen: Look, day: Chosen, to: Addresses) -> dict[str, Any]:
    head = seen.facts.head
    return {
        "head": head,
        "page_title": title_of(head),
        "chosen": day,
        "to": to,
        "presets": presets(day, head.issued_on, to.on),
        "wide": True,
    }


def _answer(request: HttpRequest, name: str, context: dict[str, Any], day: Chosen) -> HttpResponse:
    """A page; 400 where the address named a day that is none."""
    status = 400 if day.problem or context.get("other_problem") else 200
    return render(request, f"rollout/progress/{name}.html", context, status=status)


def _readiness(request: HttpRequest, seen: Look, day: Chosen) -> HttpResponse:
    to = Addresses(seen.facts.head.directive, seen.facts.head.ask, day.day)
    acts = doors.of_readiness(actor_from(request), to)
    context = {**_head(seen, day, to), "page": ReadinessPage(seen, day, to), "acts": acts}
    return _answer(request, "readiness", context, day)


def _simple(request: HttpRequest, seen: Look, day: Chosen) -> HttpResponse:
    to = Addresses(seen.facts.head.directive, seen.facts.head.ask, day.day)
    page = BoardPage(seen, day, to)
    return _answer(
        request, "item", {**_head(seen, day, to), "page": page, "item": overview.item_of(seen, day.day)}, day
    )


@require_safe
def wall(request: HttpRequest, directive: str, ask: str) -> HttpResponse:
    """The board for a screen on a wall: nothing to press, asks again every five minutes."""
    seen, day, _, _ = _seen(request, directive, ask)
    if seen.facts.head.measure != Measure.EVIDENCE:
        raise NotThere
    to = Addresses(directive, ask, day.day)
    page = BoardPage(seen, day, to, beside=beside.of(seen, day.day, to))
    dark = request.GET.get("nen") == "toi"
    context = {**_head(seen, day, to), "page": page, "now": clock.now(), "dark": dark}
    response = render(request, "rollout/progress/wall.html", context)
    response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_safe
def sheet(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponse:
    """What one unit has shown, what is missing and what to do about it."""
    seen, day, _, _ = _seen(request, directive, ask)
    to, actor = Addresses(directive, ask, day.day), actor_from(request)
    target = seen.progress(day.day).target(unit)
    if target is None:
        below = ReadinessPage(seen, day, to, parent=unit)
        if seen.facts.head.measure != Measure.READINESS or not below.rows:
            raise NotThere
        return _answer(request, "communes", {**_head(seen, day, to), "page": below}, day)
    page = SheetPage(seen, day, to, target, beside.of_unit(seen, target, day.day, actor, to))
    context = {
        **_head(seen, day, to),
        "presets": presets(day, seen.facts.head.issued_on, partial(to.sheet_on, target.place.code)),
        "page": page,
        "figures_title": gettext("Hồ sơ từ %(day)s") % {"day": vn_date(seen.facts.head.issued_on)},
        "acts": _acts(seen, actor, target, to),
    }
    return _answer(request, "sheet", context, day)


def _acts(seen: Look, actor: Actor, target: Target, to: Addresses) -> Sequence[doors.Door]:
    """What the actor may do for one target, by how the ask is measured."""
    measure = seen.facts.head.measure
    if measure == Measure.READINESS:
        return doors.of_readiness(actor, to, target.place.code)
    return doors.of_task(actor, to, target) if measure == Measure.TASK else doors.of_unit(actor, target, to)


@require_safe
def lines(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponse:
    """The lines of the ledger by which a kind of evidence of one unit was judged."""
    seen, day, _, _ = _seen(request, directive, ask)
    to = Addresses(directive, ask, day.day)
    target = seen.progress(day.day).target(unit)
    if target is None or not target.evidence:
        raise NotThere
    kind = request.GET.get("bang-chung", target.evidence[0].key)
    evidence = next((each for each in target.evidence if each.key == kind), None)
    if evidence is None:
        raise NotThere
    found = Paginator(lines_of(seen, target, kind, day.day), LINES).get_page(request.GET.get("cursor", "1"))
    context = {
        **_head(seen, day, to),
        "target": target,
        "evidence": evidence,
        "evidence_name": evidence.name(language()),
        "evidence_why": evidence.why(language()),
        "counted": counted_words(evidence),
        "counted_from": counted_from(target, evidence, day.day, to),
        "rule": next((each for each in rules_of(seen.progress(day.day)) if each.kind == kind), None),
        "unit_href": to.sheet(unit),
        "empty_title": gettext("Không có dòng sổ nào"),
        "empty_text": gettext("Đến ngày này sổ chưa ghi gì về minh chứng này."),
        "rows": shown(kind, found.object_list, actor_from(request)),
        "total": found.paginator.count,
        "previous": str(found.previous_page_number()) if found.has_previous() else "",
        "next": str(found.next_page_number()) if found.has_next() else "",
    }
    return _answer(request, "lines", context, day)


@require_safe
def figure(request: HttpRequest, directive: str, ask: str, unit: str, key: str) -> HttpResponse:
    """The days a figure of a unit was counted on, and for those who see the unit's cases, the cases."""
    seen, day, _, _ = _seen(request, directive, ask)
    target = seen.progress(day.day).target(unit)
    if target is None or key not in beside.SHOWN or not target.place.committee:
        raise NotThere
    to = Addresses(directive, ask, day.day)
    counted = beside.counted_on(seen, target, Key(key), day.day, read_day(request.GET.get("tu", "").strip()))
    actor = actor_from(request)
    context = {**_head(seen, day, to), "target": target, "counted": counted, "unit_href": to.sheet(unit)}
    if policies.may_open(actor, unit):
        cases = behind(actor, Key(key), target.place.committee, counted.first, day.day)
        context |= {"opens": True, **page_of(request, cases)}
    return _answer(request, "figure", context, day)
