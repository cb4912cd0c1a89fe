"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats
from tracking.incidents import reader, sweeps

BATCHES = 20
"""Batches one run reads at most, so that a long backlog does not hold a worker for ever."""


@shared_task(name="tracking.incidents.tasks.relay_incidents")
@beats("relay_incidents", every_seconds=5)
def relay_incidents(**_: Any) -> int:
    """Read the ledger's feed to its end and open what lines call for."""
    read = 0
    for _batch in range(BATCHES):
        count = reader.relay()
        read += count or 0
        if not count or count < reader.BATCH:
            break
    return read


@shared_task(name="tracking.incidents.tasks.sweep_incidents")
@beats("sweep_incidents", every_seconds=120)
def sweep_incidents(**_: Any) -> str:
    """Look for items that hang, lag or were left behind, for matters that are over, and for lines set aside."""
    reader.try_again()
    return str(sweeps.sweep())


@shared_task(name="tracking.incidents.tasks.escalate_incidents")
@beats("escalate_incidents", every_seconds=120)
def escalate_incidents(**_: Any) -> str:
    """Tell the next level of what is past its deadline."""
    return f"escalated {sweeps.escalate().opened}"
