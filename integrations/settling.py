"""Writing down how a try ended, in a short transaction of its own: the delivery, its queue, the endpoint's health.

Locks are taken in one order everywhere: endpoint, queue, delivery.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from integrations import queues, schedule
from integrations.claims import Parcel
from integrations.connectors import Answer, Rejected, Retryable
from integrations.models import Attempt, CaseQueue, Delivery, Endpoint, Notice
from integrations.states import DeliveryState, DisabledReason, NoticeKind, Outcome

_HEALTH = (
    "failures",
    "resting_until",
    "last_success_at",
    "last_failure_at",
    "active",
    "disabled_at",
    "disabled_reason",
)

Result = Answer | Retryable | Rejected


@dataclass(frozen=True, slots=True)
class Ended:
    """How one try ended and how long it took (ms)."""

    result: Result
    duration_ms: int


def settle(parcel: Parcel, ended: Ended, *, now: datetime, chance: Callable[[], float] = random.random) -> bool:
    """Write down the end of a try. Gives ``False`` when the lease had passed to another sender meanwhile.

    Then only the attempt is written: the other sender has the same message with the same id, and its word counts.
    """
    with transaction.atomic():
        endpoint = Endpoint.objects.locked().get(pk=parcel.endpoint)
        queue = CaseQueue.objects.select_for_update(no_key=True).get(pk=parcel.queue)
        _write_attempt(parcel, ended)
        if queue.lease_owner != parcel.lease:
            return False
        delivery = Delivery.objects.select_for_update(no_key=True).get(pk=parcel.delivery)
        _note_health(endpoint, ended.result, now)
        if delivery.state == DeliveryState.CLAIMED or isinstance(ended.result, Answer):
            _move(delivery, endpoint, ended.result, now, chance())
        queue.lease_owner = queue.lease_until = None
        queue.due_at = queues.next_due(queue)
        queue.save(update_fields=["lease_owner", "lease_until", "due_at"])
        endpoint.save(update_fields=_HEALTH)
        return True


def _write_attempt(parcel: Parcel, ended: Ended) -> None:
    result = ended.result
    trouble = None if isinstance(result, Answer) else result
    outcomes = {Answer: Outcome.ACCEPTED, Retryable: Outcome.RETRYABLE, Rejected: Outcome.REJECTED}
    Attempt.objects.filter(pk=parcel.attempt).update(
        outcome=outcomes[type(result)],
        http_status=result.status,
        duration_ms=ended.duration_ms,
        error=trouble.code if trouble else "",
        excerpt=trouble.excerpt if trouble else "",
    )


def _note_health(endpoint: Endpoint, result: Result, now: datetime) -> None:
    """An answer of any kind about one message shows a living endpoint; every other failure counts against it."""
    if isinstance(result, Answer):
        endpoint.failures, endpoint.resting_until, endpoint.last_success_at = 0, None, now
        return
    endpoint.last_failure_at = now
    if isinstance(result, Rejected):
        return
    endpoint.failures += 1
    pause = schedule.rest(endpoint.failures)
    if result.retry_after is not None:
        pause = max(pause, schedule.bounded_retry_after(result.retry_after))
    if pause > timedelta(0):
        endpoint.resting_until = max(now + pause, endpoint.resting_until or now)


def _move(delivery: Delivery, endpoint: Endpoint, result: Result, now: datetime, chance: float) -> None:
    """Bring the delivery to its next state, and the endpoint out of use when the receiver or the time says so."""
    if isinstance(result, Answer):
        _close(delivery, DeliveryState.SETTLED, now, error="")
        return
    if isinstance(result, Rejected) and result.gone:
        _close(delivery, DeliveryState.GONE, now, error=result.code)
        leave(endpoint, now)
        return
    again = _again(delivery, result, now, chance)
    if again is not None:
        delivery.state, delivery.due_at, delivery.last_error = DeliveryState.OWED, again, result.code
        delivery.save(update_fields=["state", "due_at", "last_error"])
        return
    _close(delivery, DeliveryState.SET_ASIDE, now, error=result.code)
    _mark_gap(delivery)
    tell(endpoint, NoticeKind.SET_ASIDE, now)
    silent = endpoint.last_success_at is None or endpoint.last_success_at < (delivery.first_try_at or now)
    if isinstance(result, Retryable) and silent and endpoint.active:
        disable(endpoint, DisabledReason.FAILING, now)
        tell(endpoint, NoticeKind.FAILING, now)


def _again(delivery: Delivery, result: Retryable | Rejected, now: datetime, chance: float) -> datetime | None:
    if isinstance(result, Rejected):
        return schedule.next_try_of_rejected(tries=delivery.tries, now=now, chance=chance)
    return schedule.next_try(
        tries=delivery.tries,
        first_at=delivery.first_try_at or now,
        now=now,
        chance=chance,
        retry_after=result.retry_after,
    )


def _close(delivery: Delivery, state: DeliveryState, now: datetime, *, error: str) -> None:
    delivery.state, delivery.settled_at, delivery.last_error = state, now, error
    delivery.save(update_fields=["state", "settled_at", "last_error"])


def _mark_gap(delivery: Delivery) -> None:
    """The next message of the case says that one before it is missing, so the receiver knows to fetch the case."""
    following = Delivery.objects.filter(queue=delivery.queue_id, sequence__gt=delivery.sequence).order_by("sequence")
    Delivery.objects.filter(pk__in=following.values("pk")[:1]).update(gap_before=True)


def disable(endpoint: Endpoint, reason: DisabledReason, now: datetime) -> None:
    """Stop sending; what is owed stays owed. The caller holds the endpoint's lock and saves it."""
    endpoint.active, endpoint.disabled_at, endpoint.disabled_reason = False, now, reason


def leave(endpoint: Endpoint, now: datetime) -> None:
    """The receiver said the address is gone: nothing is owed there any more, and the owner is told."""
    disable(endpoint, DisabledReason.GONE, now)
    Delivery.objects.standing().filter(endpoint=endpoint).update(
        state=DeliveryState.GONE, settled_at=now, last_error="gone"
    )
    tell(endpoint, NoticeKind.GONE, now)


def tell(endpoint: Endpoint, kind: NoticeKind, now: datetime) -> None:
    """Put up a notice, unless the same one still hangs there unseen."""
    Notice.objects.bulk_create([Notice(endpoint=endpoint, kind=kind, at=now)], ignore_conflicts=True)
