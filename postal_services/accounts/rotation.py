"""Writing every encrypted field anew under the active key, a batch at a time while people work."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from postal_services.accounts.privacy import VERSION, EncryptedTextField, keyring


@dataclass(frozen=True, slots=True)
class EncryptedColumn:
    """One column that holds encrypted text: ``table``, ``column`` and the table's ``key`` column."""

    table: str
    column: str
    key: str


def encrypted_columns() -> Iterator[EncryptedColumn]:
    """Every encrypted column of every room, from the model registry."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001 - the registry's documented way to the columns
            if isinstance(field, EncryptedTextField) and not model._meta.proxy:  # noqa: SLF001
                key: models.Field[object, object] = model._meta.pk  # noqa: SLF001
                yield EncryptedColumn(model._meta.db_table, str(field.column), str(key.column))  # noqa: SLF001


def rotate_batch(column: EncryptedColumn, size: int) -> int:
    """Re-encrypt up to ``size`` rows that are not under the active key yet; returns how many were.

    Rows that somebody is just changing are left for the next batch: what they write is under the active key anyway.

    Raises:
        Unreadable: a row's key is not configured; the batch is undone.
    """
    ring = keyring()
    names = {"t": sql.Identifier(column.table), "c": sql.Identifier(column.column), "k": sql.Identifier(column.key)}
    find = sql.SQL(
        "SELECT {k}, {c} FROM {t} WHERE {c} <> '' AND NOT starts_with({c}, %s) LIMIT %s FOR UPDATE SKIP LOCKED"
    ).format(**names)
    write = sql.SQL(
        "UPDATE {t} AS row SET {c} = new.value FROM unnest(%s::text[], %s::text[]) AS new (key, value)"
        " WHERE row.{k}::text = new.key"
    ).format(**names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(find.as_string(), [f"{VERSION}.{ring.active}.", size])
        rows = cursor.fetchall()
        if rows:
            keys = [str(key) for key, _ in rows]
            cursor.execute(write.as_string(), [keys, [ring.seal(ring.open(stored)) for _, stored in rows]])
    return len(rows)


def left_behind(column: EncryptedColumn) -> int:
    """How many rows of a column are still under another key."""
    names = {"t": sql.Identifier(column.table), "c": sql.Identifier(column.column)}
    count = sql.SQL("SELECT count(*) FROM {t} WHERE {c} <> '' AND NOT starts_with({c}, %s)").format(**names)
    with connection.cursor() as cursor:
        cursor.execute(count.as_string(), [f"{VERSION}.{keyring().active}."])
        row = cursor.fetchone()
    return int(row[0])
