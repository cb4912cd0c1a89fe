"""The arithmetic of queues: giving out numbers, and knowing when the first in line is due."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from integrations.models import CaseQueue, Delivery
from postal_services.ids import uuid7

_NUMBERS = """
INSERT INTO integrations_casequeue AS q (id, endpoint_id, stream, last_sequence, due_at)
SELECT id, endpoint_id, stream, owed, %s
  FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[]) AS n(id, endpoint_id, stream, owed)
 ORDER BY endpoint_id, stream
ON CONFLICT (endpoint_id, stream) DO UPDATE
   SET last_sequence = q.last_sequence + EXCLUDED.last_sequence, due_at = coalesce(q.due_at, EXCLUDED.due_at)
RETURNING id, endpoint_id, stream, last_sequence
"""


def grow(counts: dict[tuple[UUID, UUID], int], now: datetime) -> dict[tuple[UUID, UUID], tuple[UUID, int]]:
    """Give out ``counts`` numbers in the queues of (endpoint, stream); returns queue and last number by the same key.

    Takes the rows' locks, so that senders settling there wait, and makes a queue without work due now. One statement.
    """
    if not counts:
        return {}
    keys = list(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBERS,
            [now, [uuid7() for _ in keys], [key[0] for key in keys], [key[1] for key in keys], list(counts.values())],
        )
        return {(endpoint, stream): (queue, last) for queue, endpoint, stream, last in cursor.fetchall()}


def next_due(queue: CaseQueue) -> datetime | None:
    """When the queue's first standing delivery may be sent; ``None`` when nothing stands."""
    return Delivery.objects.standing().filter(queue=queue).order_by("sequence").values_list("due_at", flat=True).first()
