"""What an item's way means for the administrative case it carries.

A dossier that reaches the one-stop desk is received there and its clock starts, and papers that were asked for set it
going again; a result that the post takes over is processed to its end; a result delivered has been given back. The
case's lines are written in the same statement as the item's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from delegation.dossiers import steps
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import DossierState, next_state
from delegation.registry.models import Procedure
from postal_services.accounts.actors import Actor
from postal_services.ledger.writer import Entry

from .models import Leg
from .moves import Held, Move
from .states import Action

_STEPS = {
    (Leg.A, Action.HAND_IN): "receive",
    (Leg.B, Action.ACCEPT): "finish",
    (Leg.B, Action.DELIVER): "give_back",
}
_SUPPLEMENT = "resume"
"""What handing in papers means for a case that waits for them."""
_CASE_COLUMNS = ("code", "state", "received_at", "due_at", "paused_at", "finished_at")


def of(moves: Sequence[Move], actor: Actor, *, now: datetime) -> tuple[list[Entry], list[Dossier]]:
    """The lines about cases that follow from ``moves``, and the cases to be saved with ``steps.save``.

    A case that is not where the step could be taken stays: the item's fact is recorded all the same.
    """
    cases: dict[object, Dossier] = {}
    entries: list[Entry] = []
    for each in moves:
        action = _STEPS.get((Leg(each.held.leg), Action(each.entry.action)))
        if action is None:
            continue
        dossier = cases.get(each.held.case) or _case(each.held)
        if each.held.leg == Leg.A and dossier.state == DossierState.SUPPLEMENT_ASKED:
            action = _SUPPLEMENT
        if next_state(dossier.state, action) is None:
            continue
        step = steps.Step(action, each.entry.occurred_at, each.entry.office, {"item": each.held.code})
        entries += steps.take_steps(actor, [(dossier, step)], now=now)
        cases[each.held.case] = dossier
    return entries, list(cases.values())


def _case(held: Held) -> Dossier:
    """The locked case as a dossier that knows what a step needs to know."""
    code, state, *instants, _ = held.case_row
    read = [datetime.fromisoformat(text) if text else None for text in instants]
    known: dict[str, Any] = dict(zip(_CASE_COLUMNS, (code, state, *read), strict=True))
    known |= {"id": held.case, "committee_id": held.committee, "procedure_id": held.procedure}
    names = [field.attname for field in Dossier._meta.concrete_fields if field.attname in known]  # noqa: SLF001
    dossier = Dossier.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    dossier.procedure = Procedure(code=held.procedure, working_days=held.case_row[-1])
    return dossier
