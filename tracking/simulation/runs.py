"""Runs that may be stopped: the same words go on with what was stopped, and begin anew after what was finished."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from postal_services import clock

from .models import Played
from .refusals import AlreadyPlaying

ALONE = 0x51A7
"""Number of the advisory lock that one simulation at a time holds in a database."""


def begin(words: str) -> tuple[str, bool]:
    """The name of the run that is asked for in these words (at most 80 characters), and whether it goes on with one."""
    number = 1
    rows = set(Played.objects.filter(key__startswith=f"run/{words}/").values_list("key", flat=True))
    while _over(f"{words}/{number}") in rows:
        number += 1
    name = f"{words}/{number}"
    goes_on = _begun(name) in rows
    if not goes_on:
        Played.objects.create(key=_begun(name), played_at=clock.now())
    return name, goes_on


def finish(name: str) -> None:
    """Everything of this run has been played."""
    Played.objects.create(key=_over(name), played_at=clock.now())


@contextmanager
def alone() -> Iterator[None]:
    """One simulation at a time: two would play the same acts. Raises AlreadyPlaying."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ALONE])
        if not cursor.fetchone()[0]:
            raise AlreadyPlaying
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ALONE])


def _begun(name: str) -> str:
    return f"run/{name}/begun"


def _over(name: str) -> str:
    return f"run/{name}/over"
