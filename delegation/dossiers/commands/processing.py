"""The acts of the agency on a dossier. Each locks it, asks the policy, finds the next state and writes one line.

Acts that the citizen gets a paper about are in ``notices``. Taking a dossier in is not here: it happens together with
its sealed items, one room above; see ``lodging``.
"""

from datetime import datetime

from django.db import transaction

from delegation.dossiers import policies, resuming, steps
from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere


def receive_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Take in at the desk what was registered elsewhere: the clock starts and the day of appointment is made."""
    return _act(actor, code, "receive", at)


def process_dossier(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Pass a received dossier to the officials who decide it."""
    return _act(actor, code, "process", at)


def require_financial_duty(*, actor: Actor, code: str, at: datetime | None = None) -> Dossier:
    """Wait for the citizen to pay what the tax office has fixed; the agency's clock stands still."""
    return _act(actor, code, "financial_duty", at)


def resume_dossier(*, actor: Actor, code: str, at: datetime | None = None, because: str = "") -> Dossier:
    """Go on after a pause; the appointment moves on by the working days of the pause.

    ``because`` is one of ``resuming.reasons_from`` the state, or empty; a mistake is flagged as corrected.
    """
    return _act(actor, code, "resume", at, because)


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
def _act(actor: Actor, code: str, action: str, at: datetime | None, because: str = "") -> Dossier:
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
    if because and because not in resuming.reasons_from(dossier.state):
        vi, en = "Chọn một lý do hợp với trạng thái hồ sơ.", "Choose a reason that fits the state of the dossier."
        raise Invalid({"because": [FieldProblem("unknown_reason", vi, en)]})
    flags = ("corrected",) if because in resuming.MISTAKES else ()
    data = {"because": because} if because else None
    steps.move_many(heads, actor, [dossier], steps.Step(action, at or now, data=data, flags=flags), now=now)
    return dossier
