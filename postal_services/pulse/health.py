"""Asking database, broker and worker whether they answer, side by side and against the clock."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from datetime import datetime
from typing import Any

import psycopg
from celery import current_app as app
from django.db import connections

from postal_services.clock import now
from postal_services.pulse.beats import judge

ALLOWED_SECONDS = 1.5
"""Time for all answers together; the page must come within two seconds even when everything is dead."""
FRESH_SECONDS = 1.0
FAILED_FRESH_SECONDS = 0.2
"""How long a good and a bad result are given again, so that asking often costs nothing."""

_threads = ThreadPoolExecutor(max_workers=6, thread_name_prefix="health")
_turn = threading.Lock()
_last: tuple[float, dict[str, str], list[str]] = (0.0, {}, [])


def examine() -> tuple[dict[str, str], list[str]]:
    """State of each part (``ok`` or the name of what is wrong) and the names of overdue periodic work."""
    global _last  # noqa: PLW0603 - one remembered result per process
    with _turn:
        fresh_until, parts, late = _last
        if time.monotonic() < fresh_until:
            return parts, late
        parts, late = _ask()
        good = not late and set(parts.values()) == {"ok"}
        _last = (time.monotonic() + (FRESH_SECONDS if good else FAILED_FRESH_SECONDS), parts, late)
        return parts, late


def _ask() -> tuple[dict[str, str], list[str]]:
    questions: dict[str, Callable[[], Any]] = {"database": _heartbeats, "broker": _broker, "worker": _worker}
    asked = {name: _threads.submit(question) for name, question in questions.items()}
    wait_for(asked.values(), timeout=ALLOWED_SECONDS)
    parts: dict[str, str] = {}
    late: list[str] = []
    for name, answer in asked.items():
        if not answer.done():
            answer.cancel()
            parts[name] = "no_answer"
        elif answer.exception():
            parts[name] = type(answer.exception()).__name__
        else:
            parts[name] = "ok"
            if name == "database":
                late = answer.result()
    return parts, late


def _heartbeats() -> list[str]:
    """Names of overdue work, read over a connection of its own: the page must not wait for a busy pool."""
    parameters = {**connections["default"].get_connection_params(), "connect_timeout": 2}
    parameters["options"] = "-c statement_timeout=1000"
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        rows: list[tuple[str, datetime | None, datetime, int]] = connection.execute(
            "select name, beaten_at, waited_since, every_seconds from pulse_heartbeat order by name"
        ).fetchall()
    at = now()
    return [late.name for row in rows if (late := judge(row, at)) is not None]


def _broker() -> None:
    with app.connection_for_read(connect_timeout=1) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=1)
        app.amqp.queues["sweeps"](connection.default_channel).queue_declare()


def _worker() -> None:
    with app.connection_for_write(connect_timeout=1) as connection:
        if not app.control.ping(timeout=1.2, limit=1, connection=connection):
            raise NobodyWorks


class NobodyWorks(Exception):
    """No worker answered in time."""
