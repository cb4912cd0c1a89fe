"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats
from tracking.measures import reader

BATCHES = 20
"""Batches one run reads at most, so that a long backlog does not hold a worker for ever."""


@shared_task(name="tracking.measures.tasks.relay_measures")
@beats("relay_measures", every_seconds=5)
def relay_measures(**_: Any) -> int:
    """Read the ledger's feed to its end and count what lines say."""
    read = 0
    for _batch in range(BATCHES):
        count = reader.relay()
        read += count or 0
        if not count or count < reader.BATCH:
            break
    return read
