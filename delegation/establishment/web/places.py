"""Pages on which commune post offices and counters are opened and closed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation.establishment import policies
from delegation.establishment.commands.opening import KINDS, Opening, close_office, open_office
from delegation.establishment.web.doors import act, office_for, sent
from delegation.establishment.web.forms import CloseForm, OpenForm, today_first
from delegation.registry.models import OfficeKind, Unit
from postal_services import clock
from postal_services.errors import NotAllowed
from postal_services.web.formats import vn_date


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_place(request: HttpRequest, office: str) -> HttpResponse:
    """The form for a new place of the post in the office's district."""
    actor, place = office_for(request, office)
    district = place.unit.district
    if district is None or not policies.may_open_below(actor, place):
        raise NotAllowed
    units = Unit.objects.in_district(district, clock.today()).order_by("name")
    form = OpenForm(
        sent(request),
        units=[(unit.code, unit.name) for unit in units],
        initial={**today_first(clock.today()), "kind": OfficeKind.COUNTER.value},
    )
    page = {"question": _("Mở điểm phục vụ"), "act": _("Mở điểm"), "done": _("Đã mở điểm phục vụ.")}
    do = lambda given: open_office(actor, Opening(**given, district=district.code))  # noqa: E731  # one call behind the button
    return act(request, place, form, do, page=page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_place(request: HttpRequest, office: str) -> HttpResponse:
    """A page of its own before a place of the post is closed."""
    actor, place = office_for(request, office)
    policies.require_may_speak_for_district(actor, place)
    if place.kind not in KINDS:
        raise NotAllowed
    rows = [
        {"key": _("Điểm"), "value": place.name},
        {"key": _("Hoạt động từ ngày"), "value": vn_date(place.valid_from)},
    ]
    page = {
        "question": _("Đóng điểm này?"), "act": _("Đóng điểm"), "danger": True, "rows": rows,
        "done": _("Đã đóng điểm."),
    }  # fmt: skip
    form = CloseForm(sent(request), initial=today_first(clock.today()))
    do = lambda given: close_office(actor, place.pk, **given)  # noqa: E731  # one call behind the button
    return act(request, place, form, do, page=page, template="web/confirm.html")
