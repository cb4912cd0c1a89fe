"""A post office that collects, and bookings that are sound."""

from datetime import date, datetime, time
from typing import Any

from delegation.registry.models import Office
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.clock import VN
from tests.mandates.world import EXTRACT, OLD
from tracking.pickups.commands.assignment import assign_pickups
from tracking.pickups.commands.booking import Booking, book_pickup
from tracking.pickups.models import Pickup, SlotRule
from tracking.pickups.steps import Slot

TUESDAY = date(2019, 8, 6)
"""The day after the noon of the cast."""
MORNING = Slot("BC-633", TUESDAY, time(7, 30))
AT_DOOR = datetime(2019, 8, 6, 8, 0, tzinfo=VN)


def windows(office: str = "BC-633", capacity: int = 2) -> list[SlotRule]:
    """A morning and an afternoon window on every working day."""
    return SlotRule.objects.bulk_create(
        SlotRule(
            office=Office.objects.get(pk=office),
            weekday=weekday,
            opens=opens,
            closes=closes,
            capacity=capacity,
            valid_from=OLD,
            modified_at=datetime(2019, 7, 1, tzinfo=VN),
        )
        for weekday in range(1, 6)
        for opens, closes in ((time(7, 30), time(9, 30)), (time(14, 0), time(16, 0)))
    )


def booking(**changes: Any) -> Booking:
    """A sound booking for Tuesday morning."""
    fields: dict[str, Any] = {
        "slot": MORNING,
        "procedure": EXTRACT,
        "unit": "23947",
        "service": "send",
        "name": "Rơ Châm H'Nhung",
        "phone": "0905000001",
        "address": "Làng Ring",
        "note": "Nhà sàn cạnh giọt nước",
    }
    return Booking(**{**fields, **changes})


def book(actor: Actor = NOBODY, now: datetime | None = None, **changes: Any) -> Pickup:
    """A pickup that was asked for."""
    return book_pickup(actor=actor, booking=booking(**changes), now=now)


def given(clerk: Actor, postman: Actor, **changes: Any) -> Pickup:
    """A pickup that a postman was given."""
    return assign_pickups(actor=clerk, codes=[book(**changes).code], postman=postman.username)[0]
