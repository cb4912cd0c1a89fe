from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.test import Client

from postal_services.clock import now
from postal_services.pulse import beats, health
from postal_services.pulse.models import Heartbeat

MONDAY = "2019-08-05T05:00:00+00:00"


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@beats.beats("sweep", every_seconds=60)
def sweep(*, fails: bool = False) -> int:
    if fails:
        raise ValueError("hỏng")
    return 3


def test_a_good_end_leaves_a_heartbeat(clock: time_machine.Traveller) -> None:
    assert sweep() == 3
    row = Heartbeat.objects.get(name="sweep")
    assert (row.beaten_at, row.every_seconds, row.detail) == (now(), 60, "3")


def test_a_failure_leaves_none(clock: time_machine.Traveller) -> None:
    sweep()
    before = Heartbeat.objects.get(name="sweep").beaten_at
    clock.shift(30)
    with pytest.raises(ValueError, match="hỏng"):
        sweep(fails=True)
    assert Heartbeat.objects.get(name="sweep").beaten_at == before


def test_three_missed_runs_and_half_a_minute_are_overdue(clock: time_machine.Traveller) -> None:
    sweep()
    clock.shift(210)
    assert beats.overdue() == []
    clock.shift(1)
    assert [(late.name, late.seconds) for late in beats.overdue()] == [("sweep", 211)]


def test_work_that_never_ran_is_missed_from_the_start_of_the_schedule(clock: time_machine.Traveller) -> None:
    beats.expect({"seal": {"schedule": 60.0}})
    assert beats.overdue() == []
    clock.shift(211)
    assert [late.name for late in beats.overdue()] == ["seal"]


def test_a_night_switched_off_is_not_a_night_of_missed_runs(clock: time_machine.Traveller) -> None:
    sweep()
    clock.shift(timedelta(hours=9).total_seconds())
    beats.expect({"sweep": {"schedule": timedelta(seconds=60)}})
    assert beats.overdue() == []
    assert Heartbeat.objects.get(name="sweep").beaten_at == now() - timedelta(hours=9)


def test_what_left_the_schedule_is_not_waited_for(clock: time_machine.Traveller) -> None:
    sweep()
    beats.expect({"other": {"schedule": 5}})
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["other"]


def test_overdue_work_is_named_by_the_health_page(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "examine", lambda: ({"database": "ok", "broker": "ok", "worker": "ok"}, ["seal"]))
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["heartbeat:seal"]
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("name", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_periodic_task_leaves_the_heartbeat_that_is_waited_for(name: str) -> None:
    current_app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    task = current_app.tasks[entry["task"]]
    assert getattr(task.run, "heartbeat", None) == (name, beats.seconds_of(entry["schedule"]))
    assert beats.seconds_of(entry["schedule"]) <= 300, "a task waits in the broker, which may forget it"


def test_every_task_has_a_queue_that_a_worker_serves() -> None:
    current_app.loader.import_default_modules()
    served = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    router = current_app.amqp.router
    ours = [name for name in current_app.tasks if not name.startswith("celery.")]
    assert {router.route({}, name)["queue"].name for name in ours} <= served
