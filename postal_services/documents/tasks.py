"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.documents import attachments
from postal_services.pulse.beats import beats


@shared_task(name="documents.forget_unused")
@beats("forget_unused_files", every_seconds=300)
def forget_unused(**_: Any) -> int:
    """Throw away files that no act refers to."""
    return attachments.forget_unused()
