"""Rows that follow from the ledger, held against it.

A room names its projections in ``settings.PROJECTIONS``. Commands write them together with the lines; here the ledger
is read again from its first line, and whatever differs is shown or put right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the ledger says."""

    projection: str
    subject: str
    ledger: str
    row: str

    def __str__(self) -> str:
        return f"{self.projection} {self.subject}: ledger says {self.ledger}, row says {self.row}"


class Projection(Protocol):
    """Rows that can be computed from lines."""

    name: str

    def differences(self) -> Iterator[Difference]:
        """Every row that is not what the ledger says; reads, and locks nothing."""

    def repair(self) -> int:
        """Bring every differing row to what the ledger says; gives how many."""


def all_projections() -> list[Projection]:
    """The projections of every room."""
    return [import_string(path) for path in settings.PROJECTIONS]


_STATES = """
SELECT coalesce(l.subject, t.id)::text, l.to_state, t.{field}::text
  FROM (SELECT DISTINCT ON (subject) subject, to_state FROM ledger_line WHERE machine = %s
         ORDER BY subject, stream_id, seq DESC) l
  FULL JOIN {table} t ON t.id = l.subject
 WHERE l.to_state IS DISTINCT FROM t.{field}::text
"""


@dataclass(frozen=True, slots=True)
class StateOf:
    """The state column of a model, which is the last ``to_state`` of its machine's lines."""

    machine: str
    model: type[models.Model]
    field: str = "state"

    @property
    def name(self) -> str:
        """The model's label."""
        return str(self.model._meta.label_lower)  # noqa: SLF001 (Django's own way to ask)

    def differences(self) -> Iterator[Difference]:
        """One statement over the lines of the machine."""
        statement = _STATES.format(table=self.model._meta.db_table, field=self.field)  # noqa: SLF001
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.machine])
            for subject, said, stands in cursor.fetchall():
                yield Difference(self.name, subject, said or "nothing", stands or "no row")

    @transaction.atomic
    def repair(self) -> int:
        """Set the states that differ; rows without lines, and lines without rows, need a person."""
        repaired = 0
        for difference in list(self.differences()):
            rows = self.model._default_manager.filter(pk=difference.subject)  # noqa: SLF001
            repaired += rows.update(**{self.field: difference.ledger}) if difference.ledger != "nothing" else 0
        return repaired
