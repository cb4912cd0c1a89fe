"""The two mandates of the demonstration."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from delegation.mandates import commands, queries
from delegation.mandates.management.commands import load_demo_mandates
from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from postal_services.accounts.models import User
from postal_services.ledger.models import Line
from tests.mandates import world

pytestmark = pytest.mark.usefixtures("gia_lai")


def test_loading_them_twice_changes_nothing() -> None:
    for _ in range(2):
        call_command("load_demo_mandates", stdout=StringIO())
    assert sorted(Mandate.objects.values_list("committee", "post_office", "state")) == [
        ("UB-622", "BC-622", "in_force"),
        ("UB-633", "BC-633", "in_force"),
    ]
    assert Line.objects.filter(machine="mandate").count() == 6
    assert all("số mẫu" in number for number in Mandate.objects.values_list("number", flat=True))
    first_day = datetime(2019, 8, 1, 1, tzinfo=UTC)
    covering = queries.covering("UB-633", "BC-633", world.EXTRACT, first_day)
    assert covering is not None
    assert covering.state == MandateState.IN_FORCE


def test_a_run_that_stopped_half_way_is_carried_on() -> None:
    draft = commands.draft_mandate(actor=world.hanh(), drafting=world.drafting(load_demo_mandates.DEMO[0][2]))
    call_command("load_demo_mandates", stdout=StringIO())
    draft.refresh_from_db()
    assert draft.state == MandateState.IN_FORCE
    assert Mandate.objects.count() == 2


def test_the_pages_speak_english_where_asked() -> None:
    mandate = world.mandate_in_force()
    client = Client()
    client.force_login(User.objects.get(pk=world.hanh().user_id))
    client.get("/ngon-ngu/en")
    page = client.get(f"/van-ban/{mandate.pk}").content.decode()
    assert "Delegated procedures" in page
    assert "Receiving post office" in page
