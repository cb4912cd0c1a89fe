"""The scanning desk: choose what you do, then scan one code after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import tokens
from postal_services.errors import NotAllowed
from postal_services.ids import uuid7
from postal_services.web.htmx import UNPROCESSABLE, is_partial
from postal_services.web.unreadable import takes_any_text
from tracking.custody import answers, policies
from tracking.custody.bag_rulings import CARRIED_BY
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.bagging.refusals import UnknownBag
from tracking.custody.commands.scan import Batch, ScanResult, record_scans
from tracking.custody.commands.scan import Scan as SentScan
from tracking.custody.models import HandOver, Receipt, Scan
from tracking.custody.models import Outcome as Result
from tracking.custody.queries import bags as bag_reads
from tracking.custody.queries import verify_receipt, words
from tracking.custody.reasons import MEASURES, REASONS
from tracking.custody.relations import BASES, METHODS, NO_METHOD, RELATIONS
from tracking.custody.rulings import AT_POST, SCANNABLE
from tracking.custody.states import Action, HandOverState
from tracking.custody.web import bag_words
from tracking.custody.web.bag_words import Look
from tracking.custody.web.doors import language, lead_to, signed_in, whole

_SHOWN = 30
_LATELY = timedelta(hours=12)
_LONGEST_CODE = 400
_LONGEST_AGE_MS = 24 * 3600 * 1000

_FIRST_AT_POST = (
    Action.ACCEPT,
    Action.DISPATCH,
    Action.ARRIVE,
    Action.TAKE_OUT,
    Action.DELIVER,
    Action.FAIL,
    Action.HOLD,
    Action.SEND_BACK,
    Action.HAND_IN,
)
_FIRST_AT_AGENCY = (Action.HAND_IN, Action.HAND_BACK)
_SELDOM = (
    Action.HAND_BACK,
    Action.FORWARD,
    Action.REPORT_MISSING,
    Action.FIND,
    Action.DAMAGE,
    Action.OPEN_SEAL,
    Action.CORRECT,
)
_KEYS = "123456789"
_SELDOM_KEYS = {
    Action.HAND_BACK: "b",
    Action.FORWARD: "c",
    Action.REPORT_MISSING: "m",
    Action.FIND: "t",
    Action.DAMAGE: "h",
    Action.OPEN_SEAL: "n",
    Action.CORRECT: "z",
}
_ICONS = {
    Action.ACCEPT: "parcel",
    Action.DISPATCH: "truck",
    Action.ARRIVE: "building",
    Action.TAKE_OUT: "walk",
    Action.DELIVER: "check",
    Action.FAIL: "alert",
    Action.HOLD: "pause",
    Action.SEND_BACK: "return",
    Action.HAND_IN: "handover",
    Action.HAND_BACK: "return",
    Action.FORWARD: "right",
    Action.REPORT_MISSING: "search",
    Action.FIND: "check",
    Action.DAMAGE: "alert",
    Action.OPEN_SEAL: "lock",
    Action.CORRECT: "repeat",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act to choose, with its key (pressed together with Alt)."""

    value: str
    label: str
    key: str
    icon: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scan, as a row of the result list."""

    outcome: str
    words: str
    text: str
    action: str
    at: datetime
    item: str = ""
    state: str = ""
    holder: str = ""
    todo: str = ""
    bag: str = ""
    bag_look: Look | None = None
    bag_items: int = 0


@dataclass(slots=True)
class Chosen:
    """What stands in the form besides the code; it stays while codes follow each other."""

    action: str = ""
    office: str = ""
    to: str = ""
    reason: str = ""
    measure: str = ""
    receiver: str = ""
    relation: str = ""
    basis: str = ""
    method: str = ""
    value: str = ""
    code: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Any) -> "Chosen":
        """From the query or the posted form."""
        limits = {"action": 20, "office": 24, "to": 24, "reason": 40, "measure": 40, "receiver": 120, "relation": 20}
        limits |= {"basis": 24, "method": 10, "value": 400}
        said = {name: str(data.get(name, "")).replace("\x00", "").strip()[:most] for name, most in limits.items()}
        said["code"] = str(data.get("code", "")).replace("\x00", "").strip()[:_LONGEST_CODE]
        return cls(**said, problems={})


@takes_any_text
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def scan_desk(request: HttpRequest) -> HttpResponseBase:
    """Choose an act and scan; a list's code leads to its count, a receipt's to its list."""
    actor = actor_from(request)
    offices = _offices(actor)
    if not offices:
        raise NotAllowed
    if request.method != "POST":
        chosen = Chosen.of(request.GET)
        return _page(request, actor, chosen, offices)
    chosen = Chosen.of(request.POST)
    if elsewhere := _bag_meant(actor, chosen) or _list_meant(actor, chosen.code):
        return lead_to(elsewhere) if is_partial(request) else redirect(elsewhere)
    if not chosen.code:
        chosen.problems["code"] = "Quét hoặc gõ một mã."
    if chosen.action not in SCANNABLE:
        chosen.problems["action"] = "Chọn việc đang làm rồi quét."
    if chosen.problems:
        return _page(request, actor, chosen, offices, status=UNPROCESSABLE)
    result = record_scans(actor=actor, batch=Batch(scans=[_sent(request, chosen, offices)]))[0]
    row = _row(result, chosen, offices)
    if result.item and chosen.action == Action.DISPATCH and not chosen.to and result.outcome != Result.REFUSED:
        station = bag_reads.station_towards(actor, result.item.code, result.item.office)
        row = replace(row, words=f"{row.words} Trạm tiếp theo: {station}.") if station else row
    if is_partial(request):
        return render(request, "custody/_scan_result.html", {"row": row, "fresh": True})
    chosen.code = ""
    return _page(request, actor, chosen, offices, fresh=row)


def _page(  # the whole page, or after a wrong partial request only what is wrong
    request: HttpRequest,
    actor: Actor,
    chosen: Chosen,
    offices: Sequence[Office],
    *,
    fresh: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    if chosen.problems and is_partial(request):
        return render(request, "custody/_scan_problem.html", {"problems": chosen.problems}, status=status)
    office = next((each for each in offices if each.code == chosen.office), offices[0])
    acts, seldom = acts_at(at_post=any(each.is_post for each in offices))
    if chosen.action not in SCANNABLE:
        chosen.action = ""
    recent = _recent(actor)
    context = {
        "chosen": chosen,
        "office": office,
        "offices": offices,
        "acts": acts,
        "seldom": seldom,
        "seldom_open": chosen.action in {act.value for act in seldom},
        "reasons": [(code, reason.vi, reason.measures[0]) for code, reason in REASONS.items()],
        "measures": [(code, vi) for code, (vi, _) in MEASURES.items()],
        "relations": [(code, vi) for code, (vi, _) in RELATIONS.items()],
        "bases": [(code, vi) for code, (vi, _) in BASES.items()],
        "methods": [(code, vi) for code, (vi, _) in METHODS.items() if code != NO_METHOD],
        "destinations": _destinations(offices) if any(each.is_post for each in offices) else [],
        "scan_id": uuid7(),
        "fresh": fresh,
        "recent": recent[1:] if fresh else recent,
    }
    return render(request, "custody/scan_desk.html", context, status=status)


def acts_at(*, at_post: bool) -> tuple[list[Act], list[Act]]:
    """The acts to choose from: what is done all day, and the rest."""
    first = _FIRST_AT_POST if at_post else _FIRST_AT_AGENCY
    seldom = [action for action in _SELDOM if action not in first and (at_post or action not in AT_POST)]
    usual = [
        Act(action.value, str(action.label), key, _ICONS[action]) for action, key in zip(first, _KEYS, strict=False)
    ]
    return usual, [Act(action.value, str(action.label), _SELDOM_KEYS[action], _ICONS[action]) for action in seldom]


def _offices(actor: Actor) -> list[Office]:
    """The offices where the actor may scan anything."""
    codes = actor.offices_as(*policies.GIVING_ROLES)
    return list(Office.objects.filter(code__in=codes).order_by("code")) if codes else []


def _destinations(offices: Sequence[Office]) -> list[Office]:
    """Where a post office sends to: post offices of the districts and the province, and those below its own."""
    above = Office.objects.post().valid_on(clock.today())
    far = above.filter(kind__in=[kind for kind in POST_KINDS if kind.value.endswith("_post")])
    own = {office.code for office in offices}
    return [
        office
        for office in far.order_by("kind", "name")
        if office.code not in own and (office.kind in ("provincial_post", "district_post") or office.parent_id in own)
    ]


def _sent(request: HttpRequest, chosen: Chosen, offices: Sequence[Office]) -> SentScan:
    proof = None
    if chosen.action == Action.DELIVER and chosen.receiver:
        proof = {"receiver": chosen.receiver, "relation": chosen.relation, "basis": chosen.basis}
        if chosen.value:
            proof |= {"method": chosen.method, "value": chosen.value}
    failed = chosen.action == Action.FAIL
    return SentScan(
        id=_scan_id(request.POST.get("id", "")),
        code=chosen.code,
        action=chosen.action,
        age_ms=_age(request.POST.get("age_ms", "")),
        office=chosen.office or (offices[0].code if len(offices) == 1 else ""),
        to=chosen.to if chosen.action in (Action.DISPATCH, Action.FORWARD) else "",
        reason=chosen.reason if failed else "",
        measure=chosen.measure if failed else "",
        proof=proof,
    )


def _scan_id(text: str) -> UUID:
    """The id the form was given; a fresh one where a page sends none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid7()


def _age(text: str) -> int:
    """Milliseconds between the scan and its sending, by the page's stop-watch; a plain form is sent as it happens."""
    return min(whole(text) or 0, _LONGEST_AGE_MS)


def _bag_meant(actor: Actor, chosen: Chosen) -> str:
    """The page of a scanned bag, unless the whole bag is being sent or taken in; empty for any other text."""
    if chosen.action in CARRIED_BY:
        return ""
    found = bag_reads.find(actor, chosen.code)
    return reverse("custody:bag", args=[found.code]) if found is not None else ""


def _list_meant(actor: Actor, text: str) -> str:
    """The address a scanned list or receipt leads to; empty when the text means something else."""
    lists = HandOver.objects.visible_to(actor)
    plain = text.upper()
    if plain.startswith("VB1:"):
        facts = verify_receipt(text).facts
        receipt = Receipt.objects.filter(id=facts.receipt_id).values_list("hand_over") if facts else None
        found = lists.filter(pk__in=receipt).first() if receipt is not None else None
    elif plain.startswith("BK-"):
        found = lists.filter(code=plain).first()
    else:
        token = tokens.find_token(text)
        found = lists.filter(token=token).first() if token else None
    if found is None:
        return ""
    counting = found.state == HandOverState.PROPOSED and policies.may_countersign(actor, found)
    return reverse("custody:count" if counting else "custody:hand-over", args=[found.code])


def _row(result: ScanResult, chosen: Chosen, offices: Sequence[Office]) -> Outcome:
    item, bag = result.item, result.bag
    names = {office.code: office.name for office in offices}
    place = item.office if item else bag.office if bag else ""
    return Outcome(
        outcome=str(result.outcome),
        words=_said(result),
        text=chosen.code,
        action=_label(result.action),
        at=clock.now(),
        item=item.code if item else "",
        state=item.state if item else "",
        holder=names.get(place, place),
        bag=bag.code if bag else "",
        bag_look=bag_words.look(bag.state) if bag else None,
        bag_items=bag.items if bag else 0,
    )


def _said(result: ScanResult) -> str:
    """The sentence for the person who scanned."""
    if result.refusal is None or (result.code in answers.WORDS and result.outcome != Result.REFUSED):
        onward = {"next": result.onward} if result.onward else {}
        return answers.words(result.code, language(), action=_label(result.action), **onward)
    return result.refusal.detail(language())


def _recent(actor: Actor) -> list[Outcome]:
    """What the actor scanned lately, newest first; one query."""
    since = clock.now() - _LATELY
    mine = Scan.objects.visible_to(actor).filter(actor=actor.user_id, received_at__gte=since)
    rows = mine.select_related("item__holder_office")
    return [_kept(scan) for scan in rows.order_by("-received_at", "-id")[:_SHOWN]]


def _kept(scan: Scan) -> Outcome:
    matter = words.matter(scan.code)
    return Outcome(
        outcome=scan.outcome,
        words=matter.what,
        text=scan.text,
        action=_label(scan.action),
        at=scan.received_at,
        item=scan.item.code if scan.item else "",
        state=scan.item.state if scan.item else "",
        holder=scan.item.holder_office.name if scan.item else "",
        todo=matter.todo if scan.outcome in ("refused", "flagged") else "",
        bag="" if scan.item or scan.code == UnknownBag.code else bag_codes.parse(scan.text),
    )


def _label(action: str) -> str:
    return str(Action(action).label) if action in Action.values else action
