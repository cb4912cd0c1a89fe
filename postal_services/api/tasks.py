"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.api import idempotency


@shared_task(name="api.purge_answers", ignore_result=True)
def purge_answers(**_: Any) -> None:
    """Throw away kept answers whose time is over."""
    idempotency.purge_answers()
