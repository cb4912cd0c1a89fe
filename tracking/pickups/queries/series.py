"""Which dated pickups are to be made from the weekly ones."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q

from postal_services import clock
from tracking.pickups.models import Pickup, PickupSeries

from .windows import FORESEEN_DAYS, has_begun, is_worked


def due(now: datetime) -> Iterator[tuple[PickupSeries, date]]:
    """Every series with every day that is still to be made, in order; two statements."""
    today = clock.day_of(now)
    last = today + timedelta(days=FORESEEN_DAYS)
    going = PickupSeries.objects.filter(stopped_at__isnull=True, first_day__lte=last)
    rows = going.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).select_related("unit").order_by("made_at")
    made = set(Pickup.objects.filter(series__isnull=False, day__gte=today).values_list("series", "day"))
    for series in rows:
        for n in range(FORESEEN_DAYS + 1):
            day = today + timedelta(days=n)
            if (series.pk, day) not in made and _meets(series, day, now):
                yield series, day


def _meets(series: PickupSeries, day: date, now: datetime) -> bool:
    within = series.first_day <= day and (series.ends_on is None or day <= series.ends_on)
    return (
        within
        and day.isoweekday() == series.weekday
        and not has_begun(day, series.opens, now)
        and is_worked(day, series.office_id)
    )
