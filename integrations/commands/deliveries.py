"""Sending again, and trying an address out."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from integrations import facts, queues
from integrations.connectors.webhook import mapper
from integrations.models import CaseQueue, Delivery, Endpoint
from integrations.refusals import EndpointOff, StillOwed
from integrations.states import REPLAYABLE, DeliveryState
from integrations.steps import mine
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere

_SET_ASIDE = Q(state__in=(DeliveryState.SET_ASIDE, DeliveryState.GONE))


@transaction.atomic(durable=True)
def replay_delivery(actor: Actor, delivery: UUID, *, now: datetime) -> Delivery:
    """Owe a delivery again, with the same id and number, for another three days.

    Raises NotThere, EndpointOff, and StillOwed when it is on its way anyway.
    """
    known = Delivery.objects.visible_to(actor).filter(pk=delivery).values_list("endpoint_id", flat=True).first()
    if known is None:
        raise NotThere
    _require_on(mine(actor, known))
    found = Delivery.objects.locked().get(pk=delivery)
    if found.state not in REPLAYABLE:
        raise StillOwed
    _owe_again(Delivery.objects.filter(pk=delivery), now)
    queue = CaseQueue.objects.select_for_update(no_key=True).get(pk=found.queue_id)
    queue.due_at = queues.next_due(queue)
    queue.save(update_fields=["due_at"])
    found.refresh_from_db()
    return found


@transaction.atomic(durable=True)
def replay_set_aside(actor: Actor, endpoint: UUID, *, now: datetime) -> int:
    """Owe again everything of an endpoint that was set aside; gives the number of deliveries."""
    found = mine(actor, endpoint)
    _require_on(found)
    waiting = Delivery.objects.filter(_SET_ASIDE, endpoint=found)
    concerned = set(waiting.values_list("queue_id", flat=True))
    count = _owe_again(waiting, now)
    list(CaseQueue.objects.select_for_update(no_key=True).filter(pk__in=concerned).order_by("pk"))
    CaseQueue.objects.filter(pk__in=concerned).update(due_at=now)
    return count


@transaction.atomic(durable=True)
def ping_endpoint(actor: Actor, endpoint: UUID, *, now: datetime) -> Delivery:
    """Owe an endpoint a test message; it goes the way of every other. Raises NotThere, EndpointOff."""
    found = mine(actor, endpoint)
    _require_on(found)
    queue, sequence = queues.grow({(found.pk, found.pk): 1}, now)[(found.pk, found.pk)]
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return Delivery.objects.create(
        queue_id=queue,
        endpoint=found,
        stream=found.pk,
        seq=sequence,
        sequence=sequence,
        fact=facts.PING,
        case=str(found.pk),
        body=mapper.body(
            fact=facts.PING,
            occurred_at=now,
            case=str(found.pk),
            sequence=sequence,
            item=None,
            state="",
            url=f"{scheme}://{settings.PUBLIC_HOST}/api/v1/partners/endpoints/{found.pk}",
        ),
        due_at=now,
        created_at=now,
    )


def _require_on(endpoint: Endpoint) -> None:
    if not endpoint.active:
        raise EndpointOff


def _owe_again(deliveries: models.QuerySet[Delivery], now: datetime) -> int:
    return deliveries.update(
        state=DeliveryState.OWED, due_at=now, tries=0, first_try_at=None, settled_at=None, last_error=""
    )
