"""Legal moves: rooms declare them, migrations install them, PostgreSQL refuses every other one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

START = ""
"""The state before the first line of a subject."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One legal move of a machine; a ``forced`` one needs the flag ``forced`` on its line."""

    from_state: str
    action: str
    to_state: str
    forced: bool = False


def next_state(edges: Iterable[Edge], state: str, action: str) -> str | None:
    """Where ``action`` leads from ``state`` by an unforced edge; None when there is no such move."""
    return next((e.to_state for e in edges if e.from_state == state and e.action == action and not e.forced), None)


class InstallEdges(Operation):
    """Migration operation: makes the table of legal edges of ``machine`` equal to ``edges``.

    An edge that lines already use cannot be taken away; PostgreSQL refuses the migration then.
    """

    reversible = True
    reduces_to_sql = False
    elidable = False

    def __init__(self, machine: str, edges: Iterable[Edge]) -> None:
        self.machine = machine
        self.edges = sorted(set(edges))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.machine, self.edges], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Edges are rows, not models; the state of the models stays."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        rows = [(self.machine, e.from_state, e.action, e.to_state, e.forced) for e in self.edges]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM ledger_edge WHERE machine = %s"
                " AND (from_state, action, to_state) NOT IN (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))",
                [self.machine, [r[1] for r in rows], [r[2] for r in rows], [r[3] for r in rows]],
            )
            cursor.executemany(
                "INSERT INTO ledger_edge (machine, from_state, action, to_state, forced) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (machine, from_state, action, to_state) DO UPDATE SET forced = EXCLUDED.forced",
                rows,
            )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_edge WHERE machine = %s", [self.machine])

    def describe(self) -> str:
        return f"Install {len(self.edges)} legal edges of machine {self.machine}"
