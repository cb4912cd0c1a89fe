"""The bells of the reports; what is owed stands in the database."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats

from . import bells
from .commands import making, verifying

MAKE_EVERY_S = 10
LONGEST_VERIFICATION_S = 4 * 3600


@shared_task
@beats("make_reports", every_seconds=MAKE_EVERY_S)
def make_reports(**_: Any) -> int:
    """Compute every draft that is owed, and wake whoever verifies; gives how many drafts."""
    made = 0
    while making.make_next_draft() is not None:
        made += 1
    if verifying.is_owed():
        bells.ring_verifier()
    return made


@shared_task(soft_time_limit=LONGEST_VERIFICATION_S, time_limit=LONGEST_VERIFICATION_S + 60)
def verify_reports(**_: Any) -> int:
    """Compute reports anew from the first line of the ledger; millions of lines take their time. Gives how many."""
    done = 0
    while verifying.verify_next() is not None:
        done += 1
    return done
