"""Pages on which people are appointed and relieved."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from delegation.establishment import policies
from delegation.establishment.commands.staffing import Appointing, appoint, relieve
from delegation.establishment.web.doors import act, address, office_for, sent
from delegation.establishment.web.forms import AppointForm, RelieveForm, today_first
from delegation.registry.models import Post
from postal_services import clock
from postal_services.accounts.actors import Role
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_date
from postal_services.web.htmx import UNPROCESSABLE


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appoint_person(request: HttpRequest, office: str) -> HttpResponse:
    """The form for an appointment; a new person's password is shown once, on the answer."""
    actor, place = office_for(request, office)
    roles = policies.roles_to_give(actor, place)
    if not roles:
        raise NotAllowed
    form = AppointForm(sent(request), roles=roles, initial=today_first(clock.today()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = appoint(actor, Appointing(**{**given, "office": place.pk, "role": Role(given["role"])}))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if made.password:
                context = {"office": place, "person": made.post.user, "password": made.password}
                return render(request, "establishment/new_person.html", context)
            messages.success(request, _("Đã ghi bổ nhiệm."))
            return redirect(address(place))
    context = {
        "office": place, "form": form, "cancel_href": address(place),
        "question": _("Bổ nhiệm người"), "act": _("Ghi bổ nhiệm"),
    }  # fmt: skip
    return render(request, "establishment/form_page.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relieve_person(request: HttpRequest, office: str, post: UUID) -> HttpResponse:
    """A page of its own before somebody is relieved."""
    actor, place = office_for(request, office)
    held = Post.objects.select_related("user").filter(pk=post, office=place).first()
    if held is None:
        raise NotThere
    policies.require_may_govern(actor, place)
    form = RelieveForm(sent(request), initial=today_first(clock.today()))
    rows = [
        {"key": _("Họ và tên"), "value": str(held.user)},
        {"key": _("Vị trí"), "value": Role(held.role).label},
        {"key": _("Giữ từ ngày"), "value": vn_date(held.valid_from)},
    ]
    page = {
        "question": _("Ghi thôi giữ vị trí?"), "act": _("Ghi thôi giữ vị trí"), "danger": True, "rows": rows,
        "done": _("Đã ghi thôi giữ vị trí."),
    }  # fmt: skip
    do = lambda given: relieve(actor, held.pk, **given)  # noqa: E731  # one call behind the button
    return act(request, place, form, do, page=page, template="web/confirm.html")
