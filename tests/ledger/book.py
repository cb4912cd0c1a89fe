"""A small ledger written by the real writer: registered items with notes about them."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction

from postal_services.ids import uuid7
from postal_services.ledger import checkpoints, writer
from postal_services.ledger.models import Checkpoint, Line, Stream
from postal_services.ledger.writer import Entry

NOTE = 'Chư Sê "\\" 🙂'
AT = datetime(2019, 8, 5, 5, 0, 0, 123456, tzinfo=UTC)


def register(stream: UUID, subject: UUID, **changes: Any) -> Entry:
    """The first line of an item."""
    return _entry(stream, subject, "register", "", **changes)


def note(stream: UUID, subject: UUID, **changes: Any) -> Entry:
    """A line that says something and moves nothing."""
    return _entry(stream, subject, "note", "registered", **changes)


def _entry(stream: UUID, subject: UUID, action: str, before: str, **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "stream": stream,
        "machine": "item",
        "action": action,
        "from_state": before,
        "to_state": "registered",
        "subject": subject,
        "occurred_at": AT,
        "office": "UB-633",
    }
    return Entry(**{**fields, **changes})


def write(*entries: Entry, at: datetime = AT) -> list[writer.Appended]:
    """Append entries in a transaction of their own."""
    with transaction.atomic():
        heads = writer.lock({entry.stream for entry in entries})
        return writer.append(heads, entries, recorded_at=at)


def open_case(code: str, stream_id: UUID | None = None) -> UUID:
    """A new case, without a line."""
    with transaction.atomic():
        return writer.open_stream("case", code, at=AT, stream_id=stream_id)


def case(code: str, count: int = 2, stream_id: UUID | None = None, **changes: Any) -> UUID:
    """A case with ``count`` lines about one item, written in one transaction."""
    stream, subject = open_case(code, stream_id), uuid7()
    write(register(stream, subject, **changes), *(note(stream, subject, **changes) for _ in range(count - 1)))
    return stream


def shelf(cases: int = 15, seals: int = 3) -> None:
    """About ten lines a case, written case by case in rounds, with a seal after each round."""
    subjects = {case(f"H21-{number:02}", 1): number for number in range(cases)}
    items = dict(Line.objects.values_list("stream_id", "subject"))
    for turn in range(seals):
        for stream, number in subjects.items():
            facts: Mapping[str, Any] = {
                "item": f"HC{number}",
                "count": turn,
                "note": NOTE,
                "list": [1, None],
            }
            flags = ("late", "forced") if number % 3 == 0 else ()
            actor = uuid7() if number % 2 else None
            said = [note(stream, items[stream], data=facts, flags=flags, actor=actor, skew_ms=turn) for _ in range(3)]
            write(*said)
        seal()


def lines(stream: UUID) -> list[Line]:
    """The lines of a stream, in order."""
    return list(Line.objects.filter(stream_id=stream).order_by("seq"))


def stream(code: str) -> Stream:
    """The stream of a case."""
    return Stream.objects.get(kind="case", code=code)


def settle() -> None:
    """Wait until every line is older than any transaction still running, on the whole server."""
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_horizon() > coalesce((SELECT max(tx) FROM ledger_line), 0)")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise TimeoutError


def seal() -> Checkpoint:
    """A seal over everything written until now."""
    settle()
    sealed = checkpoints.seal(now=AT)
    assert sealed is not None
    return sealed


def superuser() -> str:
    """Address of the present database for a role that no grant can hold back."""
    return psycopg.conninfo.make_conninfo(os.environ["TEST_SUPERUSER_URL"], dbname=connection.settings_dict["NAME"])


def application() -> str:
    """Address of the present database for the role of the application."""
    known = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return psycopg.conninfo.make_conninfo("", **{name: known[name] for name in names if known.get(name)})


@contextmanager
def as_superuser() -> Iterator[None]:
    """Let Django itself speak to the database as the superuser, so that a check sees what the superuser did."""
    before = dict(connection.settings_dict)
    known = psycopg.conninfo.conninfo_to_dict(superuser())
    connections.close_all()
    connection.settings_dict.update(USER=known["user"], PASSWORD=known.get("password", ""))
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(before)
