"""What the staff's pages of this room share."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.errors import NotThere, Refused
from postal_services.web.formats import vn_date
from tracking.custody.web.doors import language, signed_in
from tracking.pickups import policies
from tracking.pickups.models import Pickup
from tracking.pickups.queries import windows

__all__ = [
    "choices_of",
    "day_words",
    "free_windows",
    "note_contacts",
    "note_slip",
    "one",
    "posted_text",
    "said",
    "signed_in",
]

READ = ["contact_name", "contact_phone", "contact_address", "note"]


def one(actor: Actor, code: str) -> Pickup:
    """A pickup that the actor may see; the reading of its sender is noted where it is shown."""
    rows = Pickup.objects.visible_to(actor)
    rows = rows.select_related("office", "committee", "procedure", "unit__parent", "postman", "dossier", "asked_by")
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        raise NotThere
    return found


def note_contacts(actor: Actor, purpose: str, pickups: list[Pickup]) -> None:
    """Note that names, telephones and addresses were shown to whoever collects or books."""
    note_reads(actor, purpose, [each.pk for each in pickups if policies.may_read_contact(actor, each)], READ)


def note_slip(actor: Actor, pickup: Pickup) -> None:
    """Note that a slip with the sender's name and address was shown, to either side."""
    note_reads(actor, "pickup_slip", [pickup.pk], READ)


def free_windows(found: Pickup, now: datetime | None = None) -> list[windows.Window]:
    """Windows of the pickup's own office that still take it."""
    offered = windows.windows(
        found.committee_id, found.procedure_id, [found.office], now or clock.now(), service=found.service
    )
    return [window for window in offered if window.free]


def choices_of(rows: list[windows.Window]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Windows as the choices of a field, under their days."""
    days: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        days.setdefault(day_words(row), []).append((row.value, f"{row.hours} · {row.office_name} · còn {row.free} chỗ"))
    return list(days.items())


def day_words(window: windows.Window) -> str:
    """Thứ ba 06/08/2019."""
    from_monday = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
    return f"{from_monday[window.day.weekday()]} {vn_date(window.day)}"


def said(refused: Refused) -> list[str]:
    """All that a refusal says, field by field, in the language of the page."""
    tongue = language()
    told = [problem.message(tongue) for problems in refused.fields.values() for problem in problems]
    return told or [refused.detail(tongue)]


def posted_text(request: HttpRequest, name: str, most: int = 200) -> str:
    """A field as it was sent, cut to what anybody may send."""
    value: Any = request.POST.get(name, "")
    return str(value)[:most]
