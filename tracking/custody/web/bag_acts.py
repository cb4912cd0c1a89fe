"""What is done with a bag on the screen: packed, sealed, sent, taken in, given up, settled."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.htmx import UNPROCESSABLE, is_partial
from postal_services.web.unreadable import takes_any_text
from tracking.custody import answers, policies
from tracking.custody.bagging.refusals import AlreadyPacked, BagMoved
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals
from tracking.custody.commands import bags as commands
from tracking.custody.commands.bags import Packed
from tracking.custody.models import Bag, Outcome
from tracking.custody.queries import bags as reads
from tracking.custody.queries import routes
from tracking.custody.reasons import SEAL_REASONS
from tracking.custody.states import BagState
from tracking.custody.web.bags import acted, detail, listed, problems, visible, working
from tracking.custody.web.doors import language, signed_in
from tracking.custody.web.scanning import Outcome as Result

_LONGEST_CODE = 400


@takes_any_text
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: HttpRequest, code: str) -> HttpResponseBase:
    """Scan items into the bag one after the other, or take the ticked ones that go this way."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_bag(actor, found.office_id)
    if found.state != BagState.OPEN:
        if request.method != "POST":
            return redirect("custody:bag", found.code)
        return detail(request, actor, found, BagMoved(bag=found.code, state=BagState(found.state).label))
    if request.method != "POST":
        return _packing(request, actor, found)
    return _packed(request, actor, found)


def _packed(request: HttpRequest, actor: Actor, found: Bag) -> HttpResponseBase:
    """One scanned code answers with its row, ticked items with a message."""
    text = request.POST.get("code", "").replace("\x00", "").strip()[:_LONGEST_CODE]
    ticked = request.POST.getlist("items")
    confirmed = bool(request.POST.get("confirmed")) or bool(ticked)
    named = [text] if text else ticked
    try:
        packed = commands.pack_items(actor=actor, code=found.code, items=named, confirmed=confirmed)
    except Refused as refused:
        return _packing(request, actor, visible(actor, found.code), refused=refused)
    if not text:
        _tell(request, packed)
        return redirect("custody:bag-pack", found.code)
    row = _row(text, packed)
    if is_partial(request):
        return render(request, "custody/_scan_result.html", {"row": row, "fresh": True})
    return _packing(request, actor, found, fresh=row)


def _packing(
    request: HttpRequest, actor: Actor, found: Bag, *, fresh: Result | None = None, refused: Refused | None = None
) -> HttpResponse:
    if refused is not None and is_partial(request):
        context: dict[str, Any] = {"problems": {"code": refused.detail(language())}}
        return render(request, "custody/_scan_problem.html", context, status=UNPROCESSABLE)
    context = {
        "bag": found,
        "lines": reads.lines_of(found),
        "ready": reads.going_there(actor, found, routes.ways()),
        "fresh": fresh,
        "confirmed": bool(request.POST.get("confirmed")),
        "problems": problems(refused),
    }
    return render(request, "custody/bag_pack.html", context, status=UNPROCESSABLE if refused else 200)


def _row(text: str, packed: Packed) -> Result:
    """What became of one scanned code, as a row of the result list."""
    if packed.done:
        item = packed.done[0]
        said = f"Đã xếp vào túi {packed.bag.code}." if language() == "vi" else f"Packed into {packed.bag.code}."
        return Result(Outcome.RECORDED.value, said, text, "Xếp vào túi", clock.now(), item=item)
    why = next(iter(packed.refused.values()))
    outcome = Outcome.REPLAYED if isinstance(why, AlreadyPacked) else Outcome.REFUSED
    return Result(outcome.value, why.detail(language()), text, "Xếp vào túi", clock.now())


def _tell(request: HttpRequest, packed: Packed) -> None:
    if packed.done:
        messages.success(request, f"Đã xếp {len(packed.done)} bưu gửi vào túi.")
    for text, why in packed.refused.items():
        messages.warning(request, f"{text}: {why.detail(language())}")


@signed_in
@require_POST
def unpack(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take items out of an open bag again."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_bag(actor, found.office_id)
    try:
        done = commands.unpack_items(actor=actor, code=found.code, items=request.POST.getlist("items"))
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return detail(request, actor, visible(actor, code), refused)
    if done.done:
        messages.success(request, f"Đã lấy {len(done.done)} bưu gửi khỏi túi.")
    return redirect("custody:bag-pack", found.code)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: HttpRequest, code: str) -> HttpResponseBase:
    """Close the manifest under a seal; a seal that has to come off again is asked for its reason."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_bag(actor, found.office_id)
    data = request.POST
    number, reason = data.get("seal", "").replace("\x00", "")[:40], data.get("reason", "")[:20]
    if request.method != "POST":
        if found.state != BagState.SEALED:
            return redirect("custody:bag", found.code)
        return _sealing(request, found)
    if data.get("act") not in ("reseal", "unseal"):
        done = "Đã niêm phong và chốt bảng kê túi. In bảng kê và nhãn, rồi gửi đi."
        return acted(request, code, bag_seals.seal_bag, done, seal=number)
    try:
        if data.get("act") == "reseal":
            bag_seals.reseal_bag(actor=actor, code=found.code, seal=number, reason=reason)
        else:
            bag_seals.unseal_bag(actor=actor, code=found.code, reason=reason)
    except Refused as refused:
        return _sealing(request, visible(actor, code), refused)
    messages.success(request, "Đã ghi việc gỡ niêm phong.")
    return redirect("custody:bag", found.code)


def _sealing(request: HttpRequest, found: Bag, refused: Refused | None = None) -> HttpResponse:
    place = 1 if language() == "en" else 0
    context = {
        "bag": found,
        "reasons": [(code, words[place]) for code, words in SEAL_REASONS.items()],
        "reason": request.POST.get("reason", ""),
        "seal": request.POST.get("seal", "")[:40],
        "problems": problems(refused),
    }
    return render(request, "custody/bag_seal.html", context, status=UNPROCESSABLE if refused else 200)


@signed_in
@require_POST
def dispatch(request: HttpRequest) -> HttpResponseBase:
    """Send one bag or the ticked ones on their way."""
    actor = actor_from(request)
    codes = [code[:60] for code in request.POST.getlist("codes")]
    if not working(actor):
        raise NotAllowed
    back = len(codes) == 1 and bool(request.POST.get("back"))
    try:
        gone = bag_journeys.dispatch_bags(actor=actor, codes=codes)
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return detail(request, actor, visible(actor, codes[0]), refused) if back else listed(request, refused)
    words = f"Đã gửi đi túi {gone[0].code}." if len(gone) == 1 else f"Đã gửi đi {len(gone)} túi."
    messages.success(request, words)
    return redirect("custody:bag", gone[0].code) if back else redirect(f"{reverse('custody:bags')}?muc=da-gui")


@signed_in
@require_POST
def arrive(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take a bag in with the number read on its seal."""
    actor = actor_from(request)
    found = visible(actor, code)
    offices = working(actor)
    office = request.POST.get("office", "")
    if office not in offices:
        office = next(iter(offices), "")
    number = request.POST.get("seal", "").replace("\x00", "").strip()[:40]
    read = "" if request.POST.get("gone") else number or None
    try:
        done, ruling = bag_journeys.arrive_bag(actor=actor, code=found.code, office=office, seal=read)
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return detail(request, actor, visible(actor, code), refused)
    if ruling.outcome == Outcome.RECORDED:
        messages.success(request, "Đã ghi túi đến. Mở túi và đếm khi sẵn sàng.")
    else:
        said = answers.words(ruling.code, language()) if ruling.refusal is None else ruling.refusal.detail(language())
        messages.warning(request, said)
    return redirect("custody:bag", done.code)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponseBase:
    """A page of its own before an empty bag is given up."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_bag(actor, found.office_id)
    if request.method == "POST":
        return acted(request, code, commands.cancel_bag, "Đã hủy túi.")
    context = {
        "question": f"Hủy túi {found.code}?",
        "text": "Chỉ hủy được túi rỗng. Mã túi này không dùng lại.",
        "act": "Hủy túi",
        "danger": True,
        "cancel_href": reverse("custody:bag", args=[found.code]),
    }
    return render(request, "web/confirm.html", context)


@signed_in
@require_POST
def resolve(request: HttpRequest, code: str) -> HttpResponseBase:
    """Say in writing how the differences of an opened bag were settled."""
    policies.require_may_bag(actor_from(request), visible(actor_from(request), code).origin_id)
    words = request.POST.get("resolution", "").replace("\x00", "")[:2000]
    done = "Đã ghi cách giải quyết chênh lệch."
    return acted(request, code, bag_openings.resolve_bag, done, resolution=words)
