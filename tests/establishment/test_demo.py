"""What the demonstration brings: people in the ledger, announcements that say they are made up, nothing else."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from delegation.establishment import queries
from delegation.establishment.models import Publication, Training
from delegation.registry.models import Office
from postal_services.accounts.models import Device
from postal_services.ledger.models import Line
from tests.cast import Cast


def test_the_demonstration_is_loaded_once(cast: Cast, settings: Settings) -> None:
    settings.POSTAL_EMBEDDED = True
    for _ in range(2):
        call_command("load_demo_establishment", stdout=StringIO())
    lines = Line.objects.filter(machine="publication")
    assert lines.count() == Publication.objects.count() == 4
    assert {tuple(line.flags) for line in lines} == {("simulated",)}
    desk = Office.objects.select_related("unit__parent").get(pk="UB-633")
    ready = queries.establishment(desk, date(2019, 8, 1))
    assert [(each.posted_days, each.regulated_days) for each in ready.procedures] == [(10, 15), (2, 3)]
    assert [person.name for person in ready.people] == ["Hanh"]
    assert not Device.objects.exists()
    assert not Training.objects.exists()


def test_it_stays_away_from_a_server_s_database(cast: Cast, settings: Settings) -> None:
    settings.POSTAL_EMBEDDED = False
    with pytest.raises(CommandError):
        call_command("load_demo_establishment")
    assert not Publication.objects.exists()


def test_lists_are_recorded_by_a_command_that_says_so(cast: Cast) -> None:
    first, second = StringIO(), StringIO()
    call_command("record_establishment", stdout=first)
    call_command("record_establishment", stdout=second)
    assert "posts" in first.getvalue()
    assert second.getvalue() == "Establishment: nothing to record\n"
