"""Taking work: the heads of queues, by lease, in a short transaction of its own.

Nobody waits: an endpoint or queue that another sender is looking at is passed over. Endpoints take turns, the one that
has waited longest first, and none gets more leases at a time than its share, so a slow partner occupies a few threads
and never all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from integrations.connectors import Message
from integrations.connectors.webhook import mapper
from integrations.models import Attempt, CaseQueue, Delivery, Endpoint, EndpointSecret
from integrations.schedule import TROUBLED_AFTER
from integrations.states import STANDING, DeliveryState, Outcome

LEASE = timedelta(seconds=60)
"""Longer than a call may take with everything; a crashed sender's work is taken up again after it."""

AT_ONCE = 3
"""Leases one endpoint may have at a time, over all senders; a troubled endpoint gets one."""

_TAKE = """
WITH taken AS MATERIALIZED (
    SELECT due.id
      FROM unnest(%(endpoints)s::uuid[], %(rooms)s::int[]) AS asked(endpoint_id, room)
     CROSS JOIN LATERAL (
            SELECT id FROM integrations_casequeue
             WHERE endpoint_id = asked.endpoint_id AND due_at <= %(now)s
               AND (lease_until IS NULL OR lease_until <= %(now)s)
             ORDER BY due_at, id LIMIT asked.room FOR UPDATE SKIP LOCKED) AS due
)
UPDATE integrations_casequeue AS q SET lease_until = %(until)s, lease_owner = gen_random_uuid()
  FROM taken WHERE q.id = taken.id
RETURNING q.id, q.lease_owner
"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery in a sender's hands: all it needs, read before the transaction ended."""

    delivery: UUID
    endpoint: UUID
    queue: UUID
    lease: UUID
    attempt: UUID
    connector: str
    message: Message


def claim(*, limit: int, now: datetime, at_once: int = AT_ONCE) -> list[Parcel]:
    """Lease up to ``limit`` heads of queues that are due, fairly over the endpoints."""
    with transaction.atomic():
        endpoints = _whose_turn(limit, now)
        rooms = _rooms(endpoints, limit, now, at_once)
        leases = _take(rooms, now) if rooms else {}
        if not leases:
            return []
        heads = _heads(list(leases))
        if len(heads) < len(leases):
            _release_empty(set(leases) - {head.queue_id for head in heads})
        return _in_hand(heads, leases, {endpoint.pk: endpoint for endpoint in endpoints}, now)


def _whose_turn(limit: int, now: datetime) -> list[Endpoint]:
    due = CaseQueue.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now), endpoint=OuterRef("pk"), due_at__lte=now
    )
    return list(
        Endpoint.objects.filter(Q(resting_until=None) | Q(resting_until__lte=now), Exists(due), active=True)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .order_by(F("last_claimed_at").asc(nulls_first=True), "pk")[:limit]
    )


def _rooms(endpoints: Sequence[Endpoint], limit: int, now: datetime, at_once: int) -> dict[UUID, int]:
    """How many leases each endpoint may get now."""
    leased = dict(
        CaseQueue.objects.filter(endpoint__in=[one.pk for one in endpoints], lease_until__gt=now)
        .values_list("endpoint")
        .annotate(Count("pk"))
    )
    share = max(1, limit // max(1, len(endpoints)))
    rooms: dict[UUID, int] = {}
    for endpoint in endpoints:
        most = 1 if endpoint.failures >= TROUBLED_AFTER else at_once
        room = min(share, most - leased.get(endpoint.pk, 0))
        if room > 0:
            rooms[endpoint.pk] = room
    return rooms


def _take(rooms: dict[UUID, int], now: datetime) -> dict[UUID, UUID]:
    """Lease queues of these endpoints; gives the lease by queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {"endpoints": list(rooms), "rooms": list(rooms.values()), "now": now, "until": now + LEASE},
        )
        return dict(cursor.fetchall())


def _heads(queues: Sequence[UUID]) -> list[Delivery]:
    """The first standing delivery of each queue."""
    return list(
        Delivery.objects.filter(queue__in=queues, state__in=STANDING)
        .order_by("queue_id", "sequence")
        .distinct("queue_id")
    )


def _release_empty(queues: set[UUID]) -> None:
    CaseQueue.objects.filter(pk__in=queues).update(lease_until=None, lease_owner=None, due_at=None)


def _in_hand(
    heads: Sequence[Delivery], leases: dict[UUID, UUID], endpoints: dict[UUID, Endpoint], now: datetime
) -> list[Parcel]:
    """Mark the heads as claimed, write down the attempts that begin, and put together what is sent."""
    ids = [head.pk for head in heads]
    Attempt.objects.filter(delivery__in=ids, outcome=Outcome.SENDING).update(outcome=Outcome.INTERRUPTED)
    Delivery.objects.filter(pk__in=ids).update(
        state=DeliveryState.CLAIMED,
        attempts=F("attempts") + 1,
        tries=F("tries") + 1,
        first_try_at=Case(When(first_try_at=None, then=Value(now)), default=F("first_try_at")),
    )
    attempts = {head.pk: Attempt(delivery=head, number=head.attempts + 1, at=now) for head in heads}
    Attempt.objects.bulk_create(attempts.values())
    Endpoint.objects.filter(pk__in={head.endpoint_id for head in heads}).update(last_claimed_at=now)
    secrets = _secrets({head.endpoint_id for head in heads}, now)
    return [
        Parcel(
            delivery=head.pk,
            endpoint=head.endpoint_id,
            queue=head.queue_id,
            lease=leases[head.queue_id],
            attempt=attempts[head.pk].pk,
            connector=endpoints[head.endpoint_id].connector,
            message=Message(
                id=head.pk,
                url=endpoints[head.endpoint_id].url,
                secrets=secrets.get(head.endpoint_id, ()),
                body=mapper.with_gap(head.body) if head.gap_before else head.body,
                sent_at=now,
            ),
        )
        for head in heads
    ]


def _secrets(endpoints: set[UUID], now: datetime) -> dict[UUID, tuple[str, ...]]:
    """The secrets valid now, newest first."""
    found: dict[UUID, tuple[str, ...]] = {}
    for secret in EndpointSecret.objects.filter(endpoint__in=endpoints).order_by("-created_at"):
        if secret.valid_at(now):
            found[secret.endpoint_id] = (*found.get(secret.endpoint_id, ()), secret.secret)
    return found
