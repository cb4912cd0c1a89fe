"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.api import idempotency
from postal_services.pulse.beats import beats


@shared_task(name="api.purge_answers")
@beats("purge_answers", every_seconds=300)
def purge_answers(**_: Any) -> int:
    """Throw away kept answers whose time is over."""
    return idempotency.purge_answers()
