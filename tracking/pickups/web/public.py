"""The citizen's pages: when somebody comes for the papers, what to prepare, and what it costs. No script, no cookie."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.dossiers.applicants import phone_key
from delegation.dossiers.states import Service
from delegation.dossiers.web.forms import communes
from delegation.registry.models import Exemption, Procedure
from postal_services import clock
from postal_services.accounts.actors import NOBODY
from postal_services.accounts.networks import network_of
from postal_services.documents.tokens import find_token
from postal_services.errors import NotThere, Refused
from postal_services.ids import uuid7
from postal_services.web.htmx import UNPROCESSABLE
from tracking.pickups import policies
from tracking.pickups.commands.booking import Booking, book_pickup, cancel_pickup, reschedule_pickup
from tracking.pickups.models import Pickup
from tracking.pickups.queries import fees, windows
from tracking.pickups.queries.windows import Place, Window
from tracking.pickups.reasons import REASONS
from tracking.pickups.refusals import ForeignCommune, NoSuchWindow, WindowFull
from tracking.pickups.states import PickupState
from tracking.pickups.steps import Slot

_SAVED = ("name", "phone", "address", "note", "window", "service")
SERVICES = (Service.SEND, Service.BOTH)


# Nobody is signed in here and nothing of the visitor's is used, so there is no act that another site could forge;
# without the check the page needs no cookie. How often somebody may book is limited by network and by telephone.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Choose commune and procedure; then see what to prepare, what it costs and which windows are free; then book."""
    sent = request.POST if request.method == "POST" else request.GET
    unit, code = sent.get("unit", "").strip()[:10], sent.get("procedure", "").strip()[:24]
    procedure = _procedures().filter(pk=code).prefetch_related("papers").first() if code else None
    if not (unit and procedure):
        return _start(request, unit, code, missing=bool(unit or code))
    try:
        place = windows.place_of(unit, procedure.pk, clock.now())
    except ForeignCommune as refused:
        return _start(request, unit, code, refused=refused)
    if request.method != "POST" or sent.get("act") == "preview":
        return _page(request, place, procedure)
    return _booked(request, place, procedure)


def _booked(request: HttpRequest, place: Place, procedure: Procedure) -> HttpResponse:
    sent = request.POST
    named = windows.read_window(sent.get("window", ""))
    booking = Booking(
        slot=Slot(*named) if named else Slot("", clock.today(), clock.now().astimezone(clock.VN).time()),
        procedure=procedure.pk,
        unit=place.unit.code,
        service=sent.get("service", ""),
        name=sent.get("name", "")[:400],
        phone=sent.get("phone", "")[:60],
        address=sent.get("address", "")[:600],
        note=sent.get("note", "")[:600],
        categories=tuple(sent.getlist("categories")[:20]),
        once=_uuid(sent.get("once", "")),
    )
    try:
        policies.take_web_permit(network_of(request), phone_key(booking.phone))
        pickup = book_pickup(actor=NOBODY, booking=booking)
    except NotThere:
        raise
    except Refused as refused:
        return _page(request, place, procedure, refused=refused, unchosen=named is None)
    return _private(redirect("pickups:mine", token=pickup.token))


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """One pickup by its token: when, what to prepare, how it stands; no name, no address."""
    return _mine(request, _found(token))


@csrf_exempt
@require_POST
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The sender chooses another window."""
    found = _found(token)
    named = windows.read_window(request.POST.get("window", ""))
    try:
        if named is None:
            raise NoSuchWindow(office=found.office.name)
        reschedule_pickup(actor=NOBODY, token=found.token, slot=Slot(*named))
    except Refused as refused:
        return _mine(request, _found(token), refused=refused)
    return _private(redirect("pickups:mine", token=found.token))


@csrf_exempt
@require_POST
def call_off(request: HttpRequest, token: str) -> HttpResponse:
    """The sender calls the pickup off."""
    found = _found(token)
    try:
        cancel_pickup(actor=NOBODY, token=found.token)
    except Refused as refused:
        return _mine(request, _found(token), refused=refused)
    return _private(redirect("pickups:mine", token=found.token))


def _start(
    request: HttpRequest, unit: str, code: str, *, missing: bool = False, refused: Refused | None = None
) -> HttpResponse:
    groups: dict[str, list[Procedure]] = {}
    for row in _procedures():
        groups.setdefault(row.field, []).append(row)
    context = {
        "communes": communes()[1:],
        "procedures": list(groups.items()),
        "unit": unit,
        "procedure": code,
        "missing": missing,
        "refused": refused.detail(_language()) if refused else "",
    }
    status = UNPROCESSABLE if missing or refused else 200
    return _private(render(request, "pickups/public_start.html", context, status=status))


def _page(
    request: HttpRequest,
    place: Place,
    procedure: Procedure,
    *,
    refused: Refused | None = None,
    unchosen: bool = False,
) -> HttpResponse:
    now, language = clock.now(), _language()
    sent = request.POST
    chosen = tuple(sent.getlist("categories"))
    service = sent.get("service", "") if sent.get("service") in SERVICES else Service.SEND.value
    free = [window for window in windows.windows(place.committee.code, procedure.pk, place.offices, now) if window.free]
    context: dict[str, Any] = {
        "place": place,
        "procedure": procedure,
        "days": by_day(free),
        "prices": fees.of_services(place, procedure, chosen, clock.day_of(now)),
        "categories": [(row, row.code in chosen) for row in Exemption.objects.order_by("position")],
        "sent": {name: sent.get(name, "") for name in _SAVED} | {"service": service},
        "once": sent.get("once") or str(uuid7()),
        "errors": _errors(refused, language, unchosen=unchosen),
        "refused": refused.detail(language) if refused else "",
        "full": isinstance(refused, WindowFull),
        "weight_g": fees.WEIGHT_G,
    }
    status = refused.status if refused and refused.status != 400 else UNPROCESSABLE if refused else 200  # noqa: PLR2004
    return _private(render(request, "pickups/public_form.html", context, status=status))


def _mine(request: HttpRequest, found: Pickup, refused: Refused | None = None) -> HttpResponse:
    now, language = clock.now(), _language()
    may_change = found.state in (PickupState.ASKED, PickupState.ASSIGNED, PickupState.FAILED)
    free: list[Window] = []
    if may_change:
        offered = windows.windows(found.committee_id, found.procedure_id, [found.office], now, service=found.service)
        free = [window for window in offered if window.free and (window.day, window.opens) != (found.day, found.opens)]
    last = found.tries.order_by("-number").first() if found.state == PickupState.FAILED else None
    reason = REASONS.get(last.reason) if last else None
    context = {
        "pickup": found,
        "papers": list(found.papers.all()),
        "days": by_day(free),
        "may_change": may_change,
        "collected": found.state == PickupState.COLLECTED,
        "reason": (reason.en if language == "en" else reason.vi) if reason else "",
        "refused": refused.detail(language) if refused else "",
        "case": found.dossier,
    }
    status = refused.status if refused else 200
    return _private(render(request, "pickups/public_mine.html", context, status=status))


def _found(token: str) -> Pickup:
    rows = Pickup.objects.select_related("office", "committee", "procedure", "unit", "dossier")
    found = rows.filter(token=find_token(token) or "").first()
    if found is None:
        raise NotThere
    return found


def by_day(free: Sequence[Window]) -> list[tuple[Any, list[Window]]]:
    """Windows under their days."""
    days: dict[Any, list[Window]] = {}
    for window in free:
        days.setdefault(window.day, []).append(window)
    return list(days.items())


def _errors(refused: Refused | None, language: str, *, unchosen: bool) -> dict[str, str]:
    if refused is None:
        return {}
    found = {name: problems[0].message(language) for name, problems in refused.fields.items() if problems}
    if unchosen:
        found["window"] = "Choose a window." if language == "en" else "Chọn một khung giờ."
    return found


def _procedures() -> Any:
    return Procedure.objects.filter(active=True, postal_from__lte=clock.today()).order_by("field", "name")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _language() -> str:
    return (get_language() or "vi")[:2]


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody, named to nobody, found by no search engine."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
