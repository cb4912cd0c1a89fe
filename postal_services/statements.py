"""Statements of the hot path: bound and prepared by the server, so that it plans each of them once a connection.

Django's own cursors put the values into the text, and PostgreSQL plans every text anew; for a scan that is half of the
work. Errors and wrappers are Django's as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

_PREPARE_AFTER = 2


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor whose statements are prepared from their third run on; values must be given as parameters.

    Write ``%b`` for arrays: binary ones are made twelve times as fast as written ones.

    While statements are being logged it is Django's own, which shows them with their values.
    """
    if connection.queries_logged:
        with connection.cursor() as plain:
            yield plain
        return
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = _PREPARE_AFTER
    cursor: Any
    with psycopg.Cursor(raw) as cursor:
        yield connection.make_cursor(cursor)
