"""Hand-over lists: what waits, a new list, one list, and what its two sides do with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.folding import fold
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody import policies
from tracking.custody.commands import hand_over as commands
from tracking.custody.models import HandOver, HandOverLine, Receipt
from tracking.custody.models.hand_overs import Party
from tracking.custody.queries import ages
from tracking.custody.queries import hand_overs as reads
from tracking.custody.queries.hand_overs import Tab, Waiting
from tracking.custody.states import HandOverState, Verdict
from tracking.custody.web.doors import language, page_of, signed_in
from tracking.custody.web.timeline import halves


@dataclass(frozen=True, slots=True)
class Row:
    """One hand-over in the list, with its limbo."""

    hand_over: HandOver
    waiting: Waiting | None


_PRINTED_AT_ONCE = 40
"""Labels that a page draws while the person waits; more are printed in the background."""


@signed_in
@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Hand-overs by tab, first what the asker has to countersign; the filters stand in the address."""
    actor = actor_from(request)
    counts = reads.counts(actor)
    tab = _tab(request.GET.get("muc", ""), counts)
    text = request.GET.get("q", "").strip()[:80]
    page = page_of(request, _matching(reads.listing(actor, tab), text))
    now = clock.now()
    limit = ages.a_working_day_ago(now)
    page["rows"] = [Row(each, reads.waiting(each, now, limit)) for each in page["rows"]]
    context = {
        **page,
        "tab": tab,
        "tabs": [
            {"label": reads.TAB_LABELS[each], "href": f"?muc={each}", "current": each == tab, "count": counts[each]}
            for each in Tab
        ],
        "title": reads.TAB_LABELS[tab],
        "text": text,
        "may_draft": bool(actor.offices_as(*policies.GIVING_ROLES)),
    }
    return render(request, "custody/hand_over_list.html", context)


def _tab(asked: str, counts: dict[Tab, int]) -> Tab:
    """The tab asked for; else the first that holds anything, in the order of urgency."""
    if asked in {tab.value for tab in Tab}:
        return Tab(asked)
    return next((tab for tab in Tab if counts[tab]), Tab.TO_SIGN)


def _matching(rows: QuerySet[HandOver], text: str) -> QuerySet[HandOver]:
    """Lists whose number, item or office the text names."""
    if not text:
        return rows
    try:
        return rows.filter(pk__in=HandOverLine.objects.filter(item__code=s10.parse(text)).values("hand_over"))
    except Refused:
        by_office = Q(giver__folded__contains=fold(text)) | Q(receiver__folded__contains=fold(text))
        return rows.filter(Q(code__icontains=text) | by_office) if fold(text) else rows.none()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_new(request: HttpRequest) -> HttpResponse:
    """Choose a receiver and items; items may come ticked by ``?items=`` (codes of items or dossiers)."""
    actor = actor_from(request)
    data = request.POST if request.method == "POST" else request.GET
    givers = _givers(actor)
    if not givers:
        raise NotAllowed
    giver = next((office for office in givers if office.code == data.get("giver")), givers[0])
    receivers = reads.receivers_of(giver)
    receiver = receivers.find(data.get("receiver", "")) or next(iter((*receivers.usual, *receivers.others)), None)
    wanted = _codes(data.getlist("items"), data.get("codes", ""))
    refused: Refused | None = None
    if request.method == "POST" and receiver is not None:
        try:
            made = commands.draft_hand_over(actor=actor, giver=giver.code, receiver=receiver.code, items=wanted)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "Đã lập bảng kê. Kiểm tra lần nữa rồi bấm Bàn giao.")
            return redirect("custody:hand-over", made.code)
    text = data.get("q", "").strip()[:60]
    returns = bool(data.get("hoan")) and request.method != "POST"
    ready = reads.ready_items(actor, giver, receiver, text=text, wanted=wanted, returns=returns) if receiver else []
    context = {
        "givers": givers,
        "giver": giver,
        "receivers": receivers,
        "receiver": receiver,
        "ready": ready,
        "returns": returns,
        "to_return": reads.returns_for(actor, giver, receiver) if receiver else 0,
        "chosen": sum(each.chosen for each in ready),
        "text": text,
        "left_over": _left_over(wanted, ready),
        "problems": _problems(refused),
    }
    return render(request, "custody/hand_over_new.html", context, status=UNPROCESSABLE if refused else 200)


def _givers(actor: Actor) -> list[Office]:
    codes = actor.offices_as(*policies.GIVING_ROLES)
    return list(Office.objects.filter(code__in=codes).order_by("code")) if codes else []


def _codes(ticked: Iterable[str], typed: str) -> list[str]:
    """Codes from boxes, from ``?items=a,b`` and from the field of many lines, each once, in their order."""
    texts = [part for text in ticked for part in text.split(",")] + typed.splitlines()
    tidy: dict[str, None] = {}
    for text in texts:
        try:
            tidy[s10.parse(text)] = None
        except Refused:
            if plain := text.replace("\x00", "").strip()[:60]:
                tidy[plain] = None
    return list(tidy)


def _left_over(wanted: Iterable[str], ready: Iterable[reads.Ready]) -> list[str]:
    """Codes asked for that are not among the items shown."""
    shown = {code for each in ready for code in (each.item.code, each.item.dossier.code)}
    return [code for code in wanted if code not in shown]


def _problems(refused: Refused | None) -> list[tuple[str, str]]:
    """Every reason with the code it is about; the reason of the whole first, under no code."""
    if refused is None:
        return []
    said = [("", refused.detail(language()))]
    for code, problems in refused.fields.items():
        said += [(code, each.message(language())) for each in problems]
    return said


@signed_in
@require_safe
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """One list: state, both halves with their times, items with verdicts, and what can be done next."""
    actor = actor_from(request)
    found = _visible(actor, code)
    return _detail(request, actor, found)


def _detail(request: HttpRequest, actor: Actor, found: HandOver, refused: Refused | None = None) -> HttpResponse:
    lines = reads.lines_of(found)
    receipts = list(Receipt.objects.filter(hand_over=found).order_by("party"))
    giving, receiving = policies.may_give(actor, found), policies.may_countersign(actor, found)
    now = clock.now()
    context = {
        "hand_over": found,
        "lines": lines,
        "waiting": reads.waiting(found, now),
        "steps": halves(found, reads.history(found), lines, now),
        "receipts": receipts,
        "mine": _mine(receipts, giving=giving, receiving=receiving),
        "may_propose": giving and found.state == HandOverState.DRAFT,
        "may_withdraw": giving and found.state == HandOverState.PROPOSED,
        "may_discard": giving and found.state == HandOverState.DRAFT,
        "may_count": receiving and found.state == HandOverState.PROPOSED,
        "may_resolve": giving and found.state == HandOverState.DISPUTED,
        "may_label": giving and found.state in (HandOverState.DRAFT, HandOverState.PROPOSED),
        "long": len(lines) > _PRINTED_AT_ONCE,
        "answered": found.state in (HandOverState.SETTLED, HandOverState.DISPUTED),
        "figures": _figures(lines, found),
        "extra": [text for text in found.extra if text not in {line.item.code for line in lines}],
        "problems": _problems(refused),
        "resolution": request.POST.get("resolution", ""),
    }
    return render(request, "custody/hand_over_detail.html", context, status=UNPROCESSABLE if refused else 200)


def _figures(lines: list[HandOverLine], found: HandOver) -> dict[str, int]:
    listed = [line for line in lines if line.listed]
    return {
        "listed": len(listed),
        "received": sum(line.verdict == Verdict.RECEIVED for line in listed),
        "missing": sum(line.verdict == Verdict.MISSING for line in listed),
        "damaged": sum(line.verdict == Verdict.DAMAGED for line in listed),
        "extra": len(found.extra),
    }


def _mine(receipts: list[Receipt], *, giving: bool, receiving: bool) -> Receipt | None:
    """The receipt of the asker's own side; the giver's for those who see both."""
    party = Party.RECEIVER if receiving and not giving else Party.GIVER
    return next((receipt for receipt in receipts if receipt.party == party), None)


def _visible(actor: Actor, code: str) -> HandOver:
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    return found


def _acted(
    request: HttpRequest, code: str, command: Callable[..., HandOver], done: str, **facts: Any
) -> HttpResponseBase:
    """Call a command on a list and go back to it; a refusal stays on the page, 422."""
    actor = actor_from(request)
    found = _visible(actor, code)
    try:
        command(actor=actor, code=found.code, **facts)
    except NotThere:
        raise
    except Refused as refused:
        return _detail(request, actor, _visible(actor, code), refused)
    messages.success(request, done)
    return redirect("custody:hand-over", found.code)


@signed_in
@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponseBase:
    """The giver's half."""
    return _acted(request, code, commands.propose_hand_over, "Đã bàn giao. Bưu gửi chờ bên nhận đếm và ký nhận.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponseBase:
    """A page of its own before an unanswered list is taken back."""
    if request.method == "POST":
        return _acted(request, code, commands.withdraw_hand_over, "Đã rút bảng kê. Bưu gửi không còn chờ ký nhận.")
    actor = actor_from(request)
    found = _visible(actor, code)
    policies.require_may_give(actor, found)
    context = {
        "question": f"Rút bảng kê {found.code}?",
        "text": f"{found.receiver.name} sẽ không còn thấy bảng kê này. Bưu gửi vẫn do bạn giữ.",
        "act": "Rút bảng kê",
        "danger": True,
        "cancel_href": reverse("custody:hand-over", args=[found.code]),
    }
    return render(request, "web/confirm.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponseBase:
    """A page of its own before a draft is thrown away."""
    if request.method == "POST":
        return _acted(
            request, code, commands.discard_hand_over, "Đã bỏ bảng kê. Bưu gửi lại chọn được vào bảng kê khác."
        )
    actor = actor_from(request)
    found = _visible(actor, code)
    policies.require_may_give(actor, found)
    context = {
        "question": f"Bỏ bảng kê {found.code}?",
        "text": "Bảng kê chưa giao cho ai. Bưu gửi vẫn do bạn giữ và chọn được vào bảng kê khác.",
        "act": "Bỏ bảng kê",
        "danger": True,
        "cancel_href": reverse("custody:hand-over", args=[found.code]),
    }
    return render(request, "web/confirm.html", context)


@signed_in
@require_POST
def resolve(request: HttpRequest, code: str) -> HttpResponseBase:
    """Settle the differences of a disputed list in writing."""
    words = request.POST.get("resolution", "").replace("\x00", "")[:2000]
    return _acted(request, code, commands.resolve_hand_over, "Đã ghi cách giải quyết chênh lệch.", resolution=words)
