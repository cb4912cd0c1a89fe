"""Statements of the hot path: bound and prepared by the server, so that it plans each of them once a connection.

Django's own cursors put the values into the text, and PostgreSQL plans every text anew; for a scan that is half of the
work. Errors and wrappers are Django's as ever.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

_PREPARE_AFTER = 2


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor whose statements are prepared from their third run on; values must be given as parameters.

    Write ``%b`` for arrays: binary ones are made twelve times as fast as written ones. For rows see ``Rows``.

    While statements are being logged it is Django's own, which shows them with their values.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.queries_logged:
        with database.cursor() as plain:
            yield plain
        return
    database.ensure_connection()
    raw = database.connection
    raw.prepare_threshold = _PREPARE_AFTER
    cursor: Any
    with psycopg.Cursor(raw) as cursor:
        yield database.make_cursor(cursor)


class Rows:
    """Rows of values that a statement reads like a table: ``Rows("n", id="uuid", state="text")``.

    One row goes in value by value and is planned as the constants it is made of; more go in as one array a column, so
    that the text is the same for two rows and for five hundred. Write ``{n}`` where the table stands and fill in
    ``n.source(rows)``.
    """

    def __init__(self, alias: str, *, number: str = "", **columns: str) -> None:
        """``number`` names a column that counts the rows from 1."""
        values = [f"%s::{kind} AS {name}" for name, kind in columns.items()]
        arrays = [f"%b::{kind}[]" for kind in columns.values()]
        names, ordered = [*columns], ""
        if number:
            values.append(f"1 AS {number}")
            names.append(number)
            ordered = "WITH ORDINALITY "
        self._one = f"(SELECT {', '.join(values)}) AS {alias}"
        self._many = f"unnest({', '.join(arrays)}) {ordered}AS {alias}({', '.join(names)})"

    def source(self, rows: Sequence[Sequence[Any]]) -> str:
        """What stands after FROM."""
        return self._one if len(rows) == 1 else self._many

    @staticmethod
    def params(rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The parameters of :meth:`source`, in their order."""
        return list(rows[0]) if len(rows) == 1 else [list(column) for column in zip(*rows, strict=True)]
