"""The acts of the agency on many dossiers at once, for what a desk or its software reports by list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delegation.dossiers import policies, steps
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import NeedsNotice, WrongState
from delegation.dossiers.states import WITH_NOTICE, DossierState, next_state
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotAllowed, NotThere, Refused

BATCH = 500
"""Acts that one transaction takes at most."""


@dataclass(frozen=True, slots=True)
class DossierAct:
    """One act on one dossier: ``action`` as in the table of states (``receive``, ``finish``, …), ``at`` aware."""

    code: str
    action: str
    at: datetime


@transaction.atomic(durable=True)
def move_dossiers(*, actor: Actor, acts: Sequence[DossierAct], now: datetime | None = None) -> list[Dossier | Refused]:
    """Carry out acts on dossiers, each dossier once; one outcome for each act, in the order given.

    What cannot be done never hinders the rest. Five statements, whatever their number.
    """
    recorded_at = now or clock.now()
    wanted = {act.code for act in acts}
    if len(wanted) < len(acts) or len(acts) > BATCH:
        vi, en = f"Mỗi hồ sơ một việc, tối đa {BATCH} việc.", f"One act for each dossier, at most {BATCH}."
        raise Invalid({"acts": [FieldProblem("too_many", vi, en)]})
    heads, locked = steps.lock_cases(Dossier.objects.visible_to(actor).filter(code__in=wanted))
    found = {dossier.code: dossier for dossier in locked}
    outcomes: dict[str, Dossier | Refused] = {}
    able: list[tuple[DossierAct, Dossier]] = []
    for act in acts:
        dossier = found.get(act.code)
        refusal = _why_not(actor, act, dossier, recorded_at)
        if dossier is None or refusal is not None:
            outcomes[act.code] = refusal or NotThere()
        else:
            outcomes[act.code] = dossier
            able.append((act, dossier))
    moves = [(dossier, steps.Step(act.action, act.at)) for act, dossier in able]
    steps.move_each(heads, actor, moves, now=recorded_at)
    return [outcomes[act.code] for act in acts]


def _why_not(actor: Actor, act: DossierAct, dossier: Dossier | None, now: datetime) -> Refused | None:
    if dossier is None:
        return NotThere()
    if not policies.may_process(actor, dossier):
        return NotAllowed()
    if act.at > now:
        return Invalid({"at": [FieldProblem("in_the_future", "Thời điểm chưa đến.", "That moment has not come.")]})
    if act.action in WITH_NOTICE:
        return NeedsNotice(dossier=dossier.code)
    if next_state(dossier.state, act.action) is None:
        return WrongState(dossier=dossier.code, state=DossierState(dossier.state).label)
    return None
