"""Rounds at the desk: today's rounds, a new one, one with what came of it, and what is done with it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.documents import s10
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.fields import VNDateField
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash.amounts import Amounts
from tracking.custody.web.doors import page_of, signed_in
from tracking.rounds import policies
from tracking.rounds.commands import going_out, planning
from tracking.rounds.models import Round
from tracking.rounds.queries import rounds as reads
from tracking.rounds.queries.rounds import Tab, Visit
from tracking.rounds.states import RoundState, StopOutcome

from .pages import note_people, said, visible

FILTERS = {
    "": "Tất cả",
    "cho": "Chưa đến",
    "tien": "Có thu tiền",
    "da": "Đã phát",
    "khong": "Không phát được",
}
"""What a postman wants to see of a long list."""


@signed_in
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds by tab; a postman whose round is out goes straight on with it."""
    actor = actor_from(request)
    today = clock.today()
    counts = reads.counts(actor, today)
    asked = request.GET.get("muc", "")
    tab = Tab(asked) if asked in {each.value for each in Tab} else Tab.TODAY
    page = page_of(request, reads.listing(actor, tab, today))
    context = {
        **page,
        "tab": tab,
        "tabs": [
            {"label": reads.TAB_LABELS[each], "href": f"?muc={each}", "current": each == tab, "count": counts[each]}
            for each in Tab
        ],
        "title": reads.TAB_LABELS[tab],
        "may_build": bool(actor.offices_as(*policies.ROUND_ROLES)),
        "mine": [each for each in page["rows"] if each.postman_id == actor.user_id and each.state == RoundState.OUT],
    }
    return render(request, "rounds/round_list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest) -> HttpResponseBase:
    """Choose office, postman and day; items that fit come ticked, by commune and address."""
    actor = actor_from(request)
    data = request.POST if request.method == "POST" else request.GET
    offices = reads.post_offices(actor)
    if not offices:
        raise NotAllowed
    office = next((each for each in offices if each.code == data.get("office")), offices[0])
    on = _day(data.get("day", "")) or clock.today()
    postmen = reads.postmen(office.code, on)
    if office.code not in actor.offices_as(*policies.DESK_ROLES):
        postmen = [each for each in postmen if each.pk == actor.user_id]
    refused: Refused | None = None
    wanted: list[str] = []
    if request.method == "POST":
        wanted = ordered(data, "items")
        try:
            made = planning.build_round(
                actor=actor, office=office.code, postman=data.get("postman", ""), items=wanted, day=on
            )
        except NotThere:
            raise
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "Đã lập bản kê. Xem lại thứ tự, in BD13 rồi ghi đi phát.")
            return redirect("rounds:round", made.code)
    found = reads.candidates(actor, office, on, wanted=wanted)
    note_people(actor, "round_building", (each.item.dossier_id for each in found))
    context = {
        "offices": offices,
        "office": office,
        "postmen": postmen,
        "postman": data.get("postman", ""),
        "day": on,
        "found": found,
        "chosen": sum(each.is_fitting for each in found),
        "problems": said(refused),
    }
    return render(request, "rounds/round_new.html", context, status=UNPROCESSABLE if refused else 200)


def _day(text: str) -> date | None:
    """The day of a date field; None for anything else."""
    try:
        day: date | None = VNDateField(required=False).clean(text[:20])
    except ValidationError:
        return None
    return day


def ordered(data: QueryDict, name: str) -> list[str]:
    """Ticked codes by the number typed beside each; without a number they keep their place on the page."""
    ticked = data.getlist(name)
    places: list[tuple[float, int, str]] = []
    for place, code in enumerate(ticked):
        typed = data.get(f"p-{code}", "").strip()
        number = float(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("10000") else place + 1.0
        places.append((number, place, code))
    return [code for _, _, code in sorted(places)]


@signed_in
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One round: for the postman on the road the next stop first, for the desk the list and what came of it."""
    actor = actor_from(request)
    return show(request, actor, visible(actor, code))


def show(request: HttpRequest, actor: Actor, round_: Round, refused: Refused | None = None) -> HttpResponse:
    """The page of a round, with why something was not done."""
    visits = reads.visits(round_)
    may_read = policies.may_read_names(actor, round_)
    if may_read:
        note_people(actor, "round_page", (each.item.dossier_id for each in visits))
    chosen = request.GET.get("loc", "")
    working = policies.may_work(actor, round_)
    context = {
        "round": round_,
        "visits": [each for each in visits if fits(each, chosen)],
        "next": reads.next_visit(visits) if round_.state == RoundState.OUT and may_read else None,
        "figures": figures(visits),
        "dues": dues(visits),
        "filters": [
            {"label": label, "href": f"?loc={key}", "current": key == chosen} for key, label in FILTERS.items()
        ],
        "chosen": chosen,
        "may_read": may_read,
        "may_change": working and round_.state == RoundState.DRAFT,
        "may_work": working and round_.state == RoundState.OUT,
        "on_the_road": round_.postman_id == actor.user_id and round_.state == RoundState.OUT,
        "problems": said(refused),
    }
    return render(request, "rounds/round_detail.html", context, status=UNPROCESSABLE if refused else 200)


def fits(visit: Visit, chosen: str) -> bool:
    """Whether a stop is shown under a filter."""
    stop = visit.stop
    if chosen == "cho":
        return not stop.outcome
    if chosen == "tien":
        return stop.due > 0
    if chosen == "da":
        return stop.outcome == StopOutcome.DELIVERED
    return stop.outcome in (StopOutcome.FAILED, StopOutcome.UNTRIED) if chosen == "khong" else True


def figures(visits: Sequence[Visit]) -> dict[str, int]:
    """How many stops there are of each outcome, and the cash taken so far."""
    outcomes = [each.stop.outcome for each in visits]
    return {
        "all": len(visits) - outcomes.count(StopOutcome.SPLIT),
        "waiting": outcomes.count(""),
        "delivered": outcomes.count(StopOutcome.DELIVERED),
        "failed": outcomes.count(StopOutcome.FAILED),
        "untried": outcomes.count(StopOutcome.UNTRIED),
        "taken": sum(each.stop.taken for each in visits),
    }


def dues(visits: Sequence[Visit]) -> Amounts:
    """What is owed on all stops together, in three columns."""
    total = Amounts()
    for each in visits:
        if each.stop.outcome != StopOutcome.SPLIT:
            total += Amounts(each.stop.state_fee, each.stop.postal, each.stop.transfer)
    return total


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponseBase:
    """Another order, another content, while the round is a draft."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    policies.require_may_work(actor, round_)
    if round_.state != RoundState.DRAFT:
        messages.warning(request, f"Bản kê đang ở trạng thái “{RoundState(round_.state).label}”, không sửa được nữa.")
        return redirect("rounds:round", round_.code)
    if request.method == "POST":
        items = ordered(request.POST, "items")
        return acted(
            request, code, lambda: planning.change_round(actor=actor, code=code, items=items), "Đã sửa bản kê."
        )
    visits = reads.visits(round_)
    more = reads.candidates(actor, round_.office, round_.day)
    shown = [*(each.item for each in visits), *(each.item for each in more)]
    note_people(actor, "round_building", (item.dossier_id for item in shown))
    context = {"round": round_, "visits": visits, "more": more}
    return render(request, "rounds/round_change.html", context)


def acted(request: HttpRequest, code: str, command: Callable[[], Any], done: str) -> HttpResponseBase:
    """Call a command on a round and go back to it; a refusal stays on the page, 422."""
    actor = actor_from(request)
    try:
        command()
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return show(request, actor, visible(actor, code), refused)
    messages.success(request, done)
    return redirect("rounds:round", code.strip().upper())


@signed_in
@require_POST
def take_out(request: HttpRequest, code: str) -> HttpResponseBase:
    """The postman leaves; what has moved meanwhile is named and stays behind."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    try:
        done = going_out.take_out_round(actor=actor, code=round_.code)
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return show(request, actor, visible(actor, code), refused)
    for item, why in done.left_behind.items():
        messages.warning(request, f"{item} ở lại: {why.detail()}")
    messages.success(request, "Đã ghi đi phát. Từ giờ bưu tá chịu trách nhiệm các bưu gửi trên bản kê.")
    return redirect("rounds:round", round_.code)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponseBase:
    """A page of its own before a draft is thrown away."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    if request.method == "POST":
        return acted(
            request,
            code,
            lambda: planning.cancel_round(actor=actor, code=code),
            "Đã hủy bản kê. Bưu gửi lại chọn được.",
        )
    policies.require_may_work(actor, round_)
    context = {
        "question": f"Hủy bản kê {round_.code}?",
        "text": "Bản kê chưa ghi đi phát. Bưu gửi vẫn ở bưu cục và chọn được vào bản kê khác.",
        "act": "Hủy bản kê",
        "danger": True,
        "cancel_href": reverse("rounds:round", args=[round_.code]),
    }
    return render(request, "web/confirm.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponseBase:
    """Put items that nobody took out on a round that is on its way."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    policies.require_may_work(actor, round_)
    if round_.state != RoundState.OUT:
        return redirect("rounds:round", round_.code)
    refused: Refused | None = None
    data = request.POST if request.method == "POST" else request.GET
    typed = [*data.getlist("items"), *data.get("codes", "").replace("\x00", "").split()]
    if request.method == "POST":
        try:
            going_out.add_to_round(actor=actor, code=round_.code, items=[tidy(text) for text in typed])
        except (NotThere, NotAllowed):
            raise
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "Đã thêm vào bản kê và ghi đi phát.")
            return redirect("rounds:round", round_.code)
    context = {"round": round_, "typed": "\n".join(typed), "problems": said(refused)}
    return render(request, "rounds/round_add.html", context, status=UNPROCESSABLE if refused else 200)


def tidy(text: str) -> str:
    """A typed code as it is kept; what is none stays as it is, for the refusal to name."""
    try:
        return s10.parse(text)
    except Refused:
        return text[:60]


def office_of(actor: Actor) -> Office:
    """The post office whose waiting items the asker works on."""
    offices = reads.post_offices(actor)
    if not offices or not actor.is_any((Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)):
        raise NotAllowed
    return offices[0]
