"""Many communes declared ready by one list."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from postal_services.errors import NotThere
from tracking.custody.web.doors import signed_in
from tracking.rollout import policies
from tracking.rollout.commands.readiness import Declaring
from tracking.rollout.commands.readiness_lists import COLUMNS, declare_list
from tracking.rollout.models import Ask, Measure
from tracking.rollout.web.acts import forms
from tracking.rollout.web.acts.doing import Doing, Sent, answered, form_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ready_list(request: HttpRequest, directive: str, ask: str) -> HttpResponseBase:
    """Upload a list of communes; the faults of every row are told, and all of it is written or nothing."""
    actor = actor_from(request)
    if not policies.may_declare_anywhere(actor):
        raise NotThere
    found = Ask.objects.filter(directive=directive[:40], number=ask[:8], measure=Measure.READINESS).first()
    if found is None:
        raise NotThere

    def call(sent: Sent) -> None:
        given = Declaring(sent["document"], sent["ready_on"], sent["number"])
        content = sent["communes"].read()
        declare_list(actor=actor, directive=found.directive_id, ask=found.number, content=content, declaring=given)

    doing = Doing(
        question="Khai sẵn sàng nhiều xã",
        act="Tải lên và khai",
        done="Đã khai sẵn sàng các xã trong danh sách.",
        back=reverse("rollout:ask", args=[found.directive_id, found.number]),
        back_words=f"Mục {found.number}",
        call=call,
        text="Một dòng sai thì cả danh sách chưa được ghi. Xã đã khai từ trước giữ nguyên lời khai cũ.",
        more={"sample": reverse("rollout:ready-sample")},
    )
    return answered(request, doing, form_of(request, forms.ReadyListForm, forms.today()))


@signed_in
@require_safe
def sample(_request: HttpRequest) -> HttpResponse:
    """A list to fill in: the headings and one row, as Excel reads it."""
    rows = (";".join(column.heading for column in COLUMNS), ";".join(column.hint for column in COLUMNS))
    content = "\r\n".join(rows).encode("utf-8-sig") + b"\r\n"
    headers = {"Content-Disposition": 'attachment; filename="xa-san-sang.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
