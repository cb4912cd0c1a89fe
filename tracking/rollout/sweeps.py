"""The sweep that tells the next level of obstacles past their deadline. One that fails never stops the others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from postal_services import clock
from tracking.incidents.deadlines import Clockwork
from tracking.rollout import steps
from tracking.rollout.models import Obstacle

CHUNK = 100
log = structlog.get_logger(__name__)


def escalate(now: datetime | None = None, *, simulated: bool = False) -> int:
    """Tell the next level of what is past its deadline: each level once, each by a line; gives how many.

    What is played is told of by the player alone (``simulated``), on the day that is played.
    """
    work = Clockwork(now or clock.now())
    due = Obstacle.objects.standing().filter(
        escalate_at__lte=work.now, level__lt=steps.HIGHEST_LEVEL, simulated=simulated
    )
    ids = list(due.order_by("escalate_at", "pk").values_list("pk", flat=True))
    return sum(_act(ids[start : start + CHUNK], work) for start in range(0, len(ids), CHUNK))


def _act(ids: Sequence[UUID], work: Clockwork) -> int:
    """Some together, or one by one where one of them cannot be written."""
    try:
        with transaction.atomic():
            return steps.escalate(ids, work)
    except Exception as problem:  # whatever it is, the others go on
        if len(ids) == 1:
            log.exception("obstacle_not_escalated", obstacle=str(ids[0]), error=type(problem).__name__)
            return 0
    return sum(_act([each], work) for each in ids)
