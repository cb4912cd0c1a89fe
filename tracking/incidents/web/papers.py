"""Papers to print: the record of an incident with the custody of its item, and the letter of apology."""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere
from tracking.custody.web.doors import signed_in
from tracking.incidents import papers, policies
from tracking.incidents.web.views import visible


@signed_in
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Biên bản sự cố: what was found, the custody so far, room for two people to sign."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_work(actor, found)
    if found.report or found.note:
        note_read(actor, "incident_record", found.dossier_id or found.pk, ["report", "note"])
    return _answer(f"bien-ban-{found.code}.pdf", lambda out: papers.record_pdf(found, clock.now(), out))


@signed_in
@require_safe
def apology(request: HttpRequest, code: str) -> HttpResponse:
    """Thư xin lỗi: for the citizen whose papers are late, lost or damaged; whom it goes to is noted as read."""
    actor = actor_from(request)
    found = visible(actor, code)
    policies.require_may_work(actor, found)
    if found.dossier is None:
        raise NotThere
    note_read(actor, "apology_letter", found.dossier.pk, papers.ON_LETTERS)
    return _answer(f"thu-xin-loi-{found.code}.pdf", lambda out: papers.apology_pdf(found, clock.now(), out))


def _answer(name: str, draw: Callable[[BinaryIO], None]) -> HttpResponse:
    out = BytesIO()
    draw(out)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(out.getvalue(), content_type="application/pdf", headers=headers)
