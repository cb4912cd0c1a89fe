"""Rounds as JSON."""

from typing import Any

from django.urls import reverse

from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.errors import NotThere
from tracking.rounds import policies
from tracking.rounds.models import Round
from tracking.rounds.queries import rounds as reads
from tracking.rounds.queries.rounds import PEOPLE, Visit


def visible(actor: Actor, code: str) -> Round:
    """The round, or NotThere."""
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    return found


def short(round_: Round) -> dict[str, Any]:
    """A round without its stops; ``postman`` is joined."""
    return {
        "code": round_.code,
        "office": round_.office_id,
        "postman": round_.postman.username,
        "day": round_.day,
        "state": round_.state,
        "drafted_at": round_.drafted_at,
        "taken_out_at": round_.taken_out_at,
        "closed_at": round_.closed_at,
        "cash_expected": round_.cash_expected,
        "cash_counted": round_.cash_counted,
        "list": reverse("round-list-pdf", args=[round_.code]),
    }


def whole(actor: Actor, round_: Round) -> dict[str, Any]:
    """A round with its stops; names only for those who deliver, and noted."""
    may_read = policies.may_read_names(actor, round_)
    visits = reads.visits(round_)
    if may_read:
        note_reads(actor, "round_call", {each.item.dossier_id for each in visits}, PEOPLE)
    return {**short(round_), "stops": [stop(each, may_read=may_read) for each in visits]}


def stop(visit: Visit, *, may_read: bool) -> dict[str, Any]:
    """One stop."""
    row, dossier = visit.stop, visit.dossier
    return {
        "item": visit.item.code,
        "position": row.position,
        "state": visit.item.state,
        "receiver": dossier.applicant_name if may_read else None,
        "phone": dossier.applicant_phone if may_read else None,
        "address": visit.place if may_read else None,
        "due": {"state_fee": row.state_fee, "postal": row.postal, "transfer": row.transfer},
        "takes_papers": visit.item.takes_papers,
        "outcome": row.outcome or None,
        "reason": row.reason or None,
        "measure": row.measure or None,
        "attempt": row.attempt,
        "again_on": row.again_on,
        "collected": row.collected.code if row.collected else None,
    }
