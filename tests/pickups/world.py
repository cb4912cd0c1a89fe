"""A post office that collects, and bookings that are sound."""

import io
from datetime import UTC, date, datetime, time
from typing import Any

from PIL import Image, ImageDraw

from delegation.registry.models import Office
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.clock import VN
from postal_services.documents import pictures
from tests.cast import Cast
from tests.mandates.world import EXTRACT, OLD
from tracking.cash.amounts import Amounts
from tracking.pickups.commands.assignment import assign_pickups
from tracking.pickups.commands.booking import Booking, book_pickup
from tracking.pickups.commands.collection import Collected, Collection, Found, collect_pickup
from tracking.pickups.models import Pickup, SlotRule
from tracking.pickups.steps import Slot

TUESDAY = date(2019, 8, 6)
"""The day after the noon of the cast."""
MORNING = Slot("BC-633", TUESDAY, time(7, 30))
AT_DOOR = datetime(2019, 8, 6, 1, 0, tzinfo=UTC)


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


def drawn(mark: int = 0) -> bytes:
    """A signature as the glass gives it: two strokes of ink on nothing."""
    picture = Image.new("RGBA", (640, 240), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.line([(60, 180), (180, 50), (260, 190), (400 + mark, 70)], fill=(11, 27, 43, 255), width=5)
    pen.line([(120, 120), (520, 130)], fill=(11, 27, 43, 255), width=4)
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()


def signature(mark: int = 0) -> bytes:
    """The same as it is kept."""
    return pictures.signature_png(drawn(mark))


def collecting(**changes: Any) -> Collection:
    """A sound collection of both papers of the extract, all paid."""
    fields: dict[str, Any] = {
        "found": {1: Found(1), 2: Found(1)},
        "weight_g": 80,
        "seal": "np 000123",
        "sender_signature": signature(),
        "postman_signature": signature(20),
        "amounts": Amounts(8_000, 26_000, 8_000),
    }
    return Collection(**{**fields, **changes})


def collected(cast: Cast, pickup: Pickup, now: datetime = AT_DOOR, **changes: Any) -> Collected:
    """What came of a visit of Tiến."""
    return collect_pickup(actor=cast.tien, code=pickup.code, collection=collecting(**changes), now=now)
