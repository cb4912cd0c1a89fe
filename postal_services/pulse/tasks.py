"""The beat's own heartbeat, and the alarm for work that stayed away."""

from typing import Any

import structlog
from celery import shared_task

from postal_services.pulse.beats import beats, overdue

log = structlog.get_logger(__name__)


@shared_task(name="postal_services.pulse.tasks.pulse")
@beats("pulse", every_seconds=15)
def pulse(**_: Any) -> None:
    """Prove that beat, broker and worker pass work on; tell the log what is overdue."""
    for late in overdue():
        log.error("heartbeat_overdue", work=late.name, seconds=late.seconds, every_seconds=late.every_seconds)
