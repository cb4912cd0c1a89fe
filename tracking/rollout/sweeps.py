"""The sweep that raises and clears alerts. It looks at rows as they stand, so a missed run loses nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from delegation.dossiers.states import CLOSED, PAUSING
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from tracking.custody.models import Item, Leg
from tracking.custody.queries.ages import a_working_day_ago
from tracking.custody.queries.items import late_since
from tracking.custody.states import ItemState

from .models import Alert, AlertKind

CHUNK = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did; ``failed`` counts items that could not be written and are tried again next time."""

    raised: int
    cleared: int
    failed: int

    def __str__(self) -> str:
        return f"raised {self.raised}, cleared {self.cleared}, failed {self.failed}"


@dataclass(frozen=True, slots=True)
class Matter:
    """An item that needs somebody: where it is and since when."""

    item: UUID
    office: str
    since: datetime


def sweep(now: datetime | None = None) -> Swept:
    """Raise what has begun to hold, clear what no longer does; one item that fails does not stop the others."""
    at = now or clock.now()
    done = [_sweep(kind, look(at), at) for kind, look in _LOOKS.items()]
    return Swept(
        *(sum(numbers) for numbers in zip(*((each.raised, each.cleared, each.failed) for each in done), strict=True))
    )


def _in_limbo(now: datetime) -> Iterable[Matter]:
    rows = Item.objects.in_limbo().filter(offered_at__lt=a_working_day_ago(now))
    found = rows.values_list("id", "holder_office", "offered_at")
    return (Matter(item, office, since) for item, office, since in found if since)


def _slow(now: datetime) -> Iterable[Matter]:
    """At a post office for longer than the way through the province may take; what waits to be fetched is not late."""
    rows = (
        Item.objects.open()
        .filter(since__lt=late_since(now), holder_office__kind__in=POST_KINDS, offered_at__isnull=True)
        .exclude(state__in=[ItemState.HELD, ItemState.REGISTERED])
    )
    return (Matter(*row) for row in rows.values_list("id", "holder_office", "since"))


def _overdue(now: datetime) -> Iterable[Matter]:
    """Results that the agency still has past the day it promised."""
    rows = Item.objects.filter(
        leg=Leg.B, state=ItemState.REGISTERED, offered_at__isnull=True, dossier__due_at__lt=now
    ).exclude(dossier__state__in=[*CLOSED, *PAUSING])
    found = rows.values_list("id", "holder_office", "dossier__due_at")
    return (Matter(item, office, since) for item, office, since in found if since)


_LOOKS: Mapping[AlertKind, Callable[[datetime], Iterable[Matter]]] = {
    AlertKind.LIMBO: _in_limbo,
    AlertKind.SLOW: _slow,
    AlertKind.OVERDUE: _overdue,
}


def _sweep(kind: AlertKind, matters: Iterable[Matter], now: datetime) -> Swept:
    """Bring the open alerts of one kind to what holds now. The same matter at a later moment is a new alert."""
    wanted = {matter.item: matter for matter in matters}
    standing = {
        (item, since): alert
        for alert, item, since in Alert.objects.open().filter(kind=kind).values_list("id", "item", "since")
    }
    over = [alert for (item, since), alert in standing.items() if item not in wanted or wanted[item].since != since]
    cleared = 0
    for start in range(0, len(over), CHUNK):
        cleared += Alert.objects.open().filter(pk__in=over[start : start + CHUNK]).update(cleared_at=now)
    fresh = [
        Alert(kind=kind, item_id=matter.item, office_id=matter.office, since=matter.since, raised_at=now)
        for matter in wanted.values()
        if (matter.item, matter.since) not in standing
    ]
    failed = sum(_raise(fresh[start : start + CHUNK]) for start in range(0, len(fresh), CHUNK))
    return Swept(len(fresh) - failed, cleared, failed)


def _raise(alerts: list[Alert]) -> int:
    """Write alerts together, or one by one where one of them cannot be written; gives how many could not."""
    try:
        with transaction.atomic():
            Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    except DatabaseError as problem:
        if len(alerts) == 1:
            log.exception(
                "alert_not_raised", item=str(alerts[0].item_id), kind=alerts[0].kind, error=type(problem).__name__
            )
            return 1
        return sum(_raise([alert]) for alert in alerts)
    return 0
