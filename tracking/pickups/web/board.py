"""The clerk's page: what is to be collected, who goes, what was booked on the telephone; and the printed list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.dossiers.web.forms import offer
from delegation.registry.actors import actor_from
from delegation.registry.models import Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_date
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.web.doors import page_of
from tracking.pickups import papers, policies
from tracking.pickups.commands.assignment import assign_pickups
from tracking.pickups.commands.booking import Booking, book_pickup, cancel_pickup, reschedule_pickup
from tracking.pickups.models import Pickup
from tracking.pickups.queries import board as reads
from tracking.pickups.queries import fees, supplements, windows
from tracking.pickups.queries.board import LABELS, Tab
from tracking.pickups.refusals import NoSuchWindow
from tracking.pickups.steps import Slot
from tracking.pickups.web.doors import choices_of, free_windows, note_contacts, one, posted_text, said, signed_in
from tracking.pickups.web.forms import ContactForm, WhereForm, WindowForm
from tracking.pickups.web.pdfs import pdf


@signed_in
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Pickups of the office by day, and the ones given to the asker first."""
    return _board(request)


@signed_in
@require_POST
def assign(request: HttpRequest) -> HttpResponseBase:
    """Give the ticked pickups to somebody."""
    actor = actor_from(request)
    codes = request.POST.getlist("pickup")[:200]
    try:
        if not codes:
            raise NoneTicked
        done = assign_pickups(actor=actor, codes=codes, postman=posted_text(request, "postman"))
    except NoneTicked:
        return _board(request, problems=["Đánh dấu ít nhất một lần hẹn."])
    except NotThere:
        raise
    except Refused as refused:
        return _board(request, problems=said(refused))
    messages.success(request, f"Đã giao {len(done)} lần hẹn.")
    return redirect(f"/lay/?muc={posted_text(request, 'muc', 20)}")


class NoneTicked(Exception):
    """A form without a tick: nothing was asked of the command."""


def _board(request: HttpRequest, problems: list[str] | None = None) -> HttpResponse:
    actor, now = actor_from(request), clock.now()
    if not (policies.may_book(actor) or actor.sees_everything):
        raise NotAllowed
    asked = request.GET.get("muc", "") or request.POST.get("muc", "")
    tab = Tab(asked) if asked in set(Tab) else Tab.TODAY
    counts = reads.counts(actor, now)
    paged = page_of(request, reads.listed(actor, tab, now))
    note_contacts(actor, "pickup_board", paged["rows"])
    context: dict[str, Any] = {
        **paged,
        "tab": tab.value,
        "title": LABELS[tab],
        "tabs": [
            {"label": LABELS[each], "href": f"/lay/?muc={each}", "current": each == tab, "count": counts.get(each)}
            for each in Tab
        ],
        "readable": {row.code for row in paged["rows"] if policies.may_read_contact(actor, row)},
        "mine": list(reads.mine(actor, now)),
        "people": reads.people(actor, clock.day_of(now)),
        "may_assign": bool(actor.offices_as(*policies.AT_COUNTER)) and tab in (Tab.TODAY, Tab.TOMORROW, Tab.LATER),
        "may_set_slots": bool(actor.offices_as(*policies.AT_COUNTER)),
        "short": reads.queue(actor).count(),
        "may_fetch": policies.may_book(actor),
        "unarranged": supplements.waiting(actor).order_by().count(),
        "problems": problems or [],
    }
    return render(request, "pickups/board.html", context, status=UNPROCESSABLE if problems else 200)


@signed_in
@require_safe
def day_list(request: HttpRequest) -> HttpResponseBase:
    """The day's list on paper, for whoever goes out without a telephone."""
    actor, now = actor_from(request), clock.now()
    asked = request.GET.get("muc", "")
    tab = Tab(asked) if asked in {Tab.TODAY.value, Tab.TOMORROW.value} else Tab.TODAY
    rows = [row for row in reads.listed(actor, tab, now)[:200] if policies.may_read_contact(actor, row)]
    if not actor.offices_as(*policies.AT_POST):
        raise NotAllowed
    note_contacts(actor, "pickup_list", rows)
    return pdf(f"lay-ho-so-{clock.day_of(now)}.pdf", lambda out: papers.day_list(rows, LABELS[tab], now, out))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Book for somebody at the counter or on the telephone: find what they have, then the same questions as online."""
    actor = actor_from(request)
    policies.require_may_book(actor)
    sent = request.POST if request.method == "POST" else request.GET
    where = WhereForm(sent if "procedure" in sent else None, initial={"phone": sent.get("phone", "")})
    found = reads.of_phone(actor, sent.get("phone", "")[:24])
    context: dict[str, Any] = {"where": where, "found": found, "phone": sent.get("phone", "")[:24]}
    note_contacts(actor, "pickup_search", found)
    if not (where.is_bound and where.is_valid()):
        status = UNPROCESSABLE if where.errors else 200
        return render(request, "pickups/new_where.html", context, status=status)
    return _second(request, actor, where, context)


def _second(request: HttpRequest, actor: Actor, where: WhereForm, context: dict[str, Any]) -> HttpResponseBase:
    asked, now = where.cleaned_data, clock.now()
    procedure = Procedure.objects.prefetch_related("papers").get(pk=asked["procedure"])
    try:
        place = windows.place_of(asked["unit"], procedure.pk, now)
    except Refused as refused:
        where.add_refusal(refused)
        return render(request, "pickups/new_where.html", context, status=UNPROCESSABLE)
    offered = windows.windows(place.committee.code, procedure.pk, place.offices, now)
    free = [window for window in offered if window.free]
    bound = request.method == "POST"
    form = ContactForm(request.POST if bound else None, initial={"phone": asked["phone"], "service": "send"})
    offer(form, "window", choices_of(free))
    context |= {
        "form": form,
        "place": place,
        "procedure": procedure,
        "prices": fees.of_services(place, procedure, (), clock.day_of(now)),
        "weight_g": fees.WEIGHT_G,
        "none_free": not free,
    }
    if not (bound and form.is_valid()):
        return render(request, "pickups/new_form.html", context, status=UNPROCESSABLE if bound else 200)
    booked = _book(actor, form, procedure.pk, place.unit.code)
    if booked is None:
        return render(request, "pickups/new_form.html", context, status=UNPROCESSABLE)
    messages.success(request, f"Đã hẹn {booked.window} ngày {vn_date(booked.day)}. Số hẹn {booked.code}.")
    return redirect("pickups:pickup", booked.code)


def _book(actor: Actor, form: ContactForm, procedure: str, unit: str) -> Pickup | None:
    sent = form.cleaned_data
    named = windows.read_window(sent["window"])
    try:
        if named is None:
            raise NoSuchWindow(office="")
        return book_pickup(
            actor=actor,
            booking=Booking(
                slot=Slot(*named),
                procedure=procedure,
                unit=unit,
                service=sent["service"],
                name=sent["name"],
                phone=sent["phone"],
                address=sent["address"],
                note=sent["note"],
            ),
        )
    except Refused as refused:
        form.add_refusal(refused)
        return None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponseBase:
    """Another window, for a sender who calls."""
    actor = actor_from(request)
    found = one(actor, code)
    policies.require_may_change(actor, found)
    form = WindowForm(request.POST if request.method == "POST" else None)
    offer(form, "window", choices_of(free_windows(found)))
    if request.method == "POST" and form.is_valid():
        named = windows.read_window(form.cleaned_data["window"])
        try:
            if named is None:
                raise NoSuchWindow(office=found.office.name)
            moved = reschedule_pickup(actor=actor, code=found.code, slot=Slot(*named))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Đã đổi sang {moved.window} ngày {vn_date(moved.day)}.")
            return redirect("pickups:pickup", found.code)
    context = {"form": form, "pickup": found, "title": "Đổi khung giờ", "button": "Đổi giờ"}
    return render(request, "pickups/act.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, code: str) -> HttpResponseBase:
    """Call a pickup off for a sender who calls."""
    actor = actor_from(request)
    found = one(actor, code)
    policies.require_may_change(actor, found)
    problems: list[str] = []
    if request.method == "POST":
        try:
            cancel_pickup(actor=actor, code=found.code)
        except Refused as refused:
            problems = said(refused)
        else:
            messages.success(request, f"Đã hủy {found.code}.")
            return redirect("pickups:board")
    context = {"pickup": found, "title": "Hủy hẹn", "button": "Hủy hẹn này", "problems": problems, "warning": True}
    return render(request, "pickups/act.html", context, status=UNPROCESSABLE if problems else 200)
