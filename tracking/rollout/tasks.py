"""Work on a timetable."""

from typing import Any

from celery import shared_task

from postal_services.pulse.beats import beats

from . import sweeps


@shared_task(name="rollout.raise_alerts")
@beats("raise_alerts", every_seconds=120)
def raise_alerts(**_: Any) -> str:
    """Look for items that hang or lag, and for alerts that are over."""
    return str(sweeps.sweep())
