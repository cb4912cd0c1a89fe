"""The cast at work with the numbers that deadlines are reckoned by, and the feed read as the worker reads it."""

from datetime import datetime, timedelta

import pytest
import time_machine

from delegation.registry.models import Parameter
from postal_services import clock
from postal_services.ledger.models import Line
from tests import cast as play
from tests.cast import NOON, Cast, cast, committed_cast, furnished
from tests.journey.conftest import mai, signed_in
from tests.mandates import world
from tracking.incidents import reader, sweeps
from tracking.incidents.models import Incident

__all__ = [
    "NOON", "cast", "committed_cast", "furnished", "mai", "people", "signed_in",
]  # fmt: skip

NUMBERS = {
    "transit_days_in_province": "2",
    "hold_days": "10",
    "complaint_months": "6",
    "complaint_days_in_province": "5",
    "complaint_days_inter_province": "7",
    "compensation_multiple": "4",
    "stage_hours_waiting": "16",
    "stage_hours_round": "8",
    "search_days": "5",
    "stale_days": "15",
    "incident_hours_high": "8",
    "incident_hours_normal": "16",
    "incident_hours_low": "40",
    "escalation_hours": "8",
    "code_stock_percent": "10",
}


def numbers() -> None:
    """The parameters of the room, as the reference data gives them."""
    for key, value in NUMBERS.items():
        Parameter.objects.get_or_create(
            key=key,
            valid_from=world.OLD,
            defaults={"name": key, "value": value, "unit": "giờ", "legal_basis": "Thông lệ (chưa kiểm chứng)"},
        )


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast with the room's numbers."""
    numbers()
    return cast


def read(now: datetime | None = None) -> int:
    """Every line of the ledger, as if the feed gave it: inside one transaction nothing is below the horizon."""
    lines = list(Line.objects.order_by("tx", "stream_id", "seq"))
    return reader.take_in(lines, now=now or clock.now())


def sweep(at: datetime) -> sweeps.Swept:
    """The sweep at a moment."""
    with time_machine.travel(at, tick=False):
        return sweeps.sweep()


def kinds() -> list[str]:
    """Kinds of the incidents that stand."""
    return sorted(Incident.objects.standing().values_list("kind", flat=True))


def missing(cast: Cast, ago: timedelta | None = None) -> Incident:
    """An item of Chư Sê that its post office reports missing, with its incident."""
    code = play.at_post(cast)[0]
    play.scan(cast.lan, code, "report_missing", ago=ago)
    read()
    return Incident.objects.get(kind="missing", item__code=code)
