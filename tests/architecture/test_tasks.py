"""The queue only rings bells: tasks take keywords, land in a queue that is consumed, and their work comes back soon."""

import ast
import inspect
from typing import Any

import pytest
from django.conf import settings

from postal_services.celery import app
from postal_services.pulse import beats
from tests.architecture import house

LONGEST_S = 300
"""A visibility time-out of a broker may lose or double what waits longer."""
DELAYS = {"countdown", "eta"}


@pytest.fixture(scope="module")
def tasks() -> dict[str, Any]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_there_are_tasks_to_look_at(tasks: dict[str, Any]) -> None:
    assert len(tasks) >= 7


def test_tasks_take_keywords_and_tolerate_more(tasks: dict[str, Any]) -> None:
    told = []
    for name, task in tasks.items():
        parameters = inspect.signature(task.run).parameters.values()
        kinds = {parameter.kind for parameter in parameters}
        if not kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}:
            told.append(f"{name}: an argument by place")
        if inspect.Parameter.VAR_KEYWORD not in kinds:
            told.append(f"{name}: would break on an argument of a newer version")
    assert not told


def test_every_task_leads_to_a_queue_that_the_worker_consumes(tasks: dict[str, Any]) -> None:
    queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    asked = {name: app.amqp.router.route({}, name).get("queue", settings.CELERY_TASK_DEFAULT_QUEUE) for name in tasks}
    told = {name: getattr(queue, "name", queue) for name, queue in asked.items()}
    assert set(told.values()) <= queues
    assert not settings.CELERY_TASK_CREATE_MISSING_QUEUES, "a misspelt queue must fail, not fill up unread"


def test_the_worker_of_the_instance_consumes_every_queue() -> None:
    source = (house.ROOT / "postal_services/instance/running.py").read_text(encoding="utf-8")
    words = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    assert "worker" in words
    assert not words & {"-Q", "--queues", "-X", "--exclude-queues"}, "without a choice it consumes all of them"


@pytest.mark.parametrize("name", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_an_entry_of_the_schedule_is_a_task_that_leaves_a_heartbeat(name: str, tasks: dict[str, Any]) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert entry["task"] in tasks
    assert 0 < entry["schedule"] <= LONGEST_S
    assert inspect.unwrap(tasks[entry["task"]].run) is not tasks[entry["task"]].run, "decorated with beats()"


def test_heartbeats_are_named_after_their_entries_and_come_as_often() -> None:
    told = {}
    for path in house.python():
        for function in house.functions(house.tree(path)):
            for call in function.decorator_list:
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == beats.beats.__name__:
                    told[ast.literal_eval(call.args[0])] = house.module(path)
    assert set(told) == set(settings.CELERY_BEAT_SCHEDULE)


def test_nothing_waits_in_the_broker() -> None:
    told = [
        f"{house.name(path)}:{node.lineno}"
        for path in house.python()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in DELAYS and not (isinstance(keyword.value, ast.Constant) and _is_short(keyword.value.value))
    ]
    assert not told


def _is_short(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and value <= LONGEST_S)


def test_no_fact_is_carried_by_the_queue_alone() -> None:
    told = [
        f"{house.name(path)}:{node.lineno}"
        for path in house.python()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call)
        and "on_commit" in ast.unparse(node.func)
        and any(word in ast.unparse(node) for word in (".delay", "apply_async", "send_task"))
    ]
    assert not told, "the message dies with the process; what is owed stands in the database"
