"""Dealing with the tray: a person looked at a scan and says what was done about it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from tracking.custody import policies
from tracking.custody.models import Outcome, Scan
from tracking.custody.refusals import ScanDealtWith

LONGEST_NOTE = 300


@transaction.atomic(durable=True)
def close_scan(*, actor: Actor, scan: UUID, note: str, now: datetime | None = None) -> Scan:
    """Take a refused or flagged scan out of the tray with a note (up to 300 characters) of what was done.

    The scan itself stays as it was sent. Raises NotThere for scans of other offices and for scans that never were in
    the tray, ScanDealtWith when somebody was quicker.
    """
    found = Scan.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=scan).first()
    if found is None or found.outcome not in (Outcome.REFUSED, Outcome.FLAGGED):
        raise NotThere
    policies.require_may_close_scan(actor, found)
    if found.closed_at is not None:
        raise ScanDealtWith
    words = note.strip()
    if not words:
        raise Invalid({"note": [FieldProblem("required", "Ghi cách đã xử lý.", "Say what was done.")]})
    if len(words) > LONGEST_NOTE:
        vi, en = f"Ghi tối đa {LONGEST_NOTE} ký tự.", f"Write at most {LONGEST_NOTE} characters."
        raise Invalid({"note": [FieldProblem("too_long", vi, en)]})
    found.closed_at = now or clock.now()
    found.closed_by_id = actor.user_id
    found.closing_note = words
    found.save(update_fields=["closed_at", "closed_by", "closing_note"])
    return found
