"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.accounts import sweeps
from postal_services.pulse.beats import beats


@shared_task(name="accounts.purge_expired")
@beats("purge_expired", every_seconds=300)
def purge_expired(**_: Any) -> int:
    """Throw away ended tokens, unused codes and counters whose window is over."""
    return sum(sweeps.purge_expired().values())
