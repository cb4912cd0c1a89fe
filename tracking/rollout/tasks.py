"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats
from tracking.rollout import sweeps


@shared_task(name="tracking.rollout.tasks.escalate_obstacles")
@beats("escalate_obstacles", every_seconds=120)
def escalate_obstacles(**_: Any) -> str:
    """Tell the next level of obstacles whose answer is overdue."""
    return f"escalated {sweeps.escalate()}"
