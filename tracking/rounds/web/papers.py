"""Papers of a round to print; both name people, so who prints one reads personal data."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.errors import NotThere
from tracking.custody.states import ItemState
from tracking.custody.web.doors import signed_in
from tracking.rounds import days, papers, policies
from tracking.rounds.models import Hold, Round
from tracking.rounds.queries import rounds as reads
from tracking.rounds.queries.rounds import Visit
from tracking.rounds.states import StopOutcome

from .pages import note_people, visible
from .rounds import tidy


@signed_in
@require_safe
def list_paper(request: HttpRequest, code: str) -> HttpResponse:
    """BD13 of a round; for the office that delivers, and noted as a read."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    policies.require_may_read_names(actor, round_)
    visits = reads.visits(round_)
    note_people(actor, "round_paper", (each.item.dossier_id for each in visits))
    return answer(f"{round_.code}.pdf", lambda out: papers.round_pdf(round_, visits, out))


@signed_in
@require_safe
def calling_card(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """The card for a stop that failed; for the office that delivers, and noted as a read."""
    actor = actor_from(request)
    round_ = visible(actor, code)
    policies.require_may_read_names(actor, round_)
    visit = reads.visit(round_, tidy(item))
    if visit is None or visit.stop.outcome != StopOutcome.FAILED:
        raise NotThere
    note_people(actor, "calling_card", [visit.item.dossier_id])
    until = kept_until(round_, visit)
    return answer(f"giay-moi-{visit.item.code}.pdf", lambda out: papers.card_pdf(round_, visit, until, out))


def kept_until(round_: Round, visit: Visit) -> date:
    """The last day: of the hold that began, else the one that would follow from today."""
    if visit.item.state == ItemState.HELD:
        found = Hold.objects.filter(item=visit.item, since=visit.item.since).first()
        if found is not None:
            return found.until
    return days.kept_until(clock.today(), round_.office_id)


def answer(name: str, draw: Callable[[BinaryIO], None]) -> HttpResponse:
    """A PDF shown in the browser and kept by nothing in between."""
    out = BytesIO()
    draw(out)
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
