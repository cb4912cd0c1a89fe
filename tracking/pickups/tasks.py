"""Work of the pickups room on a timetable; what is owed stands in the database."""

from typing import Any
from uuid import uuid5

import structlog
from celery import shared_task

from postal_services import clock
from postal_services.accounts.actors import NOBODY
from postal_services.errors import Refused
from postal_services.pulse.beats import beats

from .commands.booking import Booking, book_pickup
from .queries import series as reads
from .steps import Slot

EVERY_S = 300
log = structlog.get_logger(__name__)


@shared_task
@beats("make_weekly_pickups", every_seconds=EVERY_S)
def make_weekly_pickups(**_: Any) -> str:
    """Make the dated pickups of the coming days out of the weekly ones; run twice, it makes them once.

    A window that is full or a mandate that has ended leaves that day unmade; the clerks' page shows it.
    """
    made = refused = failed = 0
    for series, day in list(reads.due(clock.now())):
        booking = Booking(
            slot=Slot(series.office_id, day, series.opens),
            procedure=series.procedure_id,
            unit=series.unit.code,
            service=series.service,
            name=series.contact_name,
            phone=series.contact_phone,
            address=series.contact_address,
            note=series.note,
            once=uuid5(series.pk, day.isoformat()),
            series=series,
        )
        try:
            book_pickup(actor=NOBODY, booking=booking)
            made += 1
        except Refused:
            refused += 1
        except Exception as problem:  # one series that cannot be made does not stop the others; it is tried again
            failed += 1
            log.exception("weekly_pickup_failed", series=str(series.pk), day=str(day), error=type(problem).__name__)
    said = f"{made} made, {refused} refused"
    return f"{said}, {failed} failed" if failed else said
