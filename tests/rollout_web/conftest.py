"""The corner of Gia Lai that the tests build, with something on every page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from delegation.registry.models import Office, OfficeKind, Unit, UnitKind
from tests import cast as play
from tests.cast import NOON, Cast
from tests.mandates import world
from tests.rollout import book
from tests.rollout.conftest import asked, cast, fresh_limits, furnished, people
from tests.rollout.world import load_notice
from tracking.rollout.commands.obstacles import Report, report_obstacle
from tracking.rollout.steps import Aim

__all__ = ["asked", "cast", "fresh_limits", "furnished", "people"]

BOARD = "/trien-khai/44-TB-UBND/2"
CALL = "/api/v1/rollout/44-TB-UBND/2"
DONE, STOPPED = book.day(8, 5), book.day(8, 15)
STRANGE = "Huyện <b>Ia O'Đùng</b> & K'Ñai"


@pytest.fixture
def busy(asked: Cast) -> Cast:
    """Chư Sê is complete from 5 August 2019 and sends nothing more, so that it turns back on the 15th; Pleiku has a
    mandate, an obstacle, and said how many cases could have gone."""
    book.lower()
    play.at_post(asked, 3)
    book.furnished(book.day(8, 1))
    book.of_target("acceptance", "accept", DONE)
    book.of_target("statement", "state", book.day(9, 3), month="2019-08", eligible=10, reasons={"price": 7})
    with time_machine.travel(NOON, tick=False):
        report = Report("network", "Đường truyền ở một cửa hay mất.", blocks="devices_enrolled")
        report_obstacle(actor=asked.thuy, aim=Aim("44-TB-UBND", "2", "622"), report=report)
    return asked


@pytest.fixture
def afterwards() -> Iterator[None]:
    """The tests look back from 2020."""
    with time_machine.travel(datetime(2020, 2, 3, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def seventeen(people: Cast) -> Cast:
    """All seventeen districts, most of them with nothing yet, one with a name full of traps."""
    province = Unit.objects.get(code="64")
    for number in range(15):
        name = STRANGE if number == 0 else f"Huyện {number}"
        unit = Unit.objects.create(
            code=f"7{number:02d}", name=name, short_name=name.removeprefix("Huyện "), kind=UnitKind.DISTRICT,
            parent=province, valid_from=world.OLD, valid_to=date(2025, 7, 1),
        )  # fmt: skip
        Office.objects.create(
            code=f"UB-7{number:02d}", name=name, kind=OfficeKind.ONE_STOP, unit=unit, valid_from=world.OLD
        )
    load_notice()
    return people


def page(address: str, client: Client | None = None, **query: str) -> Any:
    """The answer to a visitor, or to ``client``; ``kind`` stands for the kind of evidence."""
    asked = {"bang-chung" if name == "kind" else name: value for name, value in query.items()}
    return (client or Client()).get(address, asked)


def text_of(address: str, client: Client | None = None, **query: str) -> str:
    """The page as text."""
    return str(page(address, client, **query).content.decode())
