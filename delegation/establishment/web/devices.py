"""Pages on which devices are enrolled and revoked: the code on the supervisor's screen, and the phone's own page."""

from math import ceil
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from delegation.establishment.web.doors import act, address, office_for, sent
from delegation.establishment.web.forms import ConfirmForm, DeviceForm, EnrolForm
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts import commands
from postal_services.accounts.models import Device
from postal_services.accounts.networks import network_of
from postal_services.accounts.policies import require_may_manage_devices
from postal_services.documents import qr
from postal_services.errors import NotThere, Refused
from postal_services.web.formats import vn_date, vn_datetime
from postal_services.web.htmx import UNPROCESSABLE


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_device(request: HttpRequest, office: str) -> HttpResponse:
    """The form for a device's name, then its one-time code, big, to be scanned from the screen."""
    actor, place = office_for(request, office)
    require_may_manage_devices(actor, place.pk)
    form = DeviceForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            issued = commands.issue_enrolment_code(actor, place.pk, form.cleaned_data["label"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            link = _address_for(issued.code)
            context = {
                "office": place,
                "label": form.cleaned_data["label"],
                "code": issued.code,
                "place": f"{settings.PUBLIC_HOST}{reverse('establishment:enrol')}",
                "picture": SafeString(qr.svg(link, title=_("Mã ghi danh"))),
                "expires_at": issued.expires_at,
                "minutes": ceil((issued.expires_at - clock.now()).total_seconds() / 60),
            }
            return render(request, "establishment/device_code.html", context)
    context = {
        "office": place, "form": form, "cancel_href": address(place),
        "question": _("Ghi danh thiết bị"), "act": _("Tạo mã ghi danh"),
        "text": _("Mã dùng một lần, sống 30 phút. Mở trang này khi máy cần ghi danh đang ở trước mặt."),
    }  # fmt: skip
    return render(request, "establishment/form_page.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, office: str, device: UUID) -> HttpResponse:
    """A page of its own before a device is taken out of use."""
    actor, place = office_for(request, office)
    require_may_manage_devices(actor, place.pk)
    found = Device.objects.visible_to(actor).filter(pk=device, office=place.pk, revoked_at=None).first()
    if found is None:
        raise NotThere
    rows = [
        {"key": _("Tên máy"), "value": found.label},
        {"key": _("Ghi danh"), "value": vn_date(clock.day_of(found.enrolled_at))},
        {"key": _("Liên lạc gần nhất"), "value": vn_datetime(found.last_seen_at)},
    ]
    page = {
        "question": _("Thu hồi thiết bị này?"), "act": _("Thu hồi"), "danger": True, "rows": rows,
        "text": _("Khóa của máy hết tác dụng ngay. Lượt quét đã gửi vẫn được giữ."),
        "done": _("Đã thu hồi thiết bị."),
    }  # fmt: skip
    do = lambda _given: commands.revoke_device(actor, found.pk)  # noqa: E731  # one call behind the button
    return act(request, place, ConfirmForm(sent(request)), do, page=page, template="web/confirm.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Where the QR leads a phone: it trades the one-time code for a key of its own, which is shown once."""
    form = EnrolForm(sent(request), initial={"code": request.GET.get("ma", "")[:40]})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            issued = commands.enrol_device(form.cleaned_data["code"], network_of(request))
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
        else:
            office = Office.objects.filter(pk=issued.office).first()
            context = {"office": office, "code": issued.office, "key": issued.key, "device": issued.device}
            return render(request, "establishment/enrolled.html", context)
    elif form.is_bound:
        status = UNPROCESSABLE
    response = render(request, "establishment/enrol.html", {"form": form}, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _address_for(code: str) -> str:
    """What the QR says: the phone's page with the code filled in."""
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    return f"{scheme}://{settings.PUBLIC_HOST}{reverse('establishment:enrol')}?{urlencode({'ma': code})}"
