"""How long what was sent is kept: bounded by default, taken away in small batches."""

from datetime import datetime, timedelta

from django.db.models import Q

from integrations.models import Attempt, Delivery, EndpointSecret, Notice
from integrations.states import STANDING, DeliveryState

KEEP_ATTEMPTS = timedelta(days=30)
"""Attempts of deliveries that are done."""
KEEP_DELIVERIES = timedelta(days=90)
"""Deliveries that are done; set-aside ones count as done from the day they were set aside."""
KEEP_OWED_WHILE_OFF = timedelta(days=30)
"""How long facts are kept for an endpoint that is switched off."""
BATCH = 2000


def purge(now: datetime, *, batch: int = BATCH) -> int:
    """Take away what is older than its term, at most ``batch`` rows of a kind; gives their number."""
    old_attempts = Attempt.objects.filter(at__lt=now - KEEP_ATTEMPTS).exclude(delivery__state__in=STANDING)
    count = Attempt.objects.filter(pk__in=old_attempts.order_by("at").values("pk")[:batch]).delete()[0]
    done = Delivery.objects.filter(settled_at__lt=now - KEEP_DELIVERIES)
    count += Delivery.objects.filter(pk__in=done.order_by("settled_at").values("pk")[:batch]).delete()[0]
    forgotten = Delivery.objects.standing().filter(
        endpoint__active=False,
        endpoint__disabled_at__lt=now - KEEP_OWED_WHILE_OFF,
        created_at__lt=now - KEEP_OWED_WHILE_OFF,
    )
    count += Delivery.objects.filter(pk__in=forgotten.order_by("pk").values("pk")[:batch]).update(
        state=DeliveryState.GONE, settled_at=now
    )
    count += EndpointSecret.objects.filter(expires_at__lt=now - KEEP_ATTEMPTS).delete()[0]
    count += Notice.objects.filter(Q(seen_at__lt=now - KEEP_DELIVERIES)).delete()[0]
    return count
