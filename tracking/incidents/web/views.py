"""The exception desk: what needs somebody, nearest deadline first; one incident with the custody of its item."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere
from tracking.custody.queries import items as item_reads
from tracking.custody.web.doors import language, page_of, signed_in
from tracking.incidents import policies
from tracking.incidents import queries as reads
from tracking.incidents.commands.compensate import COMPENSATED
from tracking.incidents.deadlines import Clockwork
from tracking.incidents.kinds import RESOLUTIONS, Kind, next_step
from tracking.incidents.models import Incident, Pace, SetAside
from tracking.incidents.queries import Whose
from tracking.incidents.states import IncidentState
from tracking.incidents.web import shown
from tracking.incidents.web.sources import source

_LONGEST = 60
PURPOSE = "incident_page"


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """Counts by whose and by kind, then the list; the filters stand in the address. The same few queries always."""
    actor, now = actor_from(request), clock.now()
    whose, kind, pace, text = (request.GET.get(name, "").strip()[:_LONGEST] for name in ("ai", "loai", "han", "q"))
    if whose not in (Whose.MINE, Whose.OFFICE, Whose.ALL):
        whose = Whose.ALL if actor.sees_everything else Whose.OFFICE
    done = request.GET.get("muc") == "xong"
    counted = reads.counts(actor, whose, now)
    rows = reads.closed(actor, whose) if done else reads.paced(reads.standing(actor, whose), pace, now)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if text:
        found = reads.find(actor, text)
        if found is not None:
            return redirect("incidents:detail", found.code)
        code = text.replace(" ", "").upper()
        rows = rows.filter(Q(code__contains=code) | Q(item__code__contains=code) | Q(dossier__code__icontains=text))
    rows = rows.select_related("office", "owner", "item", "dossier")
    page = page_of(request, rows.order_by("-closed_at", "pk") if done else rows.order_by("due_at", "pk"))
    work = Clockwork(now)
    page["rows"] = [shown.row(each, work) for each in page["rows"]]
    context = {
        **page,
        "tabs": _tabs(actor, whose, counted, done=done),
        "kinds": [(value, f"{Kind(value).label} ({n})") for value, n in _sorted(counted)],
        "counted": counted,
        "whose": whose,
        "kind": kind,
        "pace": pace,
        "paces": [(Pace.LATE, "Quá hạn"), (Pace.SOON, "Đến hạn trong 24 giờ")],
        "text": text,
        "done": done,
        "aside": SetAside.objects.visible_to(actor).waiting().count(),
        "may_report": bool(actor.offices_as(*policies.WORKERS)),
        "may_complain": policies.may_take_complaints(actor),
    }
    return render(request, "incidents/desk.html", context)


def _sorted(counted: reads.Counts) -> list[tuple[str, int]]:
    return sorted(counted.by_kind.items(), key=lambda pair: (-pair[1], pair[0]))


def _tabs(actor: Actor, whose: str, counted: reads.Counts, *, done: bool) -> list[dict[str, object]]:
    told = [(Whose.MINE, "Của tôi", counted.mine), (Whose.OFFICE, "Nơi tôi", counted.office)]
    if actor.sees_everything:
        told.append((Whose.ALL, "Toàn tỉnh", counted.all))
    tabs: list[dict[str, object]] = [
        {"label": label, "href": f"?ai={value}", "current": value == whose and not done, "count": n}
        for value, label, n in told
    ]
    return [*tabs, {"label": "Đã xong", "href": f"?ai={whose}&muc=xong", "current": done, "count": None}]


@signed_in
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One incident: what to do next, the clock of its item's stage, complaint and compensation, and the custody."""
    actor, now = actor_from(request), clock.now()
    found = visible(actor, code)
    complaint = getattr(found, "complaint", None)
    cases = list(found.compensations.select_related("decided_by", "paid_by").order_by("proposed_at"))
    personal = [name for name, value in (("report", found.report), ("note", found.note)) if value]
    if personal or complaint is not None or any(case.above_basis for case in cases):
        note_read(actor, PURPOSE, found.dossier_id or found.pk, [*personal, "complaint"] if complaint else personal)
    stage = reads.stage_clock(found.item, now) if found.item else None
    context = {
        "incident": found,
        "kind": shown.kind_words(found),
        "look": shown.row(found, Clockwork(now)),
        "next": next_step(found.kind, found.reason, language()) if found.is_standing else "",
        "rows": shown.summary(found),
        "resolution": RESOLUTIONS.get(found.resolution, ("", ""))[0],
        "source": source(found, actor),
        "stage": stage,
        "stage_rows": shown.stage_rows(stage, now) if stage else [],
        "complaint": complaint,
        "complaint_rows": shown.complaint_rows(complaint) if complaint else [],
        "compensations": [(case, shown.compensation_rows(case)) for case in cases],
        "steps": item_reads.history(found.item, now) if found.item else [],
        "may_decide": policies.may_decide(actor, found),
        "may_answer": policies.may_answer(actor, found),
        **_acts(actor, found),
    }
    return render(request, "incidents/incident_detail.html", context)


def _acts(actor: Actor, found: Incident) -> dict[str, object]:
    """The acts that are possible here and now; the first is the one next step."""
    may_work = policies.may_work(actor, found)
    acts: list[tuple[str, str]] = []
    if may_work and found.is_standing:
        if found.owner_id != actor.user_id:
            acts.append(("nhan", "Nhận xử lý"))
        if found.kind != Kind.COMPLAINT:
            acts.append(("giai-quyet", "Ghi cách giải quyết"))
        elif policies.may_answer(actor, found):
            acts += [("tra-loi", "Trả lời khiếu nại"), ("rut", "Người khiếu nại rút")]
        if found.kind == Kind.MISSING and policies.may_decide(actor, found):
            acts.append(("xac-nhan-mat", "Xác nhận mất"))
        acts.append(("giao", "Giao đồng nghiệp"))
    if may_work and found.kind in COMPENSATED and found.dossier_id:
        standing = [case for case in found.compensations.all() if case.state != "rejected"]
        if not standing:
            acts.append(("boi-thuong", "Mở hồ sơ bồi thường"))
    if may_work and found.state == IncidentState.RESOLVED and found.kind != Kind.COMPLAINT:
        acts.append(("mo-lai", "Mở lại"))
    return {"acts": acts, "may_work": may_work}


def visible(actor: Actor, code: str) -> Incident:
    """The incident for those it concerns; not there for everybody else."""
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    return found


@signed_in
@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    """Deadlines by stage and office: how many items are where, how many past the standard, and on what basis."""
    actor, now = actor_from(request), clock.now()
    context = {
        "stages": reads.stages(actor, now),
        "standards": [(stage, value, shown.standard(value)) for stage, value in reads.standards()],
        "now": now,
    }
    return render(request, "incidents/stages.html", context)


@signed_in
@require_safe
def set_aside(request: HttpRequest) -> HttpResponse:
    """Lines of the ledger that could not be read; the province looks after them."""
    actor = actor_from(request)
    if not actor.is_any((Role.PROVINCE, Role.HOTLINE)):
        raise NotThere
    rows = SetAside.objects.visible_to(actor).waiting().order_by("-set_aside_at", "pk")
    return render(request, "incidents/set_aside.html", {**page_of(request, rows), "back": reverse("incidents:desk")})
