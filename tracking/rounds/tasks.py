"""The bells of rounds; what is owed stands in the database."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats

from .commands import watching

WATCH_EVERY_S = 300


@shared_task
@beats("watch_holds", every_seconds=WATCH_EVERY_S)
def watch_holds(**_: Any) -> int:
    """Remind addressees before a hold ends, and mark what is over; gives how many."""
    done = watching.watch_holds()
    return done.reminded + done.expired
