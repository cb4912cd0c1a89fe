"""The sweep that tells the next level of obstacles past their deadline. One that fails never stops the others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.accounts.actors import NOBODY
from postal_services.ledger import writer
from tracking.incidents.deadlines import Clockwork, number
from tracking.rollout import steps
from tracking.rollout.models import Obstacle
from tracking.rollout.states import OBSTACLE

CHUNK = 100
HIGHEST_LEVEL = 2
"""1: the office of the provincial committee; 2: the leaders of the province."""
_WAIT = 2
log = structlog.get_logger(__name__)


def escalate(now: datetime | None = None, *, simulated: bool = False) -> int:
    """Tell the next level of what is past its deadline: each level once, each by a line; gives how many.

    What is played is told of by the player alone (``simulated``), on the day that is played.
    """
    work = Clockwork(now or clock.now())
    due = Obstacle.objects.standing().filter(escalate_at__lte=work.now, level__lt=HIGHEST_LEVEL, simulated=simulated)
    ids = list(due.order_by("escalate_at", "pk").values_list("pk", flat=True))
    return sum(_act(ids[start : start + CHUNK], work) for start in range(0, len(ids), CHUNK))


def _act(ids: Sequence[UUID], work: Clockwork) -> int:
    """Some together, or one by one where one of them cannot be written."""
    try:
        with transaction.atomic():
            return _escalate(ids, work)
    except Exception as problem:  # whatever it is, the others go on
        if len(ids) == 1:
            log.exception("obstacle_not_escalated", obstacle=str(ids[0]), error=type(problem).__name__)
            return 0
    return sum(_act([each], work) for each in ids)


def _escalate(ids: Sequence[UUID], work: Clockwork) -> int:
    """Lock the streams, then the rows; six statements whatever their number."""
    now = work.now
    rows = Obstacle.objects.filter(pk__in=ids)
    targets = {row.target_id: row.target for row in rows.select_related("target__ask")}
    streams, heads = steps.lock_targets(list(targets.values()), now)
    wait = number(Key.OBSTACLE_ESCALATION, _WAIT, "ngày làm việc").whole
    told, entries = [], []
    for obstacle in rows.locked().select_related("office", "target__unit__parent"):
        if not obstacle.is_standing or obstacle.escalate_at is None or obstacle.escalate_at > now:
            continue
        obstacle.level += 1
        obstacle.escalated_at = obstacle.modified_at = now
        obstacle.escalate_at = steps.due(obstacle.office, wait, work) if obstacle.level < HIGHEST_LEVEL else None
        told.append(obstacle)
        entries.append(
            steps.line(
                OBSTACLE,
                "escalate",
                stream=streams[obstacle.target_id],
                subject=obstacle.pk,
                before=obstacle.state,
                after=obstacle.state,
                actor=NOBODY,
                at=now,
                target=obstacle.target,
                data={
                    "obstacle": obstacle.code,
                    "kind": str(obstacle.kind),
                    "blocks": obstacle.blocks,
                    "level": obstacle.level,
                },
                counterpart=obstacle.office_id,
                simulated=obstacle.simulated,
            )
        )
    writer.append(heads, entries, recorded_at=now)
    Obstacle.objects.bulk_update(told, ["level", "escalated_at", "escalate_at", "modified_at"])
    return len(told)
