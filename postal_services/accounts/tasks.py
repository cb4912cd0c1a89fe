"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.accounts import sweeps


@shared_task(name="accounts.purge_expired", ignore_result=True)
def purge_expired(**_: Any) -> None:
    """Throw away ended tokens, unused codes, counters."""
    sweeps.purge_expired()
