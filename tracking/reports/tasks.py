"""The bells of the reports; what is owed stands in the database."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats

from .commands import making, verifying

MAKE_EVERY_S = 10


@shared_task
@beats("make_reports", every_seconds=MAKE_EVERY_S)
def make_reports(**_: Any) -> int:
    """Compute every draft that is owed, then do what verifications there are; gives how many of both."""
    made = 0
    while making.make_next_draft() is not None:
        made += 1
    while verifying.verify_next() is not None:
        made += 1
    return made
