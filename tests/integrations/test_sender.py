"""Sending what is owed, over real HTTP, against a receiver that misbehaves."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections

from integrations import claims
from integrations.models import Attempt, CaseQueue, Delivery, Endpoint, EndpointSecret, Notice
from integrations.sandbox.faults import Fault, Order
from integrations.sandbox.receiver import Received, Sandbox
from integrations.settling import Ended, settle
from integrations.states import DeliveryState, DisabledReason, NoticeKind, Outcome
from postal_services import clock

from .conftest import Office, expire_leases, hurry, listening, new_secret, owe

pytestmark = pytest.mark.usefixtures("committed_db")


def _first_arrivals(received: list[Received]) -> dict[str, list[int]]:
    """The sequences of each case in the order in which their first copies arrived."""
    seen: dict[str, list[int]] = {}
    for call in received:
        if not call.seen_before:
            seen.setdefault(call.case, []).append(call.sequence)
    return seen


def test_a_delivery_arrives_signed_and_is_settled(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "mot-cua")
    (delivery,) = owe(endpoint, "G16-190805-0001")
    office.sender().run(budget_s=10)
    (call,) = sandbox.received("mot-cua")
    assert call.verified == 1
    assert call.webhook_id == str(delivery.pk)
    assert call.body == {
        "type": "custody.item_delivered.v1",
        "timestamp": "2019-08-05T02:00:00.000Z",
        "data": {
            "case": "G16-190805-0001",
            "sequence": 1,
            "item": "HC473124829VN",
            "state": "delivered",
            "url": "https://example.vn/api/v1/dossiers/G16-190805-0001",
            "simulated": False,
        },
    }
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SETTLED
    assert delivery.settled_at is not None
    attempt = Attempt.objects.get(delivery=delivery)
    assert (attempt.number, attempt.outcome, attempt.http_status) == (1, Outcome.ACCEPTED, 200)
    assert CaseQueue.objects.get(pk=delivery.queue_id).due_at is None


def test_the_order_of_each_case_is_kept_under_faults_and_several_senders(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    for case in ("K'Dang-1", "Ia Rbol-2", "Chư HDrông-3"):
        owe(endpoint, case, 8)
    sandbox.order(
        "a",
        Order(Fault.STATUS, times=3, status=500),
        Order(Fault.HALF, times=2),
        Order(Fault.HANG_UP, times=2),
        Order(Fault.TWICE, times=2),
        Order(Fault.HOLD_BACK, times=3, seconds=0.3),
        Order(Fault.STATUS, times=2, status=429, retry_after="1"),
    )

    done = threading.Event()

    def work() -> None:
        try:
            while not done.wait(0.02):
                office.sender().run(budget_s=30)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(1200):
            if not Delivery.objects.standing().exists():
                break
            hurry()
            done.wait(0.05)
    finally:
        done.set()
        for thread in threads:
            thread.join(60)
    received = sandbox.received("a")
    assert _first_arrivals(received) == {case: list(range(1, 9)) for case in ("K'Dang-1", "Ia Rbol-2", "Chư HDrông-3")}
    assert all(call.verified == 1 for call in received)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SETTLED}
    assert Attempt.objects.count() == len(received)


def test_a_dead_and_a_slow_partner_do_not_delay_another(office: Office, sandbox: Sandbox) -> None:
    dead = listening(sandbox, "chet", url="http://127.0.0.1:1/hook/chet")
    slow = listening(sandbox, "cham")
    quick = listening(sandbox, "nhanh")
    sandbox.order("cham", Order(Fault.HANG, times=None, seconds=1.0))
    for number in range(30):
        owe(dead, f"D-{number}")
        owe(slow, f"S-{number}")
    for number in range(30):
        owe(quick, f"Q-{number}")
    office.sender().run(budget_s=60)
    assert len(sandbox.received("nhanh")) == 30
    assert Delivery.objects.filter(endpoint=quick, state=DeliveryState.SETTLED).count() == 30
    last_of_quick = Attempt.objects.filter(delivery__endpoint=quick).order_by("-at").values_list("at", flat=True)[0]
    waiting_then = Attempt.objects.filter(delivery__endpoint=slow, at__gt=last_of_quick).count()
    never_tried = Delivery.objects.filter(endpoint=slow, attempts=0).count()
    assert waiting_then + never_tried > 0
    assert not Delivery.objects.filter(endpoint__in=[dead, slow], state=DeliveryState.SETTLED).exists()


def test_no_endpoint_gets_more_than_its_share_of_calls_at_once(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    for number in range(20):
        owe(endpoint, f"C-{number}")
    now = clock.now()
    first = claims.claim(limit=8, now=now)
    assert len(first) == claims.AT_ONCE
    assert claims.claim(limit=8, now=now) == []


def test_endpoints_take_turns(office: Office, sandbox: Sandbox) -> None:
    loud, quiet = listening(sandbox, "loud"), listening(sandbox, "quiet")
    for number in range(20):
        owe(loud, f"L-{number}")
    owe(quiet, "Q-1")
    taken = claims.claim(limit=2, now=clock.now())
    assert {parcel.endpoint for parcel in taken} == {loud.pk, quiet.pk}


def test_no_transaction_is_open_while_a_partner_is_waited_for(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    owe(endpoint, "C-1")
    states: list[str] = []
    name = connection.settings_dict["NAME"]

    def look(_name: str, _call: Received) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT state FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [name]
                )
                states.extend(row[0] for row in cursor.fetchall())
        finally:
            connection.close()

    sandbox.desk.on_call = look
    office.sender().run(budget_s=10)
    assert states == ["idle"]


def test_a_sender_killed_between_send_and_settle_sends_again_with_the_same_id(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    first, second = owe(endpoint, "C-1", 2)
    sandbox.order("a", Order(Fault.HANG, times=1, seconds=20))
    script = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        f"connection.settings_dict['NAME'] = {connection.settings_dict['NAME']!r}\n"
        "from integrations.connectors.webhook.client import WebhookConnector\n"
        "from integrations.connectors.webhook.guard import Guard\n"
        "from integrations.sender import Sender\n"
        f"guard = Guard(trusted=frozenset({{{sandbox.key!r}}}))\n"
        "Sender({'webhook': WebhookConnector(guard=guard)}).run(budget_s=30)\n"
    )
    arrived = threading.Event()
    sandbox.desk.on_call = lambda _name, _call: arrived.set()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "postal_services.settings"}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment)
    assert arrived.wait(120)
    process.send_signal(signal.SIGKILL)
    process.wait(10)

    office.sender().run(budget_s=10)
    assert len(sandbox.received("a")) == 1, "the lease of the dead sender still stands"
    expire_leases()
    office.sender().run(budget_s=10)
    assert [call.webhook_id for call in sandbox.received("a")] == [str(first.pk), str(first.pk), str(second.pk)]
    outcomes = Attempt.objects.filter(delivery=first).order_by("number").values_list("outcome", flat=True)
    assert list(outcomes) == [Outcome.INTERRUPTED, Outcome.ACCEPTED]


def test_a_sender_that_was_overtaken_cannot_settle(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    (delivery,) = owe(endpoint, "C-1")
    (late,) = claims.claim(limit=1, now=clock.now())
    expire_leases()
    (current,) = claims.claim(limit=1, now=clock.now())
    answer = office.connector().send(late.message)
    assert not settle(late, Ended(answer, 5), now=clock.now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CLAIMED
    assert settle(current, Ended(answer, 5), now=clock.now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SETTLED


def test_410_ends_the_endpoint_and_tells_its_owner(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    owe(endpoint, "C-1", 3)
    owe(endpoint, "C-2", 1)
    sandbox.order("a", Order(Fault.STATUS, times=None, status=410))
    office.sender(threads=1).run(budget_s=10)
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.disabled_reason) == (False, DisabledReason.GONE)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.GONE}
    assert Notice.objects.get(endpoint=endpoint).kind == NoticeKind.GONE
    assert len(sandbox.received("a")) == 1


def test_a_failed_delivery_waits_longer_each_time_and_the_rest_of_its_case_waits_behind_it(
    office: Office, sandbox: Sandbox
) -> None:
    endpoint = listening(sandbox, "a")
    first, second = owe(endpoint, "C-1", 2)
    sandbox.order("a", Order(Fault.STATUS, times=None, status=503))
    waits = []
    for _ in range(3):
        office.sender().run(budget_s=10)
        first.refresh_from_db()
        waits.append(first.due_at - Attempt.objects.filter(delivery=first).latest("number").at)
        hurry()
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=5)
    second.refresh_from_db()
    assert second.attempts == 0


def test_retry_after_is_obeyed_within_its_bounds(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    (delivery,) = owe(endpoint, "C-1")
    sandbox.order(
        "a", Order(Fault.STATUS, status=429, retry_after="600"), Order(Fault.STATUS, status=503, retry_after="864000")
    )
    office.sender().run(budget_s=10)
    delivery.refresh_from_db()
    endpoint.refresh_from_db()
    assert endpoint.resting_until is not None
    assert timedelta(seconds=590) < endpoint.resting_until - clock.now() < timedelta(seconds=601)
    assert delivery.due_at - clock.now() > timedelta(seconds=590)
    hurry()
    office.sender().run(budget_s=10)
    endpoint.refresh_from_db()
    assert endpoint.resting_until is not None
    assert endpoint.resting_until - clock.now() <= timedelta(hours=1)


def test_after_three_days_a_delivery_is_set_aside_and_its_case_goes_on_with_a_gap(
    office: Office, sandbox: Sandbox
) -> None:
    endpoint = listening(sandbox, "a")
    first, second, third = owe(endpoint, "C-1", 3)
    other = owe(endpoint, "C-2", 1)[0]
    sandbox.order("a", Order(Fault.STATUS, times=2, status=500, case="C-1"))
    office.sender().run(budget_s=10)
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        hurry()
        office.sender().run(budget_s=10)
    for delivery in (first, second, third, other):
        delivery.refresh_from_db()
    assert [one.state for one in (first, second, third)] == ["set_aside", "settled", "settled"]
    calls = [call for call in sandbox.received("a") if call.case == "C-1"]
    assert [(call.sequence, call.body["data"].get("gap")) for call in calls] == [
        (1, None),
        (1, None),
        (2, True),
        (3, None),
    ]
    endpoint.refresh_from_db()
    assert endpoint.active is False or other.state == DeliveryState.SETTLED


def test_an_endpoint_that_took_nothing_for_three_days_is_switched_off_and_loses_nothing(
    office: Office, sandbox: Sandbox
) -> None:
    endpoint = listening(sandbox, "a")
    owe(endpoint, "C-1", 2)
    sandbox.order("a", Order(Fault.STATUS, times=None, status=500))
    office.sender().run(budget_s=10)
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        hurry()
        office.sender().run(budget_s=10)
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.disabled_reason) == (False, DisabledReason.FAILING)
    assert list(Delivery.objects.order_by("sequence").values_list("state", flat=True)) == ["set_aside", "owed"]
    assert set(Notice.objects.values_list("kind", flat=True)) == {NoticeKind.FAILING, NoticeKind.SET_ASIDE}


def test_a_message_called_wrong_is_set_aside_after_a_few_tries(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    first, second = owe(endpoint, "C-1", 2)
    sandbox.order("a", Order(Fault.STATUS, times=4, status=422, text="gọi 0905 000 001 hoặc a@b.vn"))
    for _ in range(5):
        office.sender().run(budget_s=10)
        hurry()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.last_error, first.attempts) == (DeliveryState.SET_ASIDE, "http_422", 4)
    assert second.state == DeliveryState.SETTLED
    excerpt = Attempt.objects.filter(delivery=first)[0].excerpt
    assert "0905" not in excerpt
    assert "a@b.vn" not in excerpt
    endpoint.refresh_from_db()
    assert endpoint.active


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order(Fault.HANG, seconds=5), "timeout"),
        (Order(Fault.DRIP, seconds=0.2), "timeout"),
        (Order(Fault.HANG_UP), "broken_answer"),
        (Order(Fault.HALF), "broken_answer"),
        (Order(Fault.REDIRECT, location="http://127.0.0.1:1/x"), "redirect_refused"),
        (Order(Fault.STATUS, status=404), "http_404"),
    ],
)
def test_every_fault_of_a_receiver_is_a_failed_attempt_with_a_code(
    office: Office, sandbox: Sandbox, order: Order, code: str
) -> None:
    endpoint = listening(sandbox, "a")
    (delivery,) = owe(endpoint, "C-1")
    sandbox.order("a", order)
    office.sender().run(budget_s=10)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.OWED, code)
    assert Attempt.objects.get(delivery=delivery).outcome == Outcome.RETRYABLE


def test_an_endless_answer_is_not_read_to_its_end(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    (delivery,) = owe(endpoint, "C-1")
    sandbox.order("a", Order(Fault.HUGE))
    office.sender().run(budget_s=10)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SETTLED


def test_while_a_secret_changes_both_sign(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    old = endpoint.secrets.get()
    new = new_secret()
    now = clock.now()
    EndpointSecret.objects.filter(pk=old.pk).update(expires_at=now + timedelta(hours=1))
    EndpointSecret.objects.create(endpoint=endpoint, secret=new, created_at=now)
    sandbox.knows("a", old.secret, new)
    owe(endpoint, "C-1")
    office.sender().run(budget_s=10)
    assert sandbox.received("a")[-1].verified == 2
    EndpointSecret.objects.filter(pk=old.pk).update(expires_at=now)
    owe(endpoint, "C-1")
    office.sender().run(budget_s=10)
    last = sandbox.received("a")[-1]
    assert last.verified == 1
    assert len(last.headers["webhook-signature"].split(" ")) == 1


def test_a_failing_endpoint_rests_between_probes(office: Office, sandbox: Sandbox) -> None:
    endpoint = listening(sandbox, "a")
    for number in range(10):
        owe(endpoint, f"C-{number}")
    sandbox.order("a", Order(Fault.STATUS, times=None, status=500))
    office.sender().run(budget_s=10)
    tried = len(sandbox.received("a"))
    assert tried < 10
    endpoint.refresh_from_db()
    assert endpoint.resting_until is not None
    Endpoint.objects.update(resting_until=clock.now())
    office.sender().run(budget_s=10)
    assert len(sandbox.received("a")) == tried + 1


def test_a_connector_that_breaks_its_promise_stops_nobody_else(office: Office, sandbox: Sandbox) -> None:
    broken, fine = listening(sandbox, "broken"), listening(sandbox, "fine")
    Endpoint.objects.filter(pk=broken.pk).update(connector="unknown")
    owe(broken, "C-1")
    owe(fine, "C-2", stream=uuid4())
    office.sender().run(budget_s=10)
    assert Delivery.objects.get(endpoint=broken).last_error == "connector_broke"
    assert Delivery.objects.get(endpoint=fine).state == DeliveryState.SETTLED
