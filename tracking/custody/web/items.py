"""Items on screen: one with its history, what is held, and the case as a file to check."""

import json
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from delegation.registry import parameters
from delegation.registry.actors import actor_from
from delegation.registry.parameters import Key
from delegation.registry.refusals import NoParameter
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.reads import note_read
from postal_services.documents import pictures, s10
from postal_services.errors import NotThere, Refused
from postal_services.ledger import export
from postal_services.web.formats import duration, vn_date, vn_datetime
from postal_services.web.formats import phone as phone_words
from tracking.custody import policies
from tracking.custody.models import HandOver, Item, Leg, Proof
from tracking.custody.queries import ages, words
from tracking.custody.queries import bags as bag_reads
from tracking.custody.queries import items as reads
from tracking.custody.queries import proofs as proof_reads
from tracking.custody.states import FINAL, ItemState
from tracking.custody.web.doors import page_of, signed_in

WHOSE = {"toi": "Tôi đang giữ", "noi": "Nơi tôi đang giữ"}


@signed_in
@require_safe
def held(request: HttpRequest) -> HttpResponseBase:
    """Items the asker or the asker's offices answer for, longest held first."""
    actor = actor_from(request)
    text = request.GET.get("q", "").strip()[:60]
    if text and (direct := _code(text)) and reads.find(actor, direct):
        return redirect("custody:item", direct)
    now = clock.now()
    late_since, limbo_since = reads.late_since(now), ages.a_working_day_ago(now)
    rows = reads.held(actor)
    whose = request.GET.get("ai", "")
    if whose == "toi":
        rows = rows.filter(holder_person=actor.user_id)
    what = request.GET.get("muc", "")
    if what == "tre":
        rows = rows.filter(reads.held_too_long(now))
    elif what == "cho-ky":
        rows = rows.filter(offered_at__isnull=False)
    state = request.GET.get("trang-thai", "")
    if state in ItemState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(dossier__code__icontains=text))
    context = {
        **page_of(request, rows),
        "now": now,
        "late_since": late_since,
        "limbo_since": limbo_since,
        "whose": whose,
        "what": what,
        "state": state,
        "states": [(each.value, each.label) for each in ItemState if each not in FINAL],
        "text": text,
        "may_draft": bool(actor.offices_as(*policies.GIVING_ROLES)),
    }
    return render(request, "custody/held_items.html", context)


@signed_in
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: state, holder, since when, the timeline of its case; who it goes to is shown on asking, and noted."""
    actor = actor_from(request)
    found = _visible(actor, code)
    now = clock.now()
    may_read = reads.may_read_recipient(actor, found)
    asked = may_read and request.GET.get("xem") == "nguoi-nhan"
    proof = proof_reads.latest(actor, found)
    context = {
        "item": found,
        "rows": _summary(found, now),
        "steps": reads.history(found, now),
        "marks": [words.flag(mark) for mark in found.marks],
        "limbo_age": now - found.offered_at if found.offered_at else None,
        "limbo_long": bool(found.offered_at and found.offered_at < ages.a_working_day_ago(now)),
        "may_read": may_read,
        "recipient": _recipient(actor, found) if asked else [],
        **_proved(request, actor, found, proof),
        "may_scan": found.state not in FINAL
        and actor.is_any((Role.OFFICER, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)),
        "may_label": found.state not in FINAL and found.holder_office_id in actor.offices_as(*policies.GIVING_ROLES),
        "lists": HandOver.objects.visible_to(actor).filter(lines__item=found).order_by("-drafted_at"),
    }
    return render(request, "custody/item_detail.html", context)


@signed_in
@require_safe
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """The item's case as a file that anyone can check: lines, seals, proofs and public keys; no personal data."""
    found = _visible(actor_from(request), code)
    body = json.dumps(export.case(found.dossier.code), ensure_ascii=False, indent=1)
    name = f"{found.dossier.code}.json"
    return HttpResponse(
        body, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _visible(actor: Actor, text: str) -> Item:
    code = _code(text)
    found = reads.find(actor, code) if code else None
    if found is None:
        raise NotThere
    return found


def _code(text: str) -> str:
    try:
        return s10.parse(text)
    except Refused:
        return ""


def _summary(found: Item, now: Any) -> list[dict[str, str]]:
    person = f" · {found.holder_person.get_full_name()}" if found.holder_person else ""
    finished = found.state in FINAL
    rows = [
        ("Đang giữ" if not finished else "Giữ sau cùng", f"{found.holder_office.name}{person}"),
        ("Từ", f"{vn_datetime(found.since)}" + ("" if finished else f" ({duration(now - found.since)})")),
        ("Chặng", Leg(found.leg).label),
        ("Nơi đến", found.destination.name),
        ("Đang gửi đến", found.bound_for if found.state == ItemState.IN_TRANSIT else ""),
        ("Số lần phát", f"{found.attempts}{_allowed()}" if found.attempts else ""),
        ("Trạm tiếp theo", bag_reads.station_after(found)),
        ("Thủ tục", found.dossier.procedure.name),
    ]
    shown = [{"key": key, "value": value} for key, value in rows if value]
    if bag := bag_reads.bag_code(found):
        shown.insert(2, {"key": "Trong túi", "value": bag, "href": reverse("custody:bag", args=[bag]), "link": "Xem"})
    return shown


def _proved(request: HttpRequest, actor: Actor, found: Item, proof: Proof | None) -> dict[str, Any]:
    """What was shown at the door; names and signature on asking, for those whose delivery it was, and noted first."""
    if proof is None:
        return {"proof": None}
    proof.item = found
    may_open = proof_reads.may_read_names(actor, proof) and proof.emptied_at is None
    opened = may_open and request.GET.get("xem") == "bao-phat"
    if opened:
        note_read(actor, "proof", found.dossier_id, proof_reads.PERSONAL)
    shown = proof_reads.shown(proof, with_names=opened)
    return {
        "proof": shown,
        "proof_rows": _proof_rows(shown),
        "proof_opened": opened,
        "proof_may_open": may_open,
        "proof_signature": pictures.data_url(shown.signature) if shown.signature else "",
        "proof_kept": proof_reads.kept(clock.today()),
    }


def _proof_rows(shown: proof_reads.Shown) -> list[dict[str, str]]:
    basis = f"{shown.basis}, số {shown.document}" if shown.basis and shown.document else shown.basis
    held = {True: "khớp với sổ cái", False: "KHÔNG khớp với sổ cái", None: "còn trong sổ cái"}[shown.matches]
    rows = [
        ("Phát lúc", vn_datetime(shown.taken_at)),
        ("Nơi phát", shown.office),
        ("Người phát", shown.postman),
        ("Người nhận", shown.receiver),
        ("Quan hệ", shown.relation),
        ("Căn cứ ủy quyền", basis),
        ("Kiểm tra bằng", proof_reads.checked_words(shown)),
        ("Chữ ký", "Có" if shown.signed else ""),
        ("Người làm chứng", shown.witness),
        ("Mã bằng chứng", f"{shown.digest[:16]}…, {held}"),
        ("Tên, chữ ký", f"đã xóa ngày {vn_date(shown.emptied_at)}" if shown.emptied_at else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _allowed() -> str:
    try:
        return f" trên {parameters.whole(Key.DELIVERY_ATTEMPTS)}"
    except NoParameter:
        return ""


def _recipient(actor: Actor, found: Item) -> list[dict[str, str]]:
    """Name, phone and address of the citizen; that they were read is noted first."""
    dossier = found.dossier
    note_read(actor, "item_page", dossier.id, ["applicant_name", "applicant_phone", "applicant_address"])
    rows = [
        ("Họ và tên", dossier.applicant_name),
        ("Điện thoại", phone_words(dossier.applicant_phone) if dossier.applicant_phone else ""),
        ("Địa chỉ", ", ".join(part for part in (dossier.applicant_address, dossier.unit.name) if part)),
    ]
    return [{"key": key, "value": value} for key, value in rows]
