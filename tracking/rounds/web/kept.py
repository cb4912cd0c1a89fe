"""What waits at the office: until when, what is over, what citizens wish for, and what is done about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.models import Item
from tracking.custody.web.doors import page_of, signed_in
from tracking.rounds import days, policies
from tracking.rounds.commands.keeping import forward_item, hold_items, send_items_back
from tracking.rounds.commands.wishes import decline_wish
from tracking.rounds.places import NewAddress
from tracking.rounds.queries import holds as reads
from tracking.rounds.queries.holds import Tab
from tracking.rounds.queries.rounds import wishes_of
from tracking.rounds.states import WishKind

from .forms import ForwardForm, KeepForm
from .pages import note_people, said
from .rounds import office_of, ordered, tidy


@signed_in
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The list by what has to be done; the first to end comes first."""
    return _page(request, actor_from(request))


def _page(request: HttpRequest, actor: Actor, refused: Refused | None = None) -> HttpResponse:
    today = clock.today()
    asked = request.GET.get("muc", "")
    tab = Tab(asked) if asked in {each.value for each in Tab} else Tab.ALL
    rows = reads.kept(actor, today)
    page = page_of(request, rows.filter(reads.in_tab(tab, today)))
    shown = reads.shown(page["rows"], today)
    context = {
        **page,
        "kept": shown,
        "tab": tab,
        "tabs": [
            {"label": reads.TAB_LABELS[each], "href": f"?muc={each}", "current": each == tab, "count": None}
            for each in Tab
        ],
        "title": reads.TAB_LABELS[tab],
        "hold_days": days.hold_days(today),
        "form": KeepForm(),
        "may_act": bool(actor.offices_as(*policies.ROUND_ROLES)),
        "problems": said(refused),
    }
    return render(request, "rounds/kept_list.html", context, status=UNPROCESSABLE if refused else 200)


@signed_in
@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    """Keep the ticked items (longer), or turn them round and go on to the hand-over list."""
    actor = actor_from(request)
    office = office_of(actor)
    codes = ordered(request.POST, "items")
    try:
        if request.POST.get("act") == "send_back":
            send_items_back(actor=actor, office=office.code, items=codes)
            messages.success(request, "Đã ghi chuyển hoàn. Lập bảng kê để bàn giao về cơ quan.")
            return redirect(f"{reverse('custody:hand-over-new')}?{urlencode({'items': ','.join(codes)})}")
        form = KeepForm(request.POST)
        if form.is_valid():
            until = hold_items(actor=actor, office=office.code, items=codes, until=form.day())
            messages.success(request, f"Lưu chờ nhận đến hết ngày {until:%d/%m/%Y}.")
            return redirect("rounds:kept")
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return _page(request, actor, refused)
    messages.warning(request, "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2019.")
    return redirect("rounds:kept")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, item: str) -> HttpResponseBase:
    """Send one item to a new address: the one that was asked for, or one that the clerk writes down."""
    actor = actor_from(request)
    found = _item(actor, item)
    wish = wishes_of([found.pk])[found.pk].waiting if found.pk in wishes_of([found.pk]) else None
    asked = wish if wish is not None and wish.kind == WishKind.FORWARD_TO else None
    first: dict[str, Any] = {}
    if asked is not None and asked.unit is not None:
        first = {"unit": asked.unit.code, "address": asked.address}
    form = ForwardForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        to = NewAddress(form.cleaned_data["unit"], form.cleaned_data["address"])
        try:
            done = forward_item(actor=actor, office=found.holder_office_id, item=found.code, to=to)
        except (NotThere, NotAllowed):
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            where = done.office.name if done.office else ""
            messages.success(request, f"Đã chuyển tiếp {found.code}. Nơi phát mới: {where}.")
            return redirect("rounds:kept")
    note_people(actor, "stop_page", [found.dossier_id])
    context = {
        "question": f"Chuyển tiếp {found.code} đến địa chỉ mới",
        "text": "Bưu gửi đi đến bưu cục phát ở địa chỉ mới. Địa chỉ được giữ kín, không ghi vào sổ cái.",
        "rows": [
            {"key": "Người nhận", "value": found.dossier.applicant_name},
            {"key": "Địa chỉ cũ", "value": f"{found.dossier.applicant_address}, {found.dossier.unit.name}"},
            *([{"key": "Người nhận yêu cầu", "value": asked.address}] if asked else []),
        ],
        "form": form,
        "act": "Chuyển tiếp",
        "cancel_href": reverse("rounds:kept"),
    }
    return render(request, "web/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_POST
def decline(request: HttpRequest, item: str) -> HttpResponseBase:
    """The office cannot do what was asked."""
    decline_wish(actor=actor_from(request), item=tidy(item))
    messages.success(request, "Đã trả lời: không làm được. Người nhận thấy ở trang tra cứu.")
    return redirect(f"{reverse('rounds:kept')}?muc={Tab.WISHES}")


def _item(actor: Actor, code: str) -> Item:
    rows = Item.objects.visible_to(actor).select_related("dossier__unit", "holder_office").filter(leg="B")
    found = rows.filter(code=tidy(code)).first()
    if found is None:
        raise NotThere
    policies.require_at_desk(actor, found.holder_office_id)
    return found
