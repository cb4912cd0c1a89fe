"""The bells of this wing. What is to be done stands in the database; a lost bell costs seconds and nothing else."""

import contextlib
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError

from integrations import retention, subscriber
from integrations.commands.partners import guard
from integrations.connectors import Connector
from integrations.connectors.webhook.client import WebhookConnector
from integrations.sender import Sender
from postal_services import clock
from postal_services.pulse.beats import beats

RELAY_EVERY_S = 3
SEND_EVERY_S = 5
PURGE_EVERY_S = 300
BATCHES = 20
"""Batches one run of the relay reads at most, so that a long backlog does not hold a worker for ever."""
SEATS = 1
"""Senders at work at one time over all workers; each makes eight calls at once."""
SEAT_FOR_S = 60
SEND_FOR_S = 20
"""Seconds after which one run of the sender takes no new work."""


def connectors() -> dict[str, Connector]:
    """Every connector by the name endpoints know it by."""
    return {"webhook": WebhookConnector(guard=guard(), ca_bundle=settings.WEBHOOK_CA_BUNDLE or None)}


@shared_task
@beats("relay_feed", every_seconds=RELAY_EVERY_S)
def relay_feed(**_: Any) -> int:
    """Read the ledger's feed to its end and write down what is owed; ring the sender when there was something."""
    read = 0
    for _batch in range(BATCHES):
        count = subscriber.relay()
        read += count or 0
        if not count or count < subscriber.BATCH:
            break
    if read:
        _ring_the_sender()
    return read


def _ring_the_sender() -> None:
    """Let the sender look at once; when the broker is away, its own timetable does."""
    with contextlib.suppress(OperationalError):
        send_deliveries.apply_async(expires=SEND_FOR_S, retry=False)


@shared_task
@beats("send_deliveries", every_seconds=SEND_EVERY_S)
def send_deliveries(**_: Any) -> int:
    """Send what is due, unless enough senders are at it already."""
    seat = _take_seat()
    if seat is None:
        return 0
    try:
        return Sender(connectors()).run(budget_s=SEND_FOR_S).sent
    finally:
        cache.delete(seat)


def _take_seat() -> str | None:
    """A free seat among the senders, or ``None``: a backlog must not occupy every worker of the house.

    A seat frees itself after a minute, should its sender have died.
    """
    seats = (f"integrations/sender/{number}" for number in range(SEATS))
    return next((seat for seat in seats if cache.add(seat, 1, timeout=SEAT_FOR_S)), None)


@shared_task
@beats("purge_attempts", every_seconds=PURGE_EVERY_S)
def purge_attempts(**_: Any) -> int:
    """Take away what was sent long ago."""
    return retention.purge(clock.now())
