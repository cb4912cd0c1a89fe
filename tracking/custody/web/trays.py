"""The tray: scans that wait for a person, and closing them with a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE, is_partial
from tracking.custody.commands.tray import close_scan
from tracking.custody.models import Outcome, Scan
from tracking.custody.queries import tray as reads
from tracking.custody.queries import words
from tracking.custody.queries.words import Matter
from tracking.custody.states import Action
from tracking.custody.web.doors import language, page_of, signed_in

_CLOSERS = (Role.SUPERVISOR, Role.OFFICER, Role.CLERK)


@dataclass(frozen=True, slots=True)
class Row:
    """One scan of the tray, with its words."""

    scan: Scan
    matter: Matter
    action: str
    device: str
    may_close: bool
    problem: str = ""
    note: str = ""


@signed_in
@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """Refused and flagged scans of the asker's offices, newest first; the filters stand in the address."""
    return _page(request, actor_from(request))


def _page(request: HttpRequest, actor: Actor, problems: Sequence[str] = ()) -> HttpResponse:
    closed = request.GET.get("muc") == reads.CLOSED
    counts = reads.waiting_counts(actor)
    rows = reads.tray(actor, closed=closed)
    kind, office, text = (request.GET.get(name, "").strip()[:60] for name in ("kq", "noi", "q"))
    if kind in Outcome.values:
        rows = rows.filter(outcome=kind)
    if office:
        rows = rows.filter(office=office)
    if text:
        rows = rows.filter(text__icontains=text)
    page = page_of(request, rows)
    devices = reads.device_labels(page["rows"])
    page["rows"] = [_row(scan, actor, devices) for scan in page["rows"]]
    waiting = sum(counts.values())
    context: dict[str, Any] = {
        **page,
        "closed": closed,
        "counts": counts,
        "tabs": [
            {"label": "Cần xử lý", "href": f"?muc={reads.WAITING}", "current": not closed, "count": waiting},
            {"label": "Đã xử lý", "href": f"?muc={reads.CLOSED}", "current": closed, "count": None},
        ],
        "kind": kind,
        "office": office,
        "text": text,
        "kinds": [
            (outcome.value, f"{outcome.label} ({counts.get(outcome.value, 0)})" if not closed else outcome.label)
            for outcome in (Outcome.REFUSED, Outcome.FLAGGED)
        ],
        "offices": _offices(actor),
        "problems": problems,
    }
    return render(request, "custody/tray.html", context, status=UNPROCESSABLE if problems else 200)


@signed_in
@require_POST
def close(request: HttpRequest, scan: UUID) -> HttpResponseBase:
    """Take one scan out of the tray with a note; a refusal comes back in the row, 422."""
    actor = actor_from(request)
    note = request.POST.get("note", "").replace("\x00", "")
    try:
        closed = close_scan(actor=actor, scan=scan, note=note)
    except NotThere:
        raise
    except Refused as refused:
        said = [each.message(language()) for problems in refused.fields.values() for each in problems]
        words_said = said or [refused.detail(language())]
        if not is_partial(request):
            return _page(request, actor, words_said)
        found = reads.one(actor, scan)
        row = _row(found, actor, reads.device_labels([found]), problem=" ".join(words_said), note=note)
        return render(request, "custody/_tray_row.html", {"row": row}, status=UNPROCESSABLE)
    if is_partial(request):
        found = reads.one(actor, closed.pk)
        row = _row(found, actor, reads.device_labels([found]))
        return render(request, "custody/_tray_row.html", {"row": row})
    messages.success(request, "Đã xử lý lượt quét.")
    return redirect("custody:tray")


def _row(scan: Scan, actor: Actor, devices: dict[UUID, str], *, problem: str = "", note: str = "") -> Row:
    return Row(
        scan=scan,
        matter=words.matter(scan.code),
        action=str(Action(scan.action).label) if scan.action in Action.values else scan.action,
        device=devices.get(scan.device_id, "") if scan.device_id else "",
        may_close=scan.closed_at is None and scan.office_id in actor.offices_as(*_CLOSERS),
        problem=problem,
        note=note,
    )


def _offices(actor: Actor) -> list[Office]:
    """Offices to filter by; none to choose when there is only one, or all."""
    if actor.sees_everything:
        return []
    mine = list(Office.objects.filter(code__in=actor.offices).order_by("name"))
    return mine if len(mine) > 1 else []
