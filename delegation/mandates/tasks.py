"""Mandates whose day has come."""

from typing import Any

import structlog
from celery import shared_task

from postal_services.errors import Refused
from postal_services.pulse.beats import beats

from . import commands, queries

TURN_EVERY_S = 300
_log = structlog.get_logger(__name__)


@shared_task
@beats("turn_mandates", every_seconds=TURN_EVERY_S)
def turn_mandates(**_: Any) -> int:
    """Put signed mandates in force on their day and end those that are over; one that cannot be is left for people."""
    turned = 0
    for due in queries.due_today():
        try:
            if due.ended_at is None:
                commands.put_in_force(actor=due.actor, mandate=due.mandate)
            else:
                commands.end_mandate(actor=due.actor, mandate=due.mandate, at=due.ended_at)
        except Refused as refused:
            _log.warning("mandate_not_turned", mandate=str(due.mandate), code=refused.code)
        else:
            turned += 1
    return turned
