"""Bags on the screen: what waits, a new bag, one bag with what to do next, and its papers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web.formats import vn_datetime
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody import bag_papers, policies
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.commands import bags as commands
from tracking.custody.models import Bag, BagItem
from tracking.custody.queries import bags as reads
from tracking.custody.queries import routes
from tracking.custody.queries.bags import Tab
from tracking.custody.rulings import POST_ROLES
from tracking.custody.states import BagState
from tracking.custody.web import bag_words
from tracking.custody.web.bag_words import Look
from tracking.custody.web.doors import language, page_of, signed_in
from tracking.custody.web.papers import answer


@dataclass(frozen=True, slots=True)
class Row:
    """One bag in the list."""

    bag: Bag
    look: Look
    marks: list[str]


@signed_in
@require_safe
def bags(request: HttpRequest) -> HttpResponseBase:
    """Bags by tab, first what waits to be opened; a bag's whole code leads to its page."""
    return listed(request)


def listed(request: HttpRequest, refused: Refused | None = None) -> HttpResponseBase:
    """The list, with the reasons why something was not done."""
    actor = actor_from(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    if text and (direct := reads.find(actor, text)):
        return redirect("custody:bag", direct.code)
    counts = reads.counts(actor)
    tab = _tab(request.GET.get("muc", ""), counts)
    rows = reads.listing(actor, tab)
    if text:
        rows = rows.filter(**_meant(text))
    page = page_of(request, rows)
    page["rows"] = [Row(each, bag_words.look(each.state), bag_words.marks(each)) for each in page["rows"]]
    may_bag = bool(working(actor))
    context = {
        **page,
        "tab": tab,
        "tabs": [
            {"label": reads.TAB_LABELS[each], "href": f"?muc={each}", "current": each == tab, "count": counts[each]}
            for each in Tab
        ],
        "title": reads.TAB_LABELS[tab],
        "text": text,
        "may_bag": may_bag,
        "may_send": may_bag and tab == Tab.SEALED,
        "problems": problems(refused),
    }
    return render(request, "custody/bag_list.html", context, status=UNPROCESSABLE if refused else 200)


def _meant(text: str) -> dict[str, Any]:
    try:
        return {"lines__item__code": s10.parse(text)}
    except Refused:
        return {"seal": "".join(text.split()).upper()} if "TUI" not in text.upper() else {"code__icontains": text}


def _tab(asked: str, counts: dict[Tab, int]) -> Tab:
    """The tab asked for; else the first that holds anything, in the order of urgency."""
    if asked in {tab.value for tab in Tab}:
        return Tab(asked)
    return next((tab for tab in Tab if counts[tab]), Tab.TO_OPEN)


def working(actor: Actor) -> list[str]:
    """The post offices where the actor works with bags."""
    return sorted(office for office in actor.offices_as(*POST_ROLES) if policies.may_bag(actor, office))


def problems(refused: Refused | None) -> list[tuple[str, str]]:
    """Every reason with the code it is about; the reason of the whole first, under no code."""
    if refused is None:
        return []
    said = [("", refused.detail(language()))]
    for code, each in refused.fields.items():
        said += [(code, one.message(language())) for one in each]
    return said


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bag_new(request: HttpRequest) -> HttpResponseBase:
    """Choose the next station; the one that most items wait for comes first."""
    actor = actor_from(request)
    data = request.POST if request.method == "POST" else request.GET
    codes = working(actor)
    if not codes:
        raise NotAllowed
    origins = list(Office.objects.filter(code__in=codes).order_by("code"))
    origin = next((office for office in origins if office.code == data.get("origin")), origins[0])
    destination, goal = data.get("destination", "")[:24], data.get("goal", "")[:24]
    refused: Refused | None = None
    if request.method == "POST":
        try:
            made = commands.open_bag(actor=actor, origin=origin.code, destination=destination, goal=goal)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, f"Đã lập túi {made.code}. Quét từng bưu gửi để xếp vào.")
            return redirect("custody:bag-pack", made.code)
    context = {
        "origins": origins,
        "origin": origin,
        "stations": reads.stations(actor, origin.code),
        "destination": destination,
        "goal": goal,
        "problems": problems(refused),
    }
    return render(request, "custody/bag_new.html", context, status=UNPROCESSABLE if refused else 200)


@signed_in
@require_safe
def bag(request: HttpRequest, code: str) -> HttpResponse:
    """One bag: content, seal, timeline, and what to do next."""
    actor = actor_from(request)
    return detail(request, actor, visible(actor, code))


def detail(request: HttpRequest, actor: Actor, found: Bag, refused: Refused | None = None) -> HttpResponse:
    """The page of a bag, with the reasons why something was not done."""
    lines = reads.lines_of(found)
    history = reads.history(found)
    may_work = policies.may_bag(actor, found.office_id)
    known = {line.item.code for line in lines}
    context = {
        "bag": found,
        "look": bag_words.look(found.state),
        "marks": bag_words.marks(found),
        "lines": lines,
        "extra": [text for text in found.extra if text not in known],
        "steps": bag_words.timeline(found, history, reads.names(history)),
        "figures": bag_words.figures(found, lines),
        "rows": _summary(found, lines),
        "may_work": may_work,
        "arrivals": _arrivals(actor, found),
        "astray": "mis_sent" in found.marks and found.state == BagState.ARRIVED and found.office_id != found.goal_id,
        "onward": _onward(found) if may_work else None,
        "may_resolve": _may_resolve(actor, found),
        "resolution": request.POST.get("resolution", ""),
        "seal": request.POST.get("seal", "")[:40],
        "problems": problems(refused),
    }
    return render(request, "custody/bag_detail.html", context, status=UNPROCESSABLE if refused else 200)


def _may_resolve(actor: Actor, found: Bag) -> bool:
    differs = {"short", "over"}.intersection(found.marks)
    return bool(differs) and not found.resolution and policies.may_bag(actor, found.origin_id)


def _arrivals(actor: Actor, found: Bag) -> list[str]:
    """The actor's offices where the bag may have come, the expected one first."""
    mine = [office for office in working(actor) if office != found.office_id]
    return sorted(mine, key=lambda office: office != found.destination_id)


def _onward(found: Bag) -> Office | None:
    """Where a bag that is not to be opened here goes on to."""
    if found.state != BagState.ARRIVED or found.office_id == found.goal_id:
        return None
    following = routes.ways().next_office(found.office_id, found.goal_id)
    return Office.objects.filter(code=following).first() if following else None


def _summary(found: Bag, lines: list[BagItem]) -> list[dict[str, str]]:
    weight = sum(line.item.dossier.weight_g for line in lines if line.listed)
    rows = [
        ("Nơi đóng", f"{found.origin.name}" + (f" · {found.sealed_by or found.begun_by or ''}").rstrip(" ·")),
        ("Trạm tiếp theo", found.destination.name),
        ("Mở tại", found.goal.name),
        ("Đang ở", found.office.name if found.state != BagState.IN_TRANSIT else f"trên đường từ {found.office.name}"),
        ("Số niêm phong", found.seal),
        ("Đọc khi nhận", found.seal_read if found.seal_read != found.seal else ""),
        ("Khối lượng", f"{weight} g" if weight else ""),
        ("Niêm phong lúc", vn_datetime(found.sealed_at) if found.sealed_at else ""),
        ("Gửi đi lúc", vn_datetime(found.dispatched_at) if found.dispatched_at else ""),
        ("Đến lúc", vn_datetime(found.arrived_at) if found.arrived_at else ""),
        ("Người mở", str(found.opened_by) if found.opened_by else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def visible(actor: Actor, code: str) -> Bag:
    """A bag the actor may see; NotThere for any other."""
    found = reads.find(actor, code) if bag_codes.parse(code) else None
    if found is None:
        raise NotThere
    return found


def acted(request: HttpRequest, code: str, command: Callable[..., object], done: str, **facts: Any) -> HttpResponseBase:
    """Call a command on a bag and go back to its page; a refusal stays on the page, 422."""
    actor = actor_from(request)
    found = visible(actor, code)
    try:
        command(actor=actor, code=found.code, **facts)
    except (NotThere, NotAllowed):
        raise
    except Refused as refused:
        return detail(request, actor, visible(actor, code), refused)
    messages.success(request, done)
    return redirect("custody:bag", found.code)


@signed_in
@require_safe
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The address in a bag's square code leads to its page."""
    found = reads.find(actor_from(request), f"/B/{token}")
    if found is None:
        raise NotThere
    return redirect("custody:bag", found.code)


@signed_in
@require_safe
def manifest_paper(request: HttpRequest, code: str) -> FileResponse:
    """The A4 manifest."""
    found = visible(actor_from(request), code)
    return answer(f"{found.code}.pdf", lambda out: _drawn(bag_papers.manifest_pdf, found, out))


@signed_in
@require_safe
def label_paper(request: HttpRequest, code: str) -> FileResponse:
    """The label that hangs on the bag."""
    found = visible(actor_from(request), code)
    return answer(f"nhan-{found.code}.pdf", lambda out: _drawn(bag_papers.label_pdf, found, out))


def _drawn(draw: Callable[[Bag, list[BagItem], BinaryIO], None], found: Bag, out: BinaryIO) -> None:
    draw(found, reads.lines_of(found), out)
