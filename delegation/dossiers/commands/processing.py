"""The acts of the agency on a dossier. Each locks it, asks the policy, finds the next state and writes one line.

Taking a dossier in is not here: it happens together with its sealed items, one room above; see ``lodging``.
"""

from datetime import datetime

from django.db import transaction

from delegation.dossiers import policies, steps
from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere


def receive_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Take in at the desk what was registered elsewhere: the clock starts and the day of appointment is made."""
    return _act(actor, code, "receive", at)


def refuse_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Decline a registered dossier (form 03 of TT 01/2018/TT-VPCP)."""
    return _act(actor, code, "refuse", at)


def process_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Pass a received dossier to the officials who decide it."""
    return _act(actor, code, "process", at)


def ask_supplement(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Ask the citizen for missing papers (form 02); the agency's clock stands still."""
    return _act(actor, code, "ask_supplement", at)


def require_financial_duty(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Wait for the citizen to pay what the tax office has fixed; the agency's clock stands still."""
    return _act(actor, code, "financial_duty", at)


def stop_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Stop processing for a lawful reason; the clock stands still."""
    return _act(actor, code, "stop", at)


def resume_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Go on after a pause; the appointment moves on by the working days of the pause."""
    return _act(actor, code, "resume", at)


def withdraw_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Record that the citizen takes the dossier back."""
    return _act(actor, code, "withdraw", at)


def finish_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Record that the result is there."""
    return _act(actor, code, "finish", at)


def give_back_result(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Record that the citizen has the result."""
    return _act(actor, code, "give_back", at)


@transaction.atomic(durable=True)
def _act(actor: Actor, code: str, action: str, at: datetime | None) -> Dossier:
    """The four beats of every act of the agency; raises NotThere, NotAllowed, Invalid or WrongState."""
    now = clock.now()
    if at is not None and at > now:
        raise Invalid({"at": [FieldProblem("in_the_future", "Thời điểm chưa đến.", "That moment has not come.")]})
    heads, found = steps.lock_cases(Dossier.objects.visible_to(actor).filter(code=code))
    if not found:
        raise NotThere
    dossier = found[0]
    policies.require_may_process(actor, dossier)
    steps.require_step(dossier, action)
    steps.move_many(heads, actor, [dossier], steps.Step(action, at or now), now=now)
    return dossier
