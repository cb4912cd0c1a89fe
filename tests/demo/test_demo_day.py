"""The demonstration's day, played once on a database of its own."""

import re
from collections import Counter
from datetime import datetime

import pytest
import time_machine
from django.core.management import CommandError
from pytest_django import Settings

from delegation.dossiers.models import Channel, Dossier, DossierDraft
from postal_services import clock
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.demo.conftest import told
from tracking.custody.models import HandOver, Item, Scan
from tracking.custody.states import Action

PROMISED = {
    Action.REGISTER,
    Action.OFFER,
    Action.ACCEPT,
    Action.CONTEST,
    Action.SETTLE,
    Action.DAMAGE,
    Action.DISPATCH,
    Action.ARRIVE,
    Action.TAKE_OUT,
    Action.DELIVER,
    Action.FAIL,
    Action.HOLD,
    Action.SEND_BACK,
    Action.HAND_BACK,
    Action.HAND_IN,
    Action.NOTE,
    Action.OPEN_SEAL,
}


@pytest.mark.slow
def test_a_day_holds_everything_that_was_promised_and_leaves_a_whole_ledger(gia_lai: None) -> None:
    said = told("demo_day", "--fast", "--dossiers", 40, "--seed", 4)

    assert set(Line.objects.filter(machine="item").values_list("action", flat=True)) >= {str(each) for each in PROMISED}
    flags = {flag for flags in Line.objects.values_list("flags", flat=True) for flag in flags}
    assert {"forced", "late", "damaged", "disputed", "seal_opened"} <= flags
    assert set(Scan.objects.values_list("outcome", flat=True)) == {"recorded", "flagged", "refused"}
    machines = set(Line.objects.values_list("machine", flat=True))
    assert {"pickup", "taking", "bag", "round", "cash_day", "reconciliation"} <= machines
    states = Counter(Item.objects.values_list("state", flat=True))
    assert {"delivered", "returned", "handed_in", "held", "registered"} <= set(states)
    assert Counter(HandOver.objects.values_list("state", flat=True))["proposed"] == 1
    assert not HandOver.objects.filter(state="disputed").exists()
    assert DossierDraft.objects.count() == 2
    assert set(Dossier.objects.values_list("channel", flat=True)) == {Channel.SIMULATION}
    assert Dossier.objects.count() == 41  # one of them fetched at the citizen's home
    _is_whole()
    assert re.search(r"/t/[0-9BCGHKMNPQTV]{16}", said)
    assert "Sổ cái đúng" in said


@pytest.mark.slow
def test_people_of_chu_se_and_pleiku_hold_what_the_day_gave_them(gia_lai: None) -> None:
    told("demo_day", "--fast", "--dossiers", 24)

    arrived = Item.objects.get(state="arrived", dossier__committee="UB-633")
    assert (arrived.holder_office_id, arrived.holder_person.username if arrived.holder_person else "") == (
        "BC-622",
        "minh",
    )
    in_limbo = Item.objects.filter(offered_in__isnull=False)
    assert {item.holder_office_id for item in in_limbo} == {"UB-633"}
    assert in_limbo.count() == 2
    old = Scan.objects.filter(skew_ms__gte=60_000)
    assert old.count() == 6
    assert all(scan.occurred_at < scan.received_at for scan in old)


@pytest.mark.slow
def test_a_second_day_brings_new_dossiers_and_changes_none_of_the_first(gia_lai: None) -> None:
    told("demo_day", "--fast", "--dossiers", 24)
    first = set(Dossier.objects.values_list("code", "modified_at"))
    told("demo_day", "--fast", "--dossiers", 24)

    assert Dossier.objects.count() == 2 * (24 + 1)
    assert first < set(Dossier.objects.values_list("code", "modified_at"))
    _is_whole()


@pytest.mark.slow
@pytest.mark.parametrize(
    "now",
    [
        datetime(2020, 1, 25, 20, tzinfo=clock.VN),  # the first day of Tết
        datetime(2019, 9, 8, 5, tzinfo=clock.VN),  # before dawn on a Sunday: the story fills the night
    ],
)
def test_the_day_can_be_played_at_any_hour_of_any_day(gia_lai: None, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        told("demo_day", "--fast", "--dossiers", 24)
    assert Item.objects.filter(state="delivered").count() > 4
    _is_whole()


def test_a_servers_database_is_left_alone(db: None, settings: Settings) -> None:
    settings.POSTAL_EMBEDDED = False

    with pytest.raises(CommandError, match=r"(?s)cơ sở dữ liệu nhúng.*embedded database"):
        told("demo_day", "--fast")


@pytest.mark.parametrize("number", [-3, 0, 5, 100_000])
def test_a_day_has_a_sensible_number_of_dossiers(db: None, settings: Settings, number: int) -> None:
    settings.POSTAL_EMBEDDED = True

    with pytest.raises(CommandError, match=r"Số hồ sơ phải từ 24 đến 2,000"):
        told("demo_day", "--fast", f"--dossiers={number}")


def test_without_the_cast_it_says_what_to_run_first(db: None, settings: Settings) -> None:
    settings.POSTAL_EMBEDDED = True

    with pytest.raises(CommandError, match=r"load_demo"):
        told("demo_day", "--fast")


def _is_whole() -> None:
    verdict = verification.verify()
    assert verdict.broken is None
    assert verdict.checkpoints
    assert [str(found) for projection in all_projections() for found in projection.differences()] == []
