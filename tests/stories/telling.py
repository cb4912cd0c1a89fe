"""What stories share: a world where commits are real, a clock that moves on, and what must be right at the end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import time_machine
from django.test import Client

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.clock import VN
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.cast import Cast, item
from tests.incidents.conftest import numbers
from tests.pickups.world import windows
from tracking.cash.amounts import COLUMNS, Amounts, total_of
from tracking.cash.commands.days import Count, accept_day, close_day
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries.days import sums_of
from tracking.incidents import reader, sweeps
from tracking.incidents.models import Incident
from tracking.journey import queries as journeys


@dataclass(frozen=True, slots=True)
class Story:
    """The people, and the time of the story."""

    cast: Cast
    time: time_machine.Traveller

    def hours_pass(self, hours: float) -> None:
        """Later on the same day."""
        self.time.shift(timedelta(hours=hours))

    def next_morning(self, days: int = 1) -> None:
        """Half past eight, some working days later."""
        day = clock.now().astimezone(VN).date()
        for _ in range(days):
            day += timedelta(days=1)
            while day.isoweekday() > 5:
                day += timedelta(days=1)
        self.time.move_to(datetime(day.year, day.month, day.day, 8, 30, tzinfo=VN))


@contextmanager
def told(cast: Cast) -> Iterator[Story]:
    """A story in the present database of its own, with windows for pickups and the numbers of deadlines."""
    numbers()
    windows("BC-633", capacity=4)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield Story(cast, traveller)
        everything_agrees()


def page(code: str) -> str:
    """The page of the case that an item belongs to, as the citizen's link shows it."""
    answer = Client().get(f"/t/{item(code).dossier.token}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def milestone(code: str) -> str:
    """Where the citizen is told that the case stands."""
    journey = journeys.journey(item(code).dossier.token)
    assert journey is not None
    return str(journey.milestone)


def incidents(*kinds: str) -> list[Incident]:
    """What is open on the exception desk once the feed has been read and the sweep has run; of the kinds named."""
    while reader.relay():
        continue
    assert sweeps.sweep().failed == 0
    found = Incident.objects.standing().select_related("item", "office").order_by("code")
    return list(found.filter(kind__in=kinds) if kinds else found)


def close_all_days(cast: Cast, off: int = 0, reason: str = "") -> list[CashDay]:
    """Everybody counts their day, ``off`` đồng beside what it should be, and somebody else takes the cash over."""
    closed = []
    for day in CashDay.objects.filter(state="open").select_related("person"):
        actor = getattr(cast, day.person.username)
        count = Count(counted=sums_of(day.pk).cash + off, reason=reason)
        done = close_day(actor=actor, code=day.code, count=count)
        if day.office_id == "BC-633" and actor is not cast.may:
            accept_day(actor=cast.may, code=day.code, count=Count(counted=done.counted))
        closed.append(done)
    return closed


def everything_agrees() -> None:
    """Rows are what the ledger says, the chain is whole, and every đồng is found in its lines, column by column."""
    assert [str(found) for each in all_projections() for found in each.differences()] == []
    assert verification.verify().broken is None
    lines = [Amounts(*(line.data[name] for name in COLUMNS)) for line in Line.objects.filter(machine="taking")]
    assert total_of(lines) == total_of(row.amounts for row in Taking.objects.all())


def names_nobody(names: Sequence[str]) -> bool:
    """Whether no line of the ledger holds any of the names, numbers or addresses."""
    data = "\n".join(str(each) for each in Line.objects.values_list("data", flat=True))
    return not [name for name in names if name in data]


def case_of(code: str) -> Dossier:
    """The case of an item, as its row stands now."""
    return item(code).dossier
