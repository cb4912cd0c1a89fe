"""The whole way out: a real case by real commands, its facts over real HTTP, and what the receiver can do with them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import Settings

from integrations import facts, tasks
from integrations.commands.deliveries import ping_endpoint, replay_set_aside
from integrations.commands.partners import (
    NewEndpoint,
    NewPartner,
    register_endpoint,
    register_partner,
    rotate_secret,
)
from integrations.models import Attempt, Delivery, Endpoint
from integrations.retention import purge
from integrations.sandbox.faults import Fault, Order
from integrations.sandbox.receiver import Sandbox
from integrations.states import DeliveryState
from postal_services import clock
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.pulse.models import Heartbeat
from tests.dossiers.desk import slip
from tests.mandates import world
from tracking.custody.commands.hand_over import (
    CounterSignature,
    countersign_hand_over,
    draft_hand_over,
    propose_hand_over,
)
from tracking.custody.commands.lodge import LodgedDossier, lodge_dossiers
from tracking.custody.commands.scan import Batch, Scan, record_scans
from tracking.custody.item_codes import give_block
from tracking.custody.states import Verdict

from .conftest import wait_for_the_horizon

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def chu_se(committed_db: None) -> Iterator[None]:
    """Chư Sê with a mandate in force and a block of item codes, from noon of Monday 5 August 2019 on."""
    with time_machine.travel(world.NOON, tick=True):
        world.build()
        world.mandate_in_force()
        give_block("UB-633", 100, on=date(2019, 8, 1))
        yield


def _listening(sandbox: Sandbox, name: str, *offices: str) -> Endpoint:
    now, quan = clock.now(), world.tinh()
    register_partner(quan, NewPartner(name, f"Đối tác {name}", offices=offices), now=now)
    made = register_endpoint(quan, NewEndpoint(name, sandbox.url(name)), now=now)
    sandbox.knows(name, made.secret)
    return made.row


@pytest.fixture
def trusting(settings: Settings, sandbox: Sandbox) -> None:
    """The operator trusts the sandbox."""
    settings.WEBHOOK_TRUSTED = [sandbox.key]


def _lodged() -> LodgedDossier:
    (lodged,) = lodge_dossiers(actor=world.hanh(), lodgings=[slip()])
    assert not isinstance(lodged, Refused)
    return lodged


def _handed_over(item: str) -> str:
    code = draft_hand_over(actor=world.hanh(), giver="UB-633", receiver="BC-633", items=[item]).code
    propose_hand_over(actor=world.hanh(), code=code)
    countersign_hand_over(actor=world.lan(), code=code, signature=CounterSignature({item: Verdict.RECEIVED}))
    return code


def _scanned(item: str, *actions: str) -> None:
    for action in actions:
        proof = {"name": "R.", "relation": "self"} if action == "deliver" else None
        scan = Scan(id=uuid7(), code=item, action=action, occurred_at=clock.now(), office="BC-633", proof=proof)
        (result,) = record_scans(actor=world.lan(), batch=Batch(scans=[scan]))
        assert result.refusal is None, result


def _relay_and_send() -> None:
    wait_for_the_horizon()
    tasks.relay_feed()
    tasks.send_deliveries()


@pytest.mark.usefixtures("chu_se", "trusting")
def test_a_case_is_told_to_its_partner_from_lodging_to_the_door(sandbox: Sandbox) -> None:
    _listening(sandbox, "chu-se", "UB-633")
    _listening(sandbox, "pleiku", "UB-622")
    lodged = _lodged()
    item = lodged.items[0].code
    hand_over = _handed_over(item)
    _scanned(item, "take_out", "deliver")
    _relay_and_send()

    calls = sandbox.received("chu-se")
    case = [call for call in calls if call.case == lodged.dossier.code]
    assert [call.body["type"] for call in case] == [
        "dossiers.lodged.v1",
        "custody.item_accepted.v1",
        "dossiers.finished.v1",
        "custody.item_out_for_delivery.v1",
        "custody.item_delivered.v1",
        "dossiers.given_back.v1",
    ]
    assert [call.sequence for call in case] == [1, 2, 3, 4, 5, 6]
    assert case[-2].body["data"]["item"] == item
    assert case[-2].body["data"]["url"].endswith(f"/api/v1/items/{item}")
    assert case[0].body["data"]["url"].endswith(f"/api/v1/dossiers/{lodged.dossier.code}")
    settled = [call for call in calls if call.body["type"] == "custody.hand_over_settled.v1"]
    assert [call.body["data"]["url"].rsplit("/", 1)[1] for call in settled] == [hand_over]
    assert all(call.verified == 1 for call in calls)
    assert sandbox.received("pleiku") == []


@pytest.mark.usefixtures("chu_se", "trusting")
def test_no_message_holds_anything_about_the_citizen(sandbox: Sandbox) -> None:
    _listening(sandbox, "chu-se", "UB-633")
    lodged = _lodged()
    _handed_over(lodged.items[0].code)
    _relay_and_send()
    said = " ".join(f"{call.body} {call.headers}" for call in sandbox.received("chu-se"))
    assert said
    for private in ("Nhung", "0905000001", "905000001", "Làng Ring", lodged.dossier.token):
        assert private not in said


@pytest.mark.usefixtures("chu_se", "trusting")
def test_what_was_set_aside_is_sent_again_by_a_button_with_its_number(sandbox: Sandbox) -> None:
    endpoint = _listening(sandbox, "chu-se", "UB-633")
    sandbox.order("chu-se", Order(Fault.STATUS, times=4, status=400))
    _lodged()
    wait_for_the_horizon()
    tasks.relay_feed()
    for _ in range(5):
        with time_machine.travel(clock.now() + timedelta(minutes=30)):
            tasks.send_deliveries()
            Delivery.objects.update(due_at=clock.now() - timedelta(hours=1))
            Endpoint.objects.get(pk=endpoint.pk).queues.update(due_at=clock.now() - timedelta(hours=1))
    assert Delivery.objects.get(fact="dossiers.lodged.v1").state == DeliveryState.SET_ASIDE
    assert replay_set_aside(world.tinh(), endpoint.pk, now=clock.now()) == 1
    tasks.send_deliveries()
    ids = {call.webhook_id for call in sandbox.received("chu-se")}
    assert len(ids) == 1
    assert Delivery.objects.get(fact="dossiers.lodged.v1").state == DeliveryState.SETTLED


@pytest.mark.usefixtures("chu_se", "trusting")
def test_a_changed_secret_and_a_ping_reach_the_receiver(sandbox: Sandbox) -> None:
    endpoint = _listening(sandbox, "chu-se", "UB-633")
    old = endpoint.secrets.get().secret
    new = rotate_secret(world.tinh(), endpoint.pk, now=clock.now()).secret
    sandbox.knows("chu-se", old, new)
    ping_endpoint(world.tinh(), endpoint.pk, now=clock.now())
    tasks.send_deliveries()
    (call,) = sandbox.received("chu-se")
    assert (call.verified, call.body["type"]) == (2, facts.PING)


@pytest.mark.usefixtures("chu_se", "trusting")
def test_the_periodic_tasks_leave_heartbeats_and_take_arguments_of_other_versions(sandbox: Sandbox) -> None:
    wait_for_the_horizon()
    assert tasks.relay_feed(asked_by="a newer release") > 0
    assert tasks.relay_feed() == 0
    assert tasks.send_deliveries(asked_by="a newer release") == 0
    assert tasks.purge_attempts(asked_by="a newer release") == 0
    assert set(Heartbeat.objects.values_list("name", flat=True)) >= {"relay_feed", "send_deliveries", "purge_attempts"}


@pytest.mark.usefixtures("chu_se", "trusting")
def test_a_sender_without_a_free_seat_leaves_the_work_to_the_one_who_sits_there(sandbox: Sandbox) -> None:
    endpoint = _listening(sandbox, "chu-se", "UB-633")
    ping_endpoint(world.tinh(), endpoint.pk, now=clock.now())
    cache.add("integrations/sender/0", 1, timeout=60)
    assert tasks.send_deliveries() == 0
    assert sandbox.received("chu-se") == []
    cache.delete("integrations/sender/0")
    assert tasks.send_deliveries() == 1
    assert cache.get("integrations/sender/0") is None


@pytest.mark.usefixtures("chu_se", "trusting")
def test_what_was_sent_long_ago_is_taken_away_and_what_is_owed_stays(sandbox: Sandbox) -> None:
    endpoint = _listening(sandbox, "chu-se", "UB-633")
    for _ in range(3):
        ping_endpoint(world.tinh(), endpoint.pk, now=clock.now())
    tasks.send_deliveries()
    ping_endpoint(world.tinh(), endpoint.pk, now=clock.now())
    later = clock.now() + timedelta(days=31)
    assert purge(later, batch=2) == 2
    assert purge(later, batch=2) == 1
    assert Attempt.objects.count() == 0
    assert Delivery.objects.count() == 4
    purge(clock.now() + timedelta(days=91))
    assert list(Delivery.objects.values_list("state", flat=True)) == [DeliveryState.OWED]
