"""From the ledger's feed to what is owed: nothing lost, nothing doubled, in the order of the case."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from integrations import facts, subscriber
from integrations.models import Delivery, Endpoint, EndpointSecret, Partner
from integrations.states import DisabledReason
from postal_services import clock
from postal_services.ids import uuid7
from postal_services.ledger import feed, writer
from postal_services.ledger.models import Consumer

from .conftest import new_secret, wait_for_the_horizon

pytestmark = pytest.mark.usefixtures("committed_db")

WAY = (
    ("register", "", "registered"),
    ("accept", "registered", "accepted"),
    ("dispatch", "accepted", "in_transit"),
    ("arrive", "in_transit", "arrived"),
    ("take_out", "arrived", "out_for_delivery"),
    ("deliver", "out_for_delivery", "delivered"),
)
TOLD = [facts.fact_of("item", action, after) for action, _, after in WAY[1:]]


def _subscriber(name: str, *offices: str, wants: tuple[str, ...] = facts.KNOWN) -> Endpoint:
    now = clock.now()
    partner = Partner.objects.create(code=name, name=name, kind="agency", offices=list(offices), created_at=now)
    url = f"https://{name}.vn/hook"
    endpoint = Endpoint.objects.create(partner=partner, url=url, facts=list(wants), created_at=now)
    EndpointSecret.objects.create(endpoint=endpoint, secret=new_secret(), created_at=now)
    return endpoint


def _case(code: str) -> UUID:
    with transaction.atomic():
        return writer.open_stream("case", code, at=clock.now(), stream_id=uuid7())


def _entry(stream: UUID, item: UUID, step: int, office: str) -> writer.Entry:
    action, before, after = WAY[step]
    return writer.Entry(
        stream=stream,
        machine="item",
        action=action,
        from_state=before,
        to_state=after,
        subject=item,
        occurred_at=clock.now(),
        office=office,
    )


def _walk(stream: UUID, steps: range, office: str = "UB-633", item: UUID | None = None) -> UUID:
    item = item or uuid7()
    with transaction.atomic():
        heads = writer.lock([stream])
        writer.append(heads, [_entry(stream, item, step, office) for step in steps], recorded_at=clock.now())
    return item


def _relay_all(limit: int = 500) -> None:
    wait_for_the_horizon()
    while subscriber.relay(limit=limit):
        continue


def _told(endpoint: Endpoint, stream: UUID) -> list[tuple[int, str]]:
    found = Delivery.objects.filter(endpoint=endpoint, stream=stream).order_by("sequence")
    return [(delivery.sequence, delivery.fact) for delivery in found]


def test_every_fact_of_a_case_is_owed_once_in_order_with_numbers_without_holes() -> None:
    endpoint = _subscriber("chu-se", "UB-633")
    stream = _case("G16-190805-0001")
    _walk(stream, range(6))
    _relay_all()
    assert _told(endpoint, stream) == list(enumerate(TOLD, start=1))
    body = Delivery.objects.filter(stream=stream).latest("sequence").body
    assert body["data"]["case"] == "G16-190805-0001"
    assert (body["data"]["state"], body["data"]["sequence"]) == ("delivered", 5)
    assert body["data"]["url"].endswith("/api/v1/dossiers/G16-190805-0001")
    assert set(body) == {"type", "timestamp", "data"}
    assert set(body["data"]) == {"case", "sequence", "item", "state", "url", "simulated"}


def test_a_partner_hears_only_of_its_offices_and_of_what_it_subscribed_to() -> None:
    chu_se, phu_thien = _subscriber("chu-se", "UB-633"), _subscriber("an-khe", "UB-623")
    picky = _subscriber("chi-phat", "UB-633", wants=("custody.item_delivered.v1",))
    ours, theirs = _case("C-633"), _case("C-623")
    _walk(ours, range(6), "UB-633")
    _walk(theirs, range(6), "UB-623")
    _relay_all()
    assert len(_told(chu_se, ours)) == 5
    assert _told(chu_se, theirs) == []
    assert _told(phu_thien, ours) == []
    assert _told(picky, ours) == [(1, "custody.item_delivered.v1")]


def test_a_relay_that_dies_before_its_commit_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = _subscriber("chu-se", "UB-633")
    stream = _case("C-1")
    _walk(stream, range(6))
    real = feed.Cursor.advance

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(feed.Cursor, "advance", die)
    wait_for_the_horizon()
    with pytest.raises(KeyboardInterrupt):
        subscriber.relay()
    assert not Delivery.objects.exists()
    monkeypatch.setattr(feed.Cursor, "advance", real)
    _relay_all(limit=2)
    assert _told(endpoint, stream) == list(enumerate(TOLD, start=1))


def test_a_feed_that_is_set_back_doubles_nothing() -> None:
    endpoint = _subscriber("chu-se", "UB-633")
    stream = _case("C-1")
    item = _walk(stream, range(4))
    _relay_all()
    Consumer.objects.filter(name=subscriber.CONSUMER).update(tx=0, stream_id=UUID(int=0), seq=0)
    _walk(stream, range(4, 6), item=item)
    _relay_all()
    assert _told(endpoint, stream) == list(enumerate(TOLD, start=1))


def test_several_relays_at_once_owe_everything_once() -> None:
    endpoint = _subscriber("chu-se", "UB-633")
    streams = [_case(f"C-{number}") for number in range(12)]
    done = threading.Event()

    def relay() -> None:
        try:
            while not done.wait(0.005):
                subscriber.relay(limit=7)
        finally:
            connections.close_all()

    def write(mine: list[UUID]) -> None:
        try:
            for stream in mine:
                item = _walk(stream, range(3))
                _walk(stream, range(3, 6), item=item)
        finally:
            connections.close_all()

    relays = [threading.Thread(target=relay) for _ in range(3)]
    writers = [threading.Thread(target=write, args=(streams[start::2],)) for start in range(2)]
    for thread in (*relays, *writers):
        thread.start()
    for thread in writers:
        thread.join(30)
    done.set()
    for thread in relays:
        thread.join(30)
    _relay_all()
    for stream in streams:
        assert _told(endpoint, stream) == list(enumerate(TOLD, start=1))


def test_a_line_written_by_a_transaction_that_began_earlier_is_told_in_the_order_of_the_case() -> None:
    """The transaction with the lower number appends last: the feed meets the later line of the case first."""
    endpoint = _subscriber("chu-se", "UB-633")
    stream, other = _case("C-1"), _case("C-2")
    item = uuid7()
    first_has_its_number, second_is_done = threading.Event(), threading.Event()

    def early_number_late_line() -> None:
        try:
            with transaction.atomic():
                writer.lock([other])
                with connection.cursor() as cursor:
                    cursor.execute("SELECT ledger_tx()")
                first_has_its_number.set()
                assert second_is_done.wait(20)
                heads = writer.lock([stream])
                writer.append(heads, [_entry(stream, item, 2, "UB-633")], recorded_at=clock.now())
        finally:
            connections.close_all()

    thread = threading.Thread(target=early_number_late_line)
    thread.start()
    assert first_has_its_number.wait(20)
    _walk(stream, range(2), item=item)
    second_is_done.set()
    thread.join(20)
    _relay_all(limit=1)
    assert _told(endpoint, stream) == list(enumerate(TOLD[:2], start=1))


def test_an_endpoint_that_is_switched_off_keeps_its_facts_and_a_gone_one_does_not() -> None:
    off, gone = _subscriber("tat", "UB-633"), _subscriber("bo", "UB-633")
    now = clock.now()
    Endpoint.objects.filter(pk=off.pk).update(active=False, disabled_at=now, disabled_reason=DisabledReason.BY_HAND)
    Endpoint.objects.filter(pk=gone.pk).update(active=False, disabled_at=now, disabled_reason=DisabledReason.GONE)
    stream = _case("C-1")
    _walk(stream, range(3))
    _relay_all()
    assert len(_told(off, stream)) == 2
    assert _told(gone, stream) == []


def test_the_number_of_statements_does_not_grow_with_the_number_of_lines(
    django_assert_max_num_queries: object,
) -> None:
    _subscriber("chu-se", "UB-633")
    for number in range(20):
        _walk(_case(f"C-{number}-{uuid4().hex[:6]}"), range(6))
    wait_for_the_horizon()
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        assert subscriber.relay() == 120
    assert Delivery.objects.count() == 100
