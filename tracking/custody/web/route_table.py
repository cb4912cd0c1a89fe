"""The ways from one's own post office: where each goal goes first, by the tree or by a row, and the rows to keep."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from delegation.dossiers.web.forms import offer
from delegation.registry.actors import actor_from
from delegation.registry.models import Office, Unit
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.fields import VNDateField
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody import policies
from tracking.custody.commands import route_table as commands
from tracking.custody.models import RouteStep
from tracking.custody.queries import routes
from tracking.custody.routes import Ways
from tracking.custody.web.doors import signed_in


class StepForm(HouseForm):
    """A row of the route table: one goal, its next station, from a day on."""

    goal = forms.ChoiceField(label="Nơi đến", required=False)
    district = forms.ChoiceField(
        label="Hoặc cả huyện", required=False, help_text="Chọn nơi đến hoặc huyện, một trong hai"
    )
    next_office = forms.ChoiceField(label="Trạm tiếp theo")
    valid_from = VNDateField(label="Từ ngày", required=False, help_text="Để trống: từ hôm nay")
    note = forms.CharField(label="Ghi chú", required=False, max_length=200)


@dataclass(frozen=True, slots=True)
class Way:
    """Where one goal goes from here: the whole way by name, and whether a row or the tree says so."""

    goal: str
    path: str
    by_row: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponseBase:
    """The ways from the asker's post office; its supervisor adds rows."""
    actor, today = actor_from(request), clock.today()
    office = _office(actor, request.POST.get("origin", "") or request.GET.get("noi", ""))
    posts = list(Office.objects.valid_on(today).filter(kind__in=POST_KINDS).order_by("code"))
    form = _form(request, office, posts, today)
    if request.method == "POST" and form.is_valid():
        try:
            commands.add_route_step(actor=actor, step=commands.Step(origin=office.code, **form.cleaned_data))
        except NotThere:
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã ghi tuyến.")
            return redirect(f"/tui/tuyen?noi={office.code}")
    return _page(request, actor, office, posts, form)


@signed_in
@require_POST
def end(request: HttpRequest, step: UUID) -> HttpResponseBase:
    """End a row from tomorrow on; what is over stays as it was."""
    actor = actor_from(request)
    try:
        row = commands.end_route_step(actor=actor, step=step)
    except (NotAllowed, NotThere):
        raise
    except Refused as refused:
        messages.error(request, refused.detail("vi"))
        return redirect("custody:routes")
    messages.success(request, "Dòng này hết hiệu lực từ ngày mai.")
    return redirect(f"/tui/tuyen?noi={row.origin_id}")


def _office(actor: Actor, asked: str) -> Office:
    """The post office asked for among the asker's own, else the first of them."""
    codes = sorted(office for office in actor.offices if policies.may_bag(actor, office))
    if not codes:
        raise NotAllowed
    return Office.objects.get(code=asked if asked in codes else codes[0])


def _form(request: HttpRequest, office: Office, posts: list[Office], today: date) -> StepForm:
    form = StepForm(request.POST if request.method == "POST" else None)
    others = [(each.code, f"{each.name} ({each.code})") for each in posts if each.code != office.code]
    offer(form, "goal", [("", "Chọn nơi đến"), *others])
    offer(form, "next_office", [("", "Chọn trạm"), *others])
    districts = Unit.objects.valid_on(today).districts().order_by("code")
    offer(form, "district", [("", "Không"), *((each.code, each.name) for each in districts)])
    return form


def _page(request: HttpRequest, actor: Actor, office: Office, posts: list[Office], form: StepForm) -> HttpResponse:
    today = clock.today()
    ways = routes.ways(today)
    tree = Ways(places=ways.places)
    names = {each.code: each.name for each in posts}
    context: dict[str, Any] = {
        "office": office,
        "ways": [
            Way(
                names[goal],
                " → ".join(names.get(code, code) for code in ways.path(office.code, goal)),
                ways.next_office(office.code, goal) != tree.next_office(office.code, goal),
            )
            for goal in names
            if goal != office.code
        ],
        "steps": _rows(office, today),
        "today": today,
        "form": form,
        "may_set": policies.may_set_routes(actor, office.code),
    }
    return render(request, "custody/route_table.html", context, status=UNPROCESSABLE if form.errors else 200)


def _rows(office: Office, today: date) -> list[RouteStep]:
    """Rows that are in force or will be, in the order of their goals."""
    rows = RouteStep.objects.filter(origin=office).select_related("goal", "district", "next_office")
    return [row for row in rows.order_by("goal", "district", "valid_from") if row.is_open_on(today)]
