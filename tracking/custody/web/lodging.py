"""Taking one dossier in by form: choose the procedure, fill in, see the price, put aside, lodge."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation.dossiers import commands, policies
from delegation.dossiers.lodging import Lodging
from delegation.dossiers.models import Dossier, DossierDraft
from delegation.dossiers.refusals import PossibleDuplicate
from delegation.dossiers.web.forms import LodgingForm, PaperList, PriceForm, StartForm
from delegation.dossiers.web.views import priced
from delegation.mandates import queries as mandates
from delegation.registry.actors import actor_from
from delegation.registry.models import Office, Procedure
from delegation.registry.models.offices import AGENCY_KINDS, POST_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.web.htmx import UNPROCESSABLE
from tracking.custody.commands.lodge import lodge_dossiers

_MORE_ROWS = 3
_LISTS = ("categories",)
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "act", "once", "confirm_duplicate"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new dossier; without a procedure it asks for that first."""
    actor = actor_from(request)
    if not policies.may_lodge_somewhere(actor):
        raise NotAllowed
    if request.method == "POST":
        return _sent(request, actor)
    if draft := request.GET.get("draft"):
        kept = commands.open_draft(actor=actor, draft=_uuid(draft))
        content = _query_dict({**kept.content, "draft": [str(kept.id)]})
        return _page(request, actor, _unchecked(content), PaperList.sent(content, more=1), content)
    return _begin(request, actor)


def _begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for desk and procedure, or, when both are known, show the form with the announced checklist."""
    now = clock.now()
    committees = committees_of(actor, now)
    names = list(Office.objects.filter(pk__in=committees).order_by("code").values_list("code", "name"))
    possible = sorted({code for committee in committees for code in mandates.procedures_in_force(committee, now)})
    form = StartForm(request.GET if "procedure" in request.GET else None, committees=names, procedures=possible)
    if not (form.is_bound and form.is_valid()):
        drafts = DossierDraft.objects.visible_to(actor).filter(expires_at__gt=now)
        context = {"form": form, "drafts": drafts, "nothing": not possible}
        return render(request, "custody/lodging_start.html", context, status=UNPROCESSABLE if form.errors else 200)
    procedure = Procedure.objects.prefetch_related("papers").get(pk=form.cleaned_data["procedure"])
    initial = {"committee": form.cleaned_data["committee"], "procedure": procedure.pk}
    initial["state_fee"] = procedure.state_fee
    return _page(request, actor, LodgingForm(initial=initial), PaperList.of_procedure(procedure), None)


def _sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """More lines, a look at the price, a draft, or the lodging itself."""
    act = request.POST.get("act", "lodge")
    if act == "draft":
        kept = commands.save_draft(actor=actor, content=_content(request.POST), draft=_draft_of(request.POST))
        messages.success(request, _("Đã lưu nháp; giữ trong 7 ngày."))
        return redirect(f"{request.path}?draft={kept.id}")
    if act in {"more", "preview"}:
        papers = PaperList.sent(request.POST, more=_MORE_ROWS if act == "more" else 0)
        return _page(request, actor, _unchecked(request.POST), papers, request.POST)
    form, papers = LodgingForm(request.POST), PaperList.sent(request.POST)
    duplicates: tuple[str, ...] = ()
    if form.is_valid() and papers.is_valid():
        lodging = replace(form.lodging(papers.papers()), source=_uuid(request.POST.get("once", "")))
        outcome = _lodge_once(actor, lodging)
        if isinstance(outcome, Dossier):
            if draft := _draft_of(request.POST):
                commands.discard_draft(actor=actor, draft=draft)
            messages.success(request, _("Đã lập hồ sơ %(code)s.") % {"code": outcome.code})
            return redirect("lodging:case", code=outcome.code)
        form.add_refusal(outcome)
        duplicates = outcome.duplicates if isinstance(outcome, PossibleDuplicate) else ()
    return _page(request, actor, form, papers, request.POST, duplicates=duplicates, status=UNPROCESSABLE)


def _lodge_once(actor: Actor, lodging: Lodging) -> Dossier | Refused:
    """The dossier of this form, however often its button was pressed."""
    mine = Dossier.objects.visible_to(actor).filter(source=lodging.source)
    if before := mine.first():
        return before
    try:
        outcome = lodge_dossiers(actor=actor, lodgings=[lodging])[0]
    except IntegrityError:
        # The same form arrived twice at once, and the other one was faster.
        if before := mine.first():
            return before
        raise
    except Refused as refused:
        return refused
    return outcome if isinstance(outcome, Refused) else outcome.dossier


def _page(
    request: HttpRequest,
    actor: Actor,
    form: LodgingForm,
    papers: PaperList,
    sent: QueryDict | None,
    *,
    duplicates: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    known = str((sent.get("procedure") if sent is not None else form.initial.get("procedure")) or "")
    committee = str((sent.get("committee") if sent is not None else form.initial.get("committee")) or "")
    procedure = Procedure.objects.filter(pk=known).first()
    if procedure is None or committee not in committees_of(actor, clock.now()):
        raise NotThere
    context = {
        "form": form,
        "papers": papers,
        "procedure": procedure,
        "committee": Office.objects.get(pk=committee),
        "duplicates": duplicates,
        "at_counter": committee not in actor.offices,
        "once": (sent.get("once") if sent is not None else None) or str(uuid7()),
        **priced(PriceForm(sent if sent is not None else form.initial)),
    }
    return render(request, "custody/lodging_form.html", context, status=status)


def committees_of(actor: Actor, at: datetime) -> list[str]:
    """Codes of the desks for which the actor may take dossiers in; the command has the last word."""
    own = {post.office for post in actor.appointments if post.office_kind in AGENCY_KINDS}
    desks = own & actor.offices_as(Role.OFFICER, Role.SUPERVISOR)
    counters = {post.office for post in actor.appointments if post.office_kind in POST_KINDS}
    if not counters:
        return sorted(desks)
    parents = {parent for parent in Office.objects.filter(pk__in=counters).values_list("parent", flat=True) if parent}
    return sorted(desks | set(mandates.committees_of(sorted(counters | parents), at)))


def _unchecked(sent: QueryDict) -> LodgingForm:
    """What was filled in so far, without finding fault with what is still empty."""
    return LodgingForm(initial={name: sent.getlist(name) if name in _LISTS else sent.get(name) for name in sent})


def _content(sent: QueryDict) -> dict[str, list[str]]:
    return {name: [str(value) for value in values] for name, values in sent.lists() if name not in _NOT_KEPT}


def _query_dict(content: Mapping[str, Sequence[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in content.items():
        query.setlist(name, list(values))
    return query


def _draft_of(sent: QueryDict) -> UUID | None:
    text = sent.get("draft", "")
    return _uuid(text) if text else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise NotThere from problem
