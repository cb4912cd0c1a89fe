"""At the door: one stop at a time, the delivery with everything it takes, and the attempt in vain."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash import queries as cash
from tracking.cash.amounts import Amounts
from tracking.custody.models import Item
from tracking.custody.reasons import MEASURES, REASONS
from tracking.custody.states import ItemState
from tracking.custody.web.doors import signed_in
from tracking.rounds import days, policies
from tracking.rounds.commands.delivering import Delivered, deliver_at_counter, deliver_at_door
from tracking.rounds.commands.failing import fail_at_door
from tracking.rounds.models import Round
from tracking.rounds.queries import rounds as reads
from tracking.rounds.queries.rounds import Visit
from tracking.rounds.refusals import NotOut
from tracking.rounds.states import RoundState

from .forms import DeliveryForm, FailureForm
from .pages import note_people, visible
from .rounds import tidy


@signed_in
@require_safe
def stop(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """One stop: who, where, what is owed, and the two things that can come of it."""
    actor = actor_from(request)
    round_, visit = _at(actor, code, item)
    note_people(actor, "stop_page", [visit.item.dossier_id])
    context = {"round": round_, "visit": visit, "may_work": _may_work(actor, round_), **_words(visit)}
    return render(request, "rounds/stop.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: HttpRequest, code: str, item: str) -> HttpResponseBase:
    """The delivery: receiver, proof, signature on glass, money in three columns, old papers."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    policies.require_may_work(actor, round_)
    visit = reads.visit(round_, tidy(item))
    if visit is None:
        return _not_on_the_list(request, round_, tidy(item))
    if round_.state != RoundState.OUT or visit.stop.outcome == "delivered":
        return redirect("rounds:stop", round_.code, visit.item.code)
    form = _form(request, visit.item)
    if request.method == "POST" and form.is_valid():
        try:
            done = deliver_at_door(actor=actor, round_code=round_.code, item=visit.item.code, delivery=form.said())
        except (NotThere, NotAllowed):
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _thanks(done))
            return redirect("rounds:round", round_.code)
    note_people(actor, "stop_page", [visit.item.dossier_id])
    context = {
        "round": round_,
        "visit": visit,
        "item": visit.item,
        "dossier": visit.dossier,
        "form": form,
        "back": reverse("rounds:stop", args=[round_.code, visit.item.code]),
    }
    return render(request, "rounds/delivery.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest, item: str) -> HttpResponseBase:
    """Somebody comes to the office for what is kept for them."""
    actor = actor_from(request)
    rows = Item.objects.visible_to(actor).select_related("dossier__procedure", "dossier__unit__parent", "holder_office")
    found = rows.filter(code=tidy(item), leg="B").first()
    if found is None:
        raise NotThere
    policies.require_at_desk(actor, found.holder_office_id)
    if found.state not in reads.TAKEABLE:
        messages.warning(request, f"Bưu gửi đang “{ItemState(found.state).label}”, không giao tại quầy được.")
        return redirect("rounds:kept")
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            done = deliver_at_counter(actor=actor, item=found.code, delivery=form.said())
        except (NotThere, NotAllowed):
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _thanks(done))
            return redirect("rounds:kept")
    note_people(actor, "stop_page", [found.dossier_id])
    context = {"item": found, "dossier": found.dossier, "form": form, "back": reverse("rounds:kept")}
    return render(request, "rounds/delivery.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: HttpRequest, code: str, item: str) -> HttpResponseBase:
    """The attempt in vain: reason, next step, the day agreed or the new address."""
    actor = actor_from(request)
    round_, visit = _at(actor, code, item)
    policies.require_may_work(actor, round_)
    if round_.state != RoundState.OUT or visit.stop.outcome:
        return redirect("rounds:stop", round_.code, visit.item.code)
    form = FailureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = fail_at_door(actor=actor, round_code=round_.code, item=visit.item.code, failure=form.said())
        except (NotThere, NotAllowed):
            raise
        except Refused as refused:
            form.add_refusal(refused)
        else:
            words = MEASURES[done.measure][0].lower()
            messages.success(
                request, f"Đã ghi lần phát thứ {done.attempt}. Bước tiếp theo: {words}. In giấy mời nếu cần."
            )
            return redirect("rounds:stop", round_.code, visit.item.code)
    context = {
        "round": round_,
        "visit": visit,
        "form": form,
        "fitting": [(reason.vi, [MEASURES[each][0] for each in reason.measures]) for reason in REASONS.values()],
    }
    return render(request, "rounds/failure.html", context, status=UNPROCESSABLE if form.errors else 200)


def _form(request: HttpRequest, item: Item) -> DeliveryForm:
    owed = cash.outstanding([item.dossier_id]).get(item.dossier_id, Amounts())
    return DeliveryForm(request.POST if request.method == "POST" else None, item=item, owed=owed)


def _at(actor: Actor, code: str, item: str) -> tuple[Round, Visit]:
    """The round and its stop; names on it are for those who deliver."""
    round_ = visible(actor, code)
    visit = reads.visit(round_, tidy(item))
    if visit is None or not policies.may_read_names(actor, round_):
        raise NotThere
    return round_, visit


def _may_work(actor: Actor, round_: Round) -> bool:
    return round_.state == RoundState.OUT and policies.may_work(actor, round_)


def _not_on_the_list(request: HttpRequest, round_: Round, item: str) -> HttpResponseBase:
    """An item that the postman has in hand and nobody took out: say so, and lead to where it is added."""
    messages.warning(request, NotOut(item=item, round=round_.code).detail())
    return redirect(f"{reverse('rounds:add', args=[round_.code])}?codes={item}")


def _words(visit: Visit) -> dict[str, object]:
    """What came of the stop in words, and whether sending back is due by custom."""
    stop_ = visit.stop
    most = days.attempts(stop_.round.day)
    return {
        "reason": REASONS[stop_.reason].vi if stop_.reason in REASONS else stop_.reason,
        "measure": MEASURES[stop_.measure][0] if stop_.measure in MEASURES else "",
        "most": most,
        "worn": visit.item.attempts >= most.whole,
    }


def _thanks(done: Delivered) -> str:
    receipts = f" Biên nhận thu tiền {', '.join(done.receipts)}." if done.receipts else ""
    papers = f" Giấy tờ cũ mang về: {done.collected.code}." if done.collected else ""
    return f"Đã ghi phát thành công {done.item.code}.{receipts}{papers}"
