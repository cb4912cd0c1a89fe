"""The page that exports takings of a day or a period as CSV or XLSX."""

from collections.abc import Iterator
from datetime import date, timedelta
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash import exports, policies
from tracking.cash.models import Taking
from tracking.cash.queries.days import sums
from tracking.cash.web.doors import tabs
from tracking.cash.web.forms import PeriodForm

_IN_MEMORY = 2 * 1024 * 1024
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Choose days and see their sums; ``dang=csv`` or ``xlsx`` sends the file."""
    actor = actor_from(request)
    if not (policies.may_take(actor) or actor.is_any((Role.PROVINCE,))):
        raise NotAllowed
    today = clock.today()
    sent = request.GET if "first" in request.GET else None
    form = PeriodForm(
        sent, offices=_offices(actor), initial={"first": today.replace(day=1), "last": today}, auto_id="filter_%s"
    )
    rows = None
    if form.is_valid():
        first, last, office = (form.cleaned_data[name] for name in ("first", "last", "office"))
        try:
            rows = exports.rows_of(actor, first, last, office=office)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            name = f"khoan-thu-{first:%Y%m%d}-{last:%Y%m%d}"
            if request.GET.get("dang") == "csv":
                return _csv(name, exports.csv_text(rows))
            if request.GET.get("dang") == "xlsx":
                return _xlsx(name, actor, first, last, office)
    context = {
        "tabs": tabs(actor, "export"),
        "form": form,
        "sums": None if rows is None else sums(rows.order_by()),
        "yesterday": today - timedelta(days=1),
    }
    return render(request, "cash/export.html", context, status=UNPROCESSABLE if form.is_bound and form.errors else 200)


def _csv(name: str, parts: Iterator[bytes]) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


def _xlsx(name: str, actor: Actor, first: date, last: date, office: str) -> FileResponse:
    out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the answer closes it when it has been sent
    exports.workbook(exports.rows_of(actor, first, last, office=office), cast("BinaryIO", out))
    out.seek(0)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(out, as_attachment=True, filename=f"{name}.xlsx", content_type=_WORKBOOK, headers=headers)


def _offices(actor: Actor) -> list[tuple[str, str]]:
    """Where the money that the actor may see was taken."""
    codes = Taking.objects.all().of_offices(actor).order_by().values_list("office", flat=True).distinct()
    return list(Office.objects.filter(pk__in=codes).order_by("pk").values_list("code", "name"))
