"""The same write twice is one act."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from postal_services import clock
from postal_services.accounts.models import User
from postal_services.api import idempotency
from postal_services.api.models import KeptAnswer
from tests.api import urls
from tests.api.world import client, person, signed_in

ACTS = "/api/test/acts"


def key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


@pytest.mark.django_db
def test_the_same_key_and_body_give_the_same_answer_and_one_act() -> None:
    headers = key()
    first = client().post(ACTS, {"name": "Rơ Châm H'Nhung"}, headers=headers)
    again = client().generic(
        "POST", ACTS, '{ "name" :"Rơ Châm H\'Nhung"}', content_type="application/json", headers=headers
    )
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert again["Location"] == "/x/1"
    assert again["Content-Type"] == "application/json"
    assert not first.has_header("Idempotency-Replayed")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_another_body_or_address_with_the_same_key_is_refused() -> None:
    headers = key()
    client().post(ACTS, {"name": "Lan"}, headers=headers)
    for answer in (
        client().post(ACTS, {"name": "Minh"}, headers=headers),
        client().post(ACTS + "?page=2", {"name": "Lan"}, headers=headers),
        client().delete(ACTS, headers=headers),
    ):
        assert answer.status_code == 422
        assert answer.json()["code"] == "idempotency_key_reused"
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_two_callers_may_choose_the_same_key() -> None:
    person("lan")
    person("minh")
    headers = key()
    for name in ("lan", "minh"):
        assert signed_in(name).post(ACTS, {"name": "Bảo"}, headers=headers).status_code == 201
    assert User.objects.filter(full_name="Bảo").count() == 2


@pytest.mark.django_db
def test_a_person_keeps_the_key_over_a_new_token() -> None:
    person("lan")
    headers = key()
    first = signed_in("lan").post(ACTS, {"name": "Bảo"}, headers=headers)
    again = signed_in("lan").post(ACTS, {"name": "Bảo"}, headers=headers)
    assert first.json() == again.json()


@pytest.mark.django_db
def test_a_refusal_is_kept_too_and_its_writes_inside_the_act_stay() -> None:
    headers = key()
    first = client().post(ACTS, {"name": "Lan", "then": "refuse"}, headers=headers)
    again = client().post(ACTS, {"name": "Lan", "then": "refuse"}, headers=headers)
    assert first.status_code == again.status_code == 409
    assert again.json()["code"] == "full"
    assert again["Content-Type"] == "application/problem+json"
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("then", "status"), [("break", 500), ("busy", 503)])
def test_a_fault_takes_the_act_with_it_and_leaves_the_key_free(then: str, status: int) -> None:
    headers = key()
    assert client().post(ACTS, {"name": "Lan", "then": then}, headers=headers).status_code == status
    assert User.objects.count() == 0
    assert KeptAnswer.objects.count() == 0
    assert client().post(ACTS, {"name": "Lan"}, headers=headers).status_code == 201


@pytest.mark.django_db
def test_an_empty_answer_is_kept_as_an_empty_answer() -> None:
    headers = key()
    first = client().delete(ACTS, headers=headers)
    again = client().delete(ACTS, headers=headers)
    assert (first.status_code, first.content) == (again.status_code, again.content) == (204, b"")
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["", " ", "x" * 201, "khóa", "a\tb", "a b"])
def test_a_key_must_be_visible_ascii(bad: str) -> None:
    answer = client().post(ACTS, {"name": "Lan"}, headers={"idempotency-key": bad})
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_bad"
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_a_body_that_cannot_be_read_is_malformed_with_a_key_too() -> None:
    answer = client().generic("POST", ACTS, "{", content_type="application/json", headers=key())
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"


@pytest.mark.django_db
def test_nothing_of_the_body_stands_in_the_table() -> None:
    client().post(ACTS, {"name": "0905000001"}, headers=key())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(kept)::text FROM api_keptanswer AS kept")
        assert "0905000001" not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_header_costs_four_statements_and_its_absence_none() -> None:
    client().post(ACTS, {"name": "warm"})
    with CaptureQueriesContext(
        connection,
    ) as without:
        client().post(ACTS, {"name": "Lan"})
    with CaptureQueriesContext(connection) as with_key:
        client().post(ACTS, {"name": "Lan"}, headers=key())
    extra = [row["sql"] for row in with_key if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    plain = [row["sql"] for row in without if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert not [sql for sql in plain if "api_keptanswer" in sql or "advisory" in sql]
    assert len(extra) - len(plain) == 3


@pytest.mark.django_db
def test_answers_are_kept_for_more_than_a_day_and_then_thrown_away() -> None:
    headers = key()
    client().post(ACTS, {"name": "Lan"}, headers=headers)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        assert idempotency.purge_answers() == 0
        assert client().post(ACTS, {"name": "Lan"}, headers=headers).has_header("Idempotency-Replayed")
    with time_machine.travel(clock.now() + timedelta(hours=49), tick=False):
        assert idempotency.purge_answers() == 1


def test_eight_threads_with_one_key_are_one_act(committed_db: None) -> None:
    headers = key()
    ready = threading.Barrier(8)

    def send(_: int) -> tuple[int, bytes]:
        try:
            ready.wait()
            answer = client().post(ACTS, {"name": "Lan"}, headers=headers)
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {status for status, _ in answers} == {201}
    assert len({content for _, content in answers}) == 1
    assert User.objects.count() == 1
    assert KeptAnswer.objects.count() == 1


def test_while_the_first_runs_the_second_is_told_to_come_back(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "PATIENCE", 0.1)
    urls.STARTED.clear()
    urls.GO_ON.clear()
    headers = key()
    sent = {"name": "Lan", "then": "wait"}

    def first() -> int:
        try:
            return client().post(ACTS, sent, headers=headers).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        assert urls.STARTED.wait(10)
        second = client().post(ACTS, sent, headers=headers)
        urls.GO_ON.set()
        assert running.result() == 201
    assert second.status_code == 409
    assert second.json()["code"] == "idempotency_in_progress"
    assert second["Retry-After"] == "2"
    third = client().post(ACTS, sent, headers=headers)
    assert third.status_code == 201
    assert third["Idempotency-Replayed"] == "true"
    assert User.objects.count() == 1


def test_a_connection_cut_before_the_commit_leaves_neither_act_nor_key(committed_db: None) -> None:
    urls.STARTED.clear()
    urls.GO_ON.clear()
    headers = key()

    def first() -> int:
        try:
            return client().post(ACTS, {"name": "Lan", "then": "wait"}, headers=headers).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        assert urls.STARTED.wait(10)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
            )
        urls.GO_ON.set()
        assert running.result() >= 500
    assert User.objects.count() == 0
    urls.GO_ON.set()
    again = client().post(ACTS, {"name": "Lan", "then": "wait"}, headers=headers)
    assert again.status_code == 201
    assert not again.has_header("Idempotency-Replayed")
    assert User.objects.count() == 1
