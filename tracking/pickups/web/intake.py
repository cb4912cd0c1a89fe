"""Taking papers in at the post's counter with a count, the queue of what is short, and the recount at the desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from delegation.dossiers.lodging import Lodging, Paper
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import PossibleDuplicate
from delegation.dossiers.web.forms import LodgingForm, PriceForm
from delegation.dossiers.web.views import priced
from delegation.registry.actors import actor_from
from delegation.registry.models import Office, Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.models import Item
from tracking.custody.web.doors import page_of
from tracking.custody.web.lodging import committees_of
from tracking.pickups import papers, policies
from tracking.pickups.commands import intake as commands
from tracking.pickups.models import IncompleteIntake, IntakeState, PaperCount, Pickup
from tracking.pickups.queries import board as reads
from tracking.pickups.queries import slips
from tracking.pickups.reasons import SHORT, TOLD, words
from tracking.pickups.steps import ShortLine
from tracking.pickups.web.doors import posted_text, said, signed_in
from tracking.pickups.web.forms import ShortForm, language
from tracking.pickups.web.pdfs import pdf


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponseBase:
    """The checklist of the procedure with what was counted; what is short is noted and waits in the queue."""
    actor = actor_from(request)
    if not actor.offices_as(*policies.AT_POST):
        raise NotAllowed
    sent = request.POST if request.method == "POST" else request.GET
    code, committee = str(sent.get("procedure", ""))[:24], str(sent.get("committee", ""))[:24]
    procedure = Procedure.objects.prefetch_related("papers").filter(pk=code).first()
    if procedure is None or committee not in committees_of(actor, clock.now()):
        return redirect("lodging:new")
    initial = {"committee": committee, "procedure": code, "state_fee": procedure.state_fee, "service": "send"}
    form = LodgingForm(request.POST if request.method == "POST" else None, initial=initial)
    short = ShortForm(request.POST if request.method == "POST" else None)
    rows, problems = _rows(request, procedure)
    duplicates: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid() and short.is_valid() and not problems:
        wanted = form.lodging([Paper(name, kind, found) for _, name, kind, _, found, _ in rows if found])
        try:
            done = _once(actor, wanted, rows, short, posted_text(request, "once", 40))
        except NotThere:
            raise
        except PossibleDuplicate as refused:
            form.add_refusal(refused)
            duplicates = refused.duplicates
        except Refused as refused:
            _show(refused, form, short)
        else:
            messages.success(request, f"Đã nhận hồ sơ {done}.")
            return redirect("lodging:case", code=done)
    context: dict[str, Any] = {
        "form": form,
        "short": short,
        "rows": [(row[0], row[1], _KIND_WORDS.get(row[2], row[2]), *row[3:], problems.get(row[0], "")) for row in rows],
        "reasons": words(SHORT, language()),
        "procedure": procedure,
        "committee": Office.objects.get(pk=committee),
        "duplicates": duplicates,
        "once": posted_text(request, "once", 40) or str(uuid7()),
        **priced(PriceForm(request.POST if request.method == "POST" else initial)),
    }
    bad = problems or form.errors or short.errors
    return render(request, "pickups/take_in.html", context, status=UNPROCESSABLE if bad else 200)


Row = tuple[int, str, str, int, int, str]
"""Position, name, kind, announced, found, why it is short."""


def _rows(request: HttpRequest, procedure: Procedure) -> tuple[list[Row], dict[int, str]]:
    rows: list[Row] = []
    problems: dict[int, str] = {}
    for paper in procedure.papers.all():
        if request.method != "POST":
            rows.append((paper.position, paper.name, paper.kind, paper.count, paper.count, ""))
            continue
        text = posted_text(request, f"found-{paper.position}", 6).strip()
        why = posted_text(request, f"short-{paper.position}", 20)
        is_number = text.isascii() and text.isdigit() and len(text) <= 2  # noqa: PLR2004
        found = int(text) if is_number else 0
        if not is_number:
            problems[paper.position] = "Nhập số lượng từ 0 đến 99."
        elif found < paper.count and why not in SHORT:
            problems[paper.position] = "Chọn lý do thiếu."
        rows.append((paper.position, paper.name, paper.kind, paper.count, found, why))
    return rows, problems


def _once(actor: Actor, wanted: Lodging, rows: list[Row], short: ShortForm, once: str) -> str:
    """The code of the dossier of this form, however often its button was pressed."""
    source = _uuid(once)
    mine = Dossier.objects.visible_to(actor).filter(source=source).values_list("code", flat=True)
    if before := mine.first():
        return before
    lines = [
        ShortLine(position, name, kind, expected, found, why)
        for position, name, kind, expected, found, why in rows
        if found < expected and why != "not_needed"
    ]
    asked = short.cleaned_data
    bound = Lodging(**{name: getattr(wanted, name) for name in Lodging.__slots__} | {"source": source})
    try:
        done = commands.take_in(actor=actor, wanted=bound, short=lines, told=asked["told"], due_on=asked["due_on"])
    except IntegrityError:
        # The same form arrived twice at once, and the other one was faster.
        if before := mine.first():
            return before
        raise
    return done.dossier.code


def _show(refused: Refused, form: LodgingForm, short: ShortForm) -> None:
    """Problems of the shortage beside its own fields, everything else beside the lodging's."""
    own = {name for name in refused.fields if name in short.fields}
    for name in own:
        for problem in refused.fields[name]:
            short.add_error(name, problem.message(language()))
    if not own:
        form.add_refusal(refused)


@signed_in
@require_safe
def queue(request: HttpRequest) -> HttpResponseBase:
    """Dossiers taken in although papers were short: what, who was told, by when."""
    actor = actor_from(request)
    if not (policies.may_book(actor) or actor.sees_everything):
        raise NotAllowed
    paged = page_of(request, reads.queue(actor))
    told, why = dict(words(TOLD, language())), dict(words(SHORT, language()))
    rows = [
        (row, told.get(row.told, row.told), [(paper, why.get(paper.short, paper.short)) for paper in row.papers.all()])
        for row in paged.pop("rows")
    ]
    context = {**paged, "rows": rows, "today": clock.today()}
    return render(request, "pickups/queue.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, intake: UUID) -> HttpResponseBase:
    """The missing papers were brought, or the dossier goes on without them."""
    actor = actor_from(request)
    row = (
        IncompleteIntake.objects.visible_to(actor)
        .select_related("dossier__procedure", "office")
        .filter(pk=intake)
        .first()
    )
    if row is None:
        raise NotThere
    listed = list(row.papers.all())
    problems: list[str] = []
    if request.method == "POST":
        try:
            if request.POST.get("act") == "send_on":
                commands.send_on_intake(actor=actor, intake=row.pk)
            else:
                commands.complete_intake(
                    actor=actor, intake=row.pk, found=_found(request, [p.position for p in listed])
                )
        except NotThere:
            raise
        except Refused as refused:
            problems = said(refused)
        else:
            messages.success(request, f"Đã ghi {row.dossier.code}.")
            return redirect("pickups:queue")
    context = {
        "intake": row,
        "papers": [(paper, dict(words(SHORT, language())).get(paper.short, paper.short)) for paper in listed],
        "problems": problems,
        "waiting": row.state == IntakeState.WAITING and policies.may_complete_intake(actor, row.office_id),
    }
    return render(request, "pickups/intake.html", context, status=UNPROCESSABLE if problems else 200)


def _found(request: HttpRequest, positions: list[int]) -> dict[int, int]:
    sent = {position: posted_text(request, f"found-{position}", 6).strip() for position in positions}
    return {
        position: int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else -1  # noqa: PLR2004
        for position, text in sent.items()
    }


@signed_in
@require_safe
def recounts(request: HttpRequest) -> HttpResponseBase:
    """Items handed in at the desk whose papers have not been counted yet, and those counted last."""
    actor = actor_from(request)
    desks = actor.offices_as(Role.OFFICER, Role.SUPERVISOR)
    if not desks:
        raise NotAllowed
    counted = PaperCount.objects.values("item")
    handed = Item.objects.visible_to(actor).filter(leg="A", state="handed_in", holder_office__in=desks)
    rows = handed.exclude(code__in=counted).select_related("dossier__procedure", "dossier__unit").order_by("since")
    context = {**page_of(request, rows)}
    return render(request, "pickups/recounts.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def recount(request: HttpRequest, item: str) -> HttpResponseBase:
    """Count the papers of one handed-in item against the slip's list; afterwards it shows what was found."""
    actor = actor_from(request)
    found = _item(actor, item)
    rows = list(PaperCount.objects.filter(item=found.code).select_related("counted_by"))
    if rows:
        return _counted(request, found, rows)
    if not policies.may_recount(actor, found.dossier.committee_id):
        if request.method == "POST":
            raise NotAllowed
        return _counted(request, found, rows)
    listed = slips.listed_papers(found.code, found.dossier_id)
    problems: list[str] = []
    if request.method == "POST":
        numbers = _found(request, [position for position, *_ in listed])
        seen = {
            position: commands.Counted(count, posted_text(request, f"short-{position}", 20))
            for position, count in numbers.items()
        }
        try:
            done = commands.count_papers(actor=actor, item=found.code, found=seen)
        except NotThere:
            raise
        except Refused as refused:
            problems = said(refused)
        else:
            differs = any(row.found != row.listed for row in done)
            messages.success(request, "Đã ghi, có chênh lệch." if differs else "Đã ghi: đủ như phiếu gửi.")
            return redirect("pickups:recount", found.code)
    context = {
        "item": found,
        "rows": [
            (position, name, _KIND_WORDS.get(kind, kind), count, posted_text(request, f"found-{position}", 6) or count)
            for position, name, kind, count in listed
        ],
        "reasons": words(SHORT, language()),
        "problems": problems,
        "pickup": Pickup.objects.filter(item=found.code).first(),
    }
    return render(request, "pickups/recount.html", context, status=UNPROCESSABLE if problems else 200)


@signed_in
@require_safe
def record(request: HttpRequest, item: str) -> HttpResponseBase:
    """Biên bản giao nhận: what the slip lists and what was found, for both to sign."""
    actor = actor_from(request)
    found = _item(actor, item)
    rows = list(PaperCount.objects.filter(item=found.code).select_related("counted_by"))
    if not rows:
        raise NotThere
    return pdf(f"bien-ban-{found.code}.pdf", lambda out: papers.delivery_record(found, rows, out))


def _counted(request: HttpRequest, found: Item, rows: list[PaperCount]) -> HttpResponse:
    why = dict(words(SHORT, language()))
    context = {
        "item": found,
        "rows": [(row, why.get(row.short, "")) for row in rows],
        "differs": any(row.found != row.listed for row in rows),
    }
    return render(request, "pickups/recounted.html", context)


def _item(actor: Actor, code: str) -> Item:
    rows = Item.objects.visible_to(actor).filter(code=code.strip().upper(), leg="A")
    found = rows.select_related(
        "dossier__procedure", "dossier__committee", "dossier__post_office", "dossier__unit"
    ).first()
    if found is None:
        raise NotThere
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()


_KIND_WORDS = dict(papers.KINDS)
