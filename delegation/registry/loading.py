"""Bringing a table to what the files say, in a handful of statements, and touching nothing that agrees already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one table."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return f"{self.table}: {self.added} added, {self.changed} changed, {self.removed} removed"


def bring(table: models.Manager[Any], key: Sequence[str], rows: Iterable[Row], *, only_new: bool = False) -> Change:
    """Add the rows that are missing by ``key`` and change those that differ; two or three statements.

    With ``only_new`` rows that exist are left as they are: the province may have corrected them. A row that somebody
    has marked verified is never replaced by an unverified one.
    """
    held = {_key(row, key): row for row in table.all()}
    fresh: list[models.Model] = []
    stale: list[models.Model] = []
    fields: set[str] = set()
    for row in rows:
        found = held.get(tuple(row[name] for name in key))
        if found is None:
            fresh.append(table.model(**row))
            continue
        differing = [name for name, value in row.items() if getattr(found, name) != value]
        if differing and not only_new and not _settled(found, row):
            for name in differing:
                setattr(found, name, row[name])
            stale.append(found)
            fields.update(differing)
    if fresh:
        table.bulk_create(fresh, batch_size=1000)
    if stale:
        table.bulk_update(stale, sorted(fields), batch_size=200)
    return Change(table.model.__name__, added=len(fresh), changed=len(stale))


def _key(row: models.Model, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)


def _settled(found: models.Model, row: Row) -> bool:
    """Whether a person has verified what the files only suppose."""
    return bool(getattr(found, "verified", False)) and not row.get("verified", False)
