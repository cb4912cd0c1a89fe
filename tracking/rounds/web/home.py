"""The postman comes back: every item accounted for, the money counted, the round closed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from delegation.registry.actors import actor_from
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.fields import VNDField
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.reasons import MEASURES, UNTRIED
from tracking.custody.states import ItemState
from tracking.custody.web.doors import signed_in
from tracking.rounds import days, policies
from tracking.rounds.commands.closing import Homecoming, close_round
from tracking.rounds.queries import rounds as reads
from tracking.rounds.states import RoundState

from .forms import KeepForm
from .pages import note_people, said, visible
from .rounds import dues, figures


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponseBase:
    """Reasons for what was not tried, the next step for what failed, papers collected, and the money."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    policies.require_may_work(actor, round_)
    if round_.state != RoundState.OUT:
        return redirect("rounds:round", round_.code)
    visits = reads.visits(round_)
    form = KeepForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = close_round(actor=actor, code=round_.code, homecoming=_homecoming(request, form, visits))
        except (NotThere, NotAllowed):
            raise
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "Đã nhận chuyến phát về.")
            if done.to_send_back:
                codes = ", ".join(done.to_send_back)
                messages.warning(request, f"Đã phát đủ số lần thường lệ, nên chuyển hoàn: {codes}.")
            return redirect("rounds:round", round_.code)
    note_people(actor, "round_page", (each.item.dossier_id for each in visits))
    state = {each.item.code: each.item.state for each in visits}
    untried = [each for each in visits if state[each.item.code] == ItemState.OUT_FOR_DELIVERY]
    failed = [each for each in visits if state[each.item.code] == ItemState.ATTEMPTED]
    most = days.attempts(round_.day)
    context = {
        "round": round_,
        "untried": [(each, request.POST.get(f"u-{each.item.code}", "")) for each in untried],
        "failed": [
            (each, request.POST.get(f"m-{each.item.code}", each.stop.measure), each.item.attempts >= most.whole)
            for each in failed
        ],
        "papers": [each for each in visits if each.stop.collected is not None],
        "reasons": [(key, words[0]) for key, words in UNTRIED.items()],
        "measures": [(key, words[0]) for key, words in MEASURES.items()],
        "figures": figures(visits),
        "dues": dues(visits),
        "form": form,
        "most": most,
        "hold_days": days.hold_days(round_.day),
        "for_all": request.POST.get("u-all", ""),
        "counted": request.POST.get("counted", ""),
        "problems": said(refused),
    }
    return render(request, "rounds/round_close.html", context, status=UNPROCESSABLE if refused or form.errors else 200)


def _homecoming(request: HttpRequest, form: KeepForm, visits: list[Any]) -> Homecoming:
    data = request.POST
    codes = [each.item.code for each in visits]
    return Homecoming(
        cash_counted=_money(data.get("counted", "")),
        untried={code: said_ for code in codes if (said_ := data.get(f"u-{code}", "") or data.get("u-all", ""))},
        measures={code: said_ for code in codes if (said_ := data.get(f"m-{code}", ""))},
        hold_until=form.day(),
    )


def _money(text: str) -> int | None:
    """Whole đồng as people write them; None for anything else."""
    try:
        amount: int | None = VNDField(required=False).clean(text)
    except ValidationError:
        return None
    return amount
