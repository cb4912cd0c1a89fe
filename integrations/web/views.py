"""Pages about partners: thin doors to queries and commands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from delegation.registry.actors import actor_from
from integrations import policies, queries
from integrations.commands import deliveries as sending
from integrations.commands import partners as keeping
from integrations.models import Partner
from integrations.web.forms import DeliveryFilter, EndpointForm, PartnerForm
from integrations.web.shown import ShownAttempt, ShownDelivery, ShownEndpoint
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused

PAGE = 50
UNPROCESSABLE = 422


def _keeper(request: HttpRequest) -> Actor:
    """The actor, who must be one that looks after partners."""
    actor = actor_from(request)
    policies.require_may_keep_partners(actor)
    return actor


def _deliveries(request: HttpRequest, actor: Actor, wanted: queries.Wanted) -> dict[str, Any]:
    """One page of deliveries for a template; ``cursor`` is the id of the last row of the page before."""
    rows = queries.deliveries(actor, wanted)
    try:
        cursor = UUID(request.GET.get("cursor", ""))
        rows = rows.filter(pk__lt=cursor)
    except ValueError:
        cursor = None
    page = list(rows[: PAGE + 1])
    return {
        "deliveries": [ShownDelivery(row) for row in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "continued": cursor is not None,
        "form": DeliveryFilter(request.GET.dict()),
    }


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything at a glance: what the owners must know, endpoints with their health, the latest deliveries."""
    actor = _keeper(request)
    context = {
        "notices": queries.notices(actor),
        "partners": queries.partners(actor),
        "endpoints": [ShownEndpoint(row) for row in queries.endpoints(actor, now=clock.now())],
        **_deliveries(request, actor, queries.Wanted.read(request.GET)),
    }
    return render(request, "integrations/deliveries.html", context)


@login_required
def new_partner(request: HttpRequest) -> HttpResponse:
    """The form for a new partner."""
    actor = _keeper(request)
    form = PartnerForm(request.POST or None, initial={"kind": "agency"})
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.register_partner(actor, keeping.NewPartner(**form.cleaned_data), now=clock.now())
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("integrations:partner", made.code)
    return _form_page(request, form, _("Thêm đối tác"), _("Thêm"), reverse("integrations:deliveries"))


@login_required
@require_safe
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """One partner with its endpoints and keys."""
    return _partner_page(request, _keeper(request), code)


@login_required
@require_POST
@never_cache
def issue_key(request: HttpRequest, code: str) -> HttpResponse:
    """Give the partner a key and show it, this once."""
    actor = _keeper(request)
    issued = keeping.issue_partner_key(actor, code, now=clock.now())
    return _partner_page(request, actor, code, key=issued.secret)


@login_required
@require_POST
def revoke_keys(request: HttpRequest, code: str) -> HttpResponse:
    """Take back every key of the partner."""
    count = keeping.revoke_partner_keys(_keeper(request), code, now=clock.now())
    messages.success(request, _("Đã thu hồi %(count)s khóa.") % {"count": count})
    return redirect("integrations:partner", code)


@login_required
@never_cache
def new_endpoint(request: HttpRequest, code: str) -> HttpResponse:
    """The form for a new endpoint; the answer shows its secret, this once."""
    actor = _keeper(request)
    owner = _partner(actor, code)
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = keeping.NewEndpoint(code, form.cleaned_data["url"], tuple(form.cleaned_data["facts"]))
        try:
            made = keeping.register_endpoint(actor, wanted, now=clock.now())
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return _endpoint_page(request, actor, made.row.pk, secret=made.secret)
    title = _("Thêm địa chỉ nhận của %(name)s") % {"name": owner.name}
    return _form_page(request, form, title, _("Thêm"), reverse("integrations:partner", args=[code]))


@login_required
@require_safe
def endpoint(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """One endpoint: health, secrets, deliveries."""
    return _endpoint_page(request, _keeper(request), endpoint)


@login_required
@require_POST
@never_cache
def rotate(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """Give the endpoint a new secret and show it, this once."""
    actor = _keeper(request)
    made = keeping.rotate_secret(actor, endpoint, now=clock.now())
    return _endpoint_page(request, actor, endpoint, secret=made.secret)


@login_required
@require_POST
def switch_off(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """Stop sending."""
    keeping.disable_endpoint(_keeper(request), endpoint, now=clock.now())
    messages.success(request, _("Đã tắt. Tin mới vẫn được giữ lại 30 ngày."))
    return redirect("integrations:endpoint", endpoint)


@login_required
@require_POST
def switch_on(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """Send again."""
    keeping.enable_endpoint(_keeper(request), endpoint)
    messages.success(request, _("Đã bật. Các tin còn nợ đang được gửi."))
    return redirect("integrations:endpoint", endpoint)


@login_required
@require_POST
def ping(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """Owe a test message and show it."""
    owed = sending.ping_endpoint(_keeper(request), endpoint, now=clock.now())
    messages.success(request, _("Tin thử sẽ được gửi trong vài giây. Tải lại trang để xem kết quả."))
    return redirect("integrations:delivery", owed.pk)


@login_required
@require_POST
def replay_all(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """Owe again everything that was set aside."""
    count = sending.replay_set_aside(_keeper(request), endpoint, now=clock.now())
    messages.success(request, _("%(count)s tin sẽ được gửi lại.") % {"count": count})
    return redirect("integrations:endpoint", endpoint)


@login_required
@require_safe
def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """One delivery with every attempt."""
    found = queries.delivery(_keeper(request), delivery)
    context = {"delivery": ShownDelivery(found), "attempts": [ShownAttempt(row) for row in found.tried.all()]}
    return render(request, "integrations/delivery.html", context)


@login_required
@require_POST
def replay(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Owe a delivery again."""
    sending.replay_delivery(_keeper(request), delivery, now=clock.now())
    messages.success(request, _("Tin sẽ được gửi lại trong vài giây, với đúng mã cũ."))
    return redirect("integrations:delivery", delivery)


@login_required
@require_POST
def notice_seen(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Take a notice down."""
    keeping.mark_notice_seen(_keeper(request), notice, now=clock.now())
    return redirect("integrations:deliveries")


def _partner(actor: Actor, code: str) -> Partner:
    found = queries.partners(actor).filter(code=code).first()
    if found is None:
        raise NotThere
    return found


def _partner_page(request: HttpRequest, actor: Actor, code: str, *, key: str = "") -> HttpResponse:
    found = _partner(actor, code)
    rows = queries.endpoints(actor, now=clock.now(), partner=found)
    context = {
        "partner": found,
        "endpoints": [ShownEndpoint(row) for row in rows],
        "keys": found.keys.filter(revoked_at=None).count(),
        "key": key,
    }
    return render(request, "integrations/partner.html", context)


def _endpoint_page(request: HttpRequest, actor: Actor, endpoint: UUID, *, secret: str = "") -> HttpResponse:
    now = clock.now()
    health = queries.endpoint_health(actor, endpoint, now=now)
    context = {
        "endpoint": ShownEndpoint(health),
        "secrets": [one for one in health.endpoint.secrets.all() if one.valid_at(now)],
        "secret": secret,
        **_deliveries(request, actor, queries.Wanted.read({**request.GET.dict(), "endpoint": str(endpoint)})),
    }
    return render(request, "integrations/endpoint.html", context)


def _form_page(request: HttpRequest, form: Any, title: str, act: str, back: str) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "title": title, "act": act, "back": back}
    return render(request, "integrations/form.html", context, status=status)
