"""The post brings a request for papers and fetches them: the list of what waits, and the page that books the visit."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation.dossiers.models import Dossier, DossierNotice
from delegation.dossiers.validation import Paper
from delegation.dossiers.web.forms import offer
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere, Refused
from postal_services.web.fields import VNPhoneField
from postal_services.web.formats import vn_date
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.web.doors import page_of
from tracking.pickups import policies
from tracking.pickups.commands.booking import Booking, book_pickup
from tracking.pickups.models import Pickup, PickupKind
from tracking.pickups.queries import supplements, windows
from tracking.pickups.refusals import NoSuchWindow
from tracking.pickups.steps import Slot
from tracking.pickups.web.doors import choices_of, signed_in

_READ = ["applicant_name", "applicant_phone", "applicant_address", "reason"]
_NAME_AT_MOST = 300


class FetchForm(HouseForm):
    """When the postman comes, and whom they meet where; the applicant of the dossier where nobody else is named."""

    window = forms.ChoiceField(label=_("Khung giờ"))
    name = forms.CharField(label=_("Người đưa giấy tờ"), max_length=400)
    phone = VNPhoneField(label=_("Số điện thoại"))
    address = forms.CharField(label=_("Thôn, làng, số nhà"), max_length=600)
    note = forms.CharField(label=_("Chỉ đường"), required=False, max_length=600)


@signed_in
@require_safe
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Requests for papers that nobody has arranged a visit for yet."""
    actor = actor_from(request)
    policies.require_may_book(actor)
    return render(request, "pickups/supplements.html", page_of(request, supplements.waiting(actor)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: HttpRequest, code: str) -> HttpResponseBase:
    """Book the visit: the postman brings form 02 and fetches the papers it names; the clock stands still meanwhile."""
    actor, now = actor_from(request), clock.now()
    dossier, notice = _asked(actor, code)
    policies.require_may_book(actor)
    note_read(actor, "supplement_pickup", dossier.pk, _READ)
    already = supplements.arranged(dossier, notice.given_at)
    context: dict[str, Any] = {"dossier": dossier, "notice": notice, "already": already}
    if already is not None:
        return render(request, "pickups/supplement.html", context)
    try:
        place = windows.place_of(dossier.unit.code, dossier.procedure_id, now)
    except Refused as refused:
        return render(request, "pickups/supplement.html", {**context, "why_not": refused.detail()})
    offered = windows.windows(place.committee.code, dossier.procedure_id, place.offices, now)
    free = [window for window in offered if window.free]
    form = FetchForm(request.POST if request.method == "POST" else None, initial=_contact(dossier))
    offer(form, "window", choices_of(free))
    context |= {"form": form, "none_free": not free}
    if request.method == "POST" and form.is_valid():
        booked = _booked(actor, dossier, notice, form)
        if booked is not None:
            said = gettext("Đã hẹn bưu điện %(window)s ngày %(day)s, số hẹn %(code)s.")
            told = {"window": booked.window, "day": vn_date(booked.day), "code": booked.code}
            messages.success(request, said % told)
            return redirect(f"/ho-so/{dossier.code}#phieu")
    return render(request, "pickups/supplement.html", context, status=UNPROCESSABLE if form.errors else 200)


def _asked(actor: Actor, code: str) -> tuple[Dossier, DossierNotice]:
    rows = Dossier.objects.visible_to(actor).select_related("unit", "procedure", "committee")
    dossier = rows.filter(code=code).first()
    notice = supplements.request_of(dossier) if dossier is not None else None
    if dossier is None or notice is None:
        raise NotThere
    return dossier, notice


def _contact(dossier: Dossier) -> dict[str, str]:
    return {
        "name": dossier.applicant_name,
        "phone": dossier.applicant_phone,
        "address": dossier.applicant_address,
    }


def _booked(actor: Actor, dossier: Dossier, notice: DossierNotice, form: FetchForm) -> Pickup | None:
    sent = form.cleaned_data
    named = windows.read_window(sent["window"])
    papers = tuple(Paper(paper.name[:_NAME_AT_MOST], paper.kind, paper.count) for paper in notice.papers.all())
    try:
        if named is None:
            raise NoSuchWindow(office="")
        return book_pickup(
            actor=actor,
            booking=Booking(
                slot=Slot(*named),
                kind=PickupKind.SUPPLEMENT,
                dossier=dossier.pk,
                papers=papers,
                name=sent["name"],
                phone=sent["phone"],
                address=sent["address"],
                note=sent["note"],
            ),
        )
    except Refused as refused:
        form.add_refusal(refused)
        return None
