"""The postman's pages, one thing on each: whom to call and where to go; count; seal; money and signatures; the slip."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from delegation.dossiers.refusals import PossibleDuplicate
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE
from tracking.cash.amounts import Amounts
from tracking.pickups import papers, policies
from tracking.pickups.commands.assignment import Failure, fail_pickup
from tracking.pickups.commands.collection import Collection, Found, collect_pickup
from tracking.pickups.models import Pickup, PickupKind, PickupPaper
from tracking.pickups.queries import fees, windows
from tracking.pickups.reasons import REASONS, SHORT, words
from tracking.pickups.states import PickupState
from tracking.pickups.steps import Slot
from tracking.pickups.web.doors import (
    choices_of,
    free_windows,
    note_contacts,
    note_slip,
    one,
    posted_text,
    said,
    signed_in,
)
from tracking.pickups.web.forms import FailureForm, PackForm, ShortForm, SignForm, language
from tracking.pickups.web.pdfs import pdf


@dataclass(slots=True)
class Draft:
    """What was filled in so far, kept in the session of the telephone until everything is sent."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    told: str = ""
    due_on: str = ""
    weight_g: int = 0
    seal: str = ""
    categories: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, code: str) -> "Draft":
        """The draft of one pickup."""
        kept = request.session.get(_key(code))
        return cls(**kept) if isinstance(kept, dict) else cls()

    def keep(self, request: HttpRequest, code: str) -> None:
        """Keep it for the next page."""
        request.session[_key(code)] = {name: getattr(self, name) for name in Draft.__slots__}


def _key(code: str) -> str:
    return f"pickup:{code}"


@signed_in
@require_safe
def pickup(request: HttpRequest, code: str) -> HttpResponseBase:
    """One pickup: whom to call, where to go, what to bring home; or what came of it."""
    actor = actor_from(request)
    found = one(actor, code)
    readable = policies.may_read_contact(actor, found)
    note_contacts(actor, "pickup_page", [found])
    tries = [
        (each, REASONS[each.reason].vi if each.reason in REASONS else each.reason)
        for each in found.tries.select_related("made_by")
    ]
    context = {
        "pickup": found,
        "papers": list(found.papers.all()),
        "readable": readable,
        "tries": tries if readable else [],
        "may_collect": policies.may_collect(actor, found) and found.state == PickupState.ASSIGNED,
        "may_change": policies.may_change(actor, found)
        and found.state in (PickupState.ASKED, PickupState.ASSIGNED, PickupState.FAILED),
        "collected": found.state == PickupState.COLLECTED,
        "short": dict(words(SHORT, language())),
    }
    return render(request, "pickups/pickup.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, code: str) -> HttpResponseBase:
    """Count every paper with the sender; say what is short, who was told, and by when it is brought."""
    _actor, found = _going(request, code)
    draft, listed = Draft.of(request, found.code), list(found.papers.all())
    initial = {"told": draft.told, "due_on": date.fromisoformat(draft.due_on) if draft.due_on else None}
    form = ShortForm(request.POST if request.method == "POST" else None, initial=initial)
    problems: dict[int, str] = {}
    if request.method == "POST":
        draft.found, problems = _counts(request, listed)
        is_short = not problems and any(
            int(each[0]) < paper.expected and each[1] != "not_needed" for paper, each in _pairs(listed, draft)
        )
        if form.is_valid():
            if is_short and not form.cleaned_data["told"]:
                form.add_error("told", "Chọn đã báo cho ai.")
            due_on = form.cleaned_data.get("due_on")
            draft.told = form.cleaned_data.get("told", "")
            draft.due_on = due_on.isoformat() if due_on else ""
        if not problems and not form.errors:
            draft.keep(request, found.code)
            return redirect("pickups:seal", found.code)
    rows = [
        (paper, draft.found.get(str(paper.position), [paper.expected, ""]), problems.get(paper.position, ""))
        for paper in listed
    ]
    context = {"pickup": found, "rows": rows, "reasons": words(SHORT, language()), "form": form, "step": 1}
    return render(request, "pickups/count.html", context, status=UNPROCESSABLE if problems or form.errors else 200)


def _pairs(listed: list[PickupPaper], draft: Draft) -> list[tuple[PickupPaper, list[Any]]]:
    return [(paper, draft.found[str(paper.position)]) for paper in listed if str(paper.position) in draft.found]


def _counts(request: HttpRequest, listed: list[PickupPaper]) -> tuple[dict[str, list[Any]], dict[int, str]]:
    """The counts as sent, and what is wrong with each."""
    found: dict[str, list[Any]] = {}
    problems: dict[int, str] = {}
    for paper in listed:
        text = posted_text(request, f"found-{paper.position}", 6).strip()
        reason = posted_text(request, f"short-{paper.position}", 20)
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else -1  # noqa: PLR2004
        found[str(paper.position)] = [number if number >= 0 else text, reason]
        if number < 0:
            problems[paper.position] = "Nhập số lượng từ 0 đến 99."
        elif number < paper.expected and reason not in SHORT:
            problems[paper.position] = "Chọn lý do thiếu."
    return found, problems


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: HttpRequest, code: str) -> HttpResponseBase:
    """Weigh the pack and read the number of its seal aloud."""
    _actor, found = _going(request, code)
    draft = Draft.of(request, found.code)
    if not draft.found:
        return redirect("pickups:count", found.code)
    initial = {
        "weight_g": draft.weight_g or None,
        "seal": draft.seal,
        "categories": draft.categories or found.categories,
    }
    form = PackForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        draft.weight_g, draft.seal, draft.categories = sent["weight_g"], sent["seal"], list(sent["categories"])
        used = Pickup.objects.filter(office=found.office_id, seal="".join(sent["seal"].split()).upper())
        if used.filter(state=PickupState.COLLECTED).exists():
            form.add_error("seal", "Số niêm phong này đã dùng cho hồ sơ khác. Đọc lại số, hoặc lấy dây khác.")
        else:
            draft.keep(request, found.code)
            return redirect("pickups:sign", found.code)
    context = {"pickup": found, "form": form, "step": 2}
    return render(request, "pickups/seal.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the fees, let both sign, and write everything down at once."""
    actor, found = _going(request, code)
    draft = Draft.of(request, found.code)
    if not (draft.found and draft.seal):
        return redirect("pickups:count", found.code)
    owed = _owed(found, draft)
    is_free = found.kind == PickupKind.SUPPLEMENT
    initial = {**owed.as_data(), "method": "cash"}
    form = SignForm(request.POST if request.method == "POST" else None, initial=initial, is_free=is_free)
    duplicates: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            done = collect_pickup(actor=actor, code=found.code, collection=_collection(draft, form))
        except NotThere:
            raise
        except PossibleDuplicate as refused:
            form.add_refusal(refused)
            duplicates = refused.duplicates
        except Refused as refused:
            for line in said(refused):
                form.add_error(None, line)
        else:
            request.session.pop(_key(found.code), None)
            messages.success(request, "Đã lấy hồ sơ. Phiếu gửi đã có chữ ký hai bên.")
            return redirect("pickups:slip", done.pickup.code)
    context = {
        "pickup": found,
        "form": form,
        "owed": owed,
        "draft": draft,
        "rows": _pairs(list(found.papers.all()), draft),
        "duplicates": duplicates,
        "step": 3,
    }
    return render(request, "pickups/sign.html", context, status=UNPROCESSABLE if form.errors else 200)


def _owed(found: Pickup, draft: Draft) -> Amounts:
    """What the sender pays for this pack, with the reductions shown."""
    if found.kind == PickupKind.SUPPLEMENT:
        return Amounts()
    place = windows.Place(found.unit, found.committee, (found.office,))
    prices = fees.of_services(place, found.procedure, draft.categories, clock.today(), draft.weight_g or fees.WEIGHT_G)
    price = next((each for each in prices if each.service == found.service), None)
    return Amounts(price.state_fee, price.postal, price.transfer) if price else Amounts()


def _collection(draft: Draft, form: SignForm) -> Collection:
    sent = form.cleaned_data
    amounts = Amounts(sent.get("state_fee") or 0, sent.get("postal") or 0, sent.get("transfer") or 0)
    return Collection(
        found={int(position): Found(int(each[0]), str(each[1])) for position, each in draft.found.items()},
        weight_g=draft.weight_g,
        seal=draft.seal,
        sender_signature=sent.get("sender_signature"),
        postman_signature=sent.get("postman_signature"),
        witness=sent["witness"],
        postman_confirms=sent["postman_confirms"],
        amounts=amounts or None,
        money_reason=sent["money_reason"],
        method=sent["method"],
        categories=tuple(draft.categories),
        told=draft.told,
        due_on=date.fromisoformat(draft.due_on) if draft.due_on else None,
        confirm_duplicate=sent["confirm_duplicate"],
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: HttpRequest, code: str) -> HttpResponseBase:
    """Nothing was collected: why, and what is done next."""
    actor, found = _going(request, code)
    form = FailureForm(request.POST if request.method == "POST" else None, windows=choices_of(free_windows(found)))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        named = windows.read_window(sent["window"]) if sent["window"] else None
        failure = Failure(sent["reason"], sent["next_step"], sent["note"], Slot(*named) if named else None)
        try:
            fail_pickup(actor=actor, code=found.code, failure=failure)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Đã ghi. Người gửi thấy lý do trên trang tra cứu của họ.")
            return redirect("pickups:board")
    context = {"form": form, "pickup": found, "title": "Không lấy được hồ sơ", "button": "Ghi lại"}
    return render(request, "pickups/act.html", context, status=UNPROCESSABLE if form.errors else 200)


@signed_in
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponseBase:
    """The signed slip on the telephone: what both see before they part."""
    actor = actor_from(request)
    found = _collected(actor, code)
    note_slip(actor, found)
    context = {
        "pickup": found,
        "papers": list(found.papers.all()),
        "takings": papers.takings_of(found),
        "short": dict(words(SHORT, language())),
    }
    return render(request, "pickups/slip.html", context)


@signed_in
@require_safe
def slip_paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """Phiếu gửi hồ sơ as a PDF."""
    actor = actor_from(request)
    found = _collected(actor, code)
    note_slip(actor, found)
    return pdf(f"phieu-gui-{found.code}.pdf", lambda out: papers.slip(found, out))


def _collected(actor: Actor, code: str) -> Pickup:
    found = one(actor, code)
    if found.state != PickupState.COLLECTED or not _may_see_slip(actor, found):
        raise NotThere
    return found


def _may_see_slip(actor: Actor, found: Pickup) -> bool:
    return policies.may_read_contact(actor, found) or found.committee_id in actor.offices


def _going(request: HttpRequest, code: str) -> tuple[Actor, Pickup]:
    """The pickup that the asker was sent to."""
    actor = actor_from(request)
    found = one(actor, code)
    policies.require_may_collect(actor, found)
    note_contacts(actor, "pickup_visit", [found])
    return actor, found
