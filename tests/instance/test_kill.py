"""Any part may be killed at any moment: it comes back, and nothing committed is lost."""

import contextlib
import signal
import time
from collections.abc import Callable

import psutil
import psycopg
import pytest

from tests.running import Instance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]

PARTS = {
    "database": ("bin/postgres",),
    "broker": ("valkey-server",),
    "web": ("gunicorn",),
    "worker": ("celery", "worker"),
    "beat": ("celery", "beat"),
}


def write(instance: Instance, word: str) -> None:
    with psycopg.connect(instance.facts()["database_url"]) as connection:
        connection.execute("create table if not exists drill (word text primary key)")
        connection.execute("insert into drill values (%s)", [word])


def words(instance: Instance) -> set[str]:
    with psycopg.connect(instance.facts()["database_url"]) as connection:
        return {row[0] for row in connection.execute("select word from drill")}


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_comes_back_and_nothing_committed_is_lost(running_instance: Instance, part: str) -> None:
    assert running_instance.is_healthy_within(60)
    word = f"{part}-{time.monotonic_ns()}"
    write(running_instance, word)
    victim = running_instance.find(*PARTS[part])[0]
    before = beaten(running_instance)
    victim.kill()

    def replaced() -> bool:
        found = running_instance.find(*PARTS[part])
        return bool(found) and victim not in found

    assert eventually(replaced, 60), running_instance.words()[-3000:]
    assert running_instance.is_healthy_within(90), (running_instance.health(), running_instance.words()[-3000:])
    assert eventually(lambda: beaten(running_instance) > before, 90), "the periodic work did not go on"
    assert word in words(running_instance)


def test_the_worker_hears_a_broker_that_was_killed_without_being_restarted_itself(running_instance: Instance) -> None:
    assert running_instance.is_healthy_within(60)
    worker = running_instance.find(*PARTS["worker"])[0]
    running_instance.find(*PARTS["broker"])[0].kill()
    assert running_instance.is_healthy_within(60)
    before = beaten(running_instance)
    assert eventually(lambda: beaten(running_instance) > before, 60)
    assert worker.is_running()


def test_a_worker_process_that_was_killed_in_the_middle_is_replaced(running_instance: Instance) -> None:
    assert running_instance.is_healthy_within(60)
    parent = running_instance.find(*PARTS["worker"])[0]
    for child in parent.children():
        child.kill()
    assert running_instance.is_healthy_within(60)
    before = beaten(running_instance)
    assert eventually(lambda: beaten(running_instance) > before, 60)


def test_a_frozen_broker_is_named_by_the_health_page(running_instance: Instance) -> None:
    assert running_instance.is_healthy_within(60)
    broker = running_instance.find(*PARTS["broker"])[0]
    broker.suspend()
    try:
        assert eventually(lambda: running_instance.health()[0] == 503, 20)
        failing = running_instance.health()[1]["failing"]
    finally:
        broker.resume()
    assert "broker" in failing
    assert "database" not in failing
    assert running_instance.is_healthy_within(60)


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_run_goes_on(running_instance: Instance) -> None:
    assert running_instance.is_healthy_within(60)
    word = f"supervisor-{time.monotonic_ns()}"
    write(running_instance, word)
    assert running_instance.process is not None
    running_instance.process.kill()
    running_instance.process.wait()
    running_instance.start()
    assert running_instance.is_healthy_within(30)
    assert word in words(running_instance)


def test_everything_killed_at_once_is_as_a_power_cut(running_instance: Instance) -> None:
    assert running_instance.is_healthy_within(60)
    word = f"power-{time.monotonic_ns()}"
    write(running_instance, word)
    assert running_instance.process is not None
    everything = [psutil.Process(running_instance.process.pid), *running_instance.left()]
    for act in (psutil.Process.suspend, psutil.Process.kill):
        for process in everything:
            with contextlib.suppress(psutil.NoSuchProcess):  # a server's connection ends whenever it likes
                act(process)
    running_instance.process.wait()
    running_instance.start()
    assert word in words(running_instance)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process_behind(running_instance: Instance, number: signal.Signals) -> None:
    assert running_instance.is_healthy_within(60)
    assert running_instance.stop(number) == 0
    assert running_instance.left() == []
    log = (running_instance.home.log / "postgres.log").read_text()
    assert log.rstrip().endswith("database system is shut down"), log[-2000:]
    running_instance.start()


def beaten(instance: Instance) -> float:
    """When the pulse last came through beat, broker and worker."""
    try:
        with psycopg.connect(instance.facts()["database_url"], connect_timeout=3) as connection:
            row = connection.execute("select beaten_at from pulse_heartbeat where name = 'pulse'").fetchone()
    except (psycopg.Error, KeyError):
        return 0.0
    return float(row[0].timestamp()) if row and row[0] else 0.0


def eventually(true: Callable[[], bool], seconds: float) -> bool:
    """Wait until ``true()`` holds."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
