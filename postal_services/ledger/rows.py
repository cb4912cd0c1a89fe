"""Rows whose columns one statement reads from the lines: compared, and put right, without a row passing through Python.

A room says in SQL what the lines say of its rows; here that is held against the table. Names of tables and columns are
this house's own, and no value is ever put into a statement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection, models, transaction

from . import writer
from .projections import Difference


@dataclass(frozen=True, slots=True)
class RowsOf:
    """Rows of ``model`` as lines tell of them; what is personal in them lies beside the ledger.

    ``said`` is a SELECT that gives the ``key``, the ``columns``, the columns ``if_told``, and ``streams``: the streams
    whose lines it read, under whose locks a row is put right. A column ``if_told`` that is NULL in it was not told by
    the lines (older ones, as a rule): the row keeps what it has, and that is no difference.

    ``made`` gives in SQL what a row that is not there needs besides; it is made anew then, without what was personal
    in it. Without ``made`` it needs a person. ``strays`` says whether a row of which no line speaks is taken away, with
    the rows of other tables that are ``parts`` of it (column by table); a row whose key was changed is found again by
    the column ``known_by``.
    """

    name: str
    model: type[models.Model]
    said: str
    columns: tuple[str, ...] = ()
    if_told: tuple[str, ...] = ()
    key: tuple[str, ...] = ("id",)
    known_by: str = ""
    made: Mapping[str, str] | None = None
    strays: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)

    def differences(self) -> Iterator[Difference]:
        """One statement; a difference names the columns that differ, with what either side has in them."""
        with connection.cursor() as cursor:
            cursor.execute(self._compared())
            for subject, said, stands in cursor.fetchall():
                yield Difference(self.name, subject, said, stands)

    @transaction.atomic
    def repair(self) -> int:
        """Everything that differs, under the locks of its streams; one statement for each way of being wrong."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self._lines} SELECT DISTINCT unnest(l.streams) FROM {self._differing}")  # noqa: S608
            streams = [row[0] for row in cursor.fetchall()]
            writer.lock(streams)
            repaired = 0
            for statement in self._mending():
                cursor.execute(statement, [streams])
                repaired += cursor.rowcount
            for statement in self._taking_away():
                cursor.execute(statement)
            repaired += cursor.rowcount if self.strays else 0
        return repaired

    @property
    def _table(self) -> str:
        return f'"{self.model._meta.db_table}"'  # noqa: SLF001 (Django's own way to ask)

    @property
    def _lines(self) -> str:
        return f"WITH l AS MATERIALIZED ({self.said})"

    @property
    def _same(self) -> str:
        return " AND ".join(f'l."{name}" = t."{name}"' for name in self.key)

    @property
    def _differ(self) -> dict[str, str]:
        """By column, when it differs."""
        strict = {name: f'l."{name}" IS DISTINCT FROM t."{name}"' for name in self.columns}
        told = {name: f'(l."{name}" IS NOT NULL AND {self._unlike(name)})' for name in self.if_told}
        return strict | told

    @staticmethod
    def _unlike(name: str) -> str:
        return f'l."{name}" IS DISTINCT FROM t."{name}"'

    @property
    def _any_differs(self) -> str:
        return " OR ".join(self._differ.values()) or "false"

    @property
    def _differing(self) -> str:
        first = self.key[0]
        return (
            f"l FULL JOIN {self._table} t ON {self._same}"
            f' WHERE l."{first}" IS NULL OR t."{first}" IS NULL OR {self._any_differs}'
        )

    def _words(self, side: str) -> str:
        each = [
            f"CASE WHEN {differs} THEN '{name} ' || coalesce({side}.\"{name}\"::text, '-') END"
            for name, differs in self._differ.items()
        ]
        return f"concat_ws(', ', {', '.join(each)})" if each else "''"

    def _compared(self) -> str:
        subject = ", ".join(f'coalesce(l."{name}"::text, t."{name}"::text)' for name in self.key)
        lined, there = (f'{side}."{self.key[0]}" IS NOT NULL' for side in "lt")
        return f"""{self._lines}
            SELECT concat_ws(' ', {subject}),
                   CASE WHEN NOT {lined} THEN 'nothing' WHEN {there} THEN {self._words("l")} ELSE 'a row' END,
                   CASE WHEN NOT {there} THEN 'no row' WHEN {lined} THEN {self._words("t")} ELSE 'a row' END
              FROM {self._differing} ORDER BY 1"""  # noqa: S608

    def _mending(self) -> Iterator[str]:
        """Statements that put right what lines speak of; each takes the locked streams."""
        mine = "l.streams <@ %s::uuid[]"
        if self.known_by:
            moved = ", ".join(f'"{name}" = l."{name}"' for name in self.key)
            known = f'l."{self.known_by}" = t."{self.known_by}" AND NOT ({self._same})'
            yield f"{self._lines} UPDATE {self._table} t SET {moved} FROM l WHERE {known} AND {mine}"  # noqa: S608
        new = [f'"{name}" = l."{name}"' for name in self.columns]
        new += [f'"{name}" = coalesce(l."{name}", t."{name}")' for name in self.if_told]
        if new:
            which = f"{self._same} AND {mine} AND ({self._any_differs})"
            yield f"{self._lines} UPDATE {self._table} t SET {', '.join(new)} FROM l WHERE {which}"  # noqa: S608
        if self.made is not None:
            told = [name for name in (*self.key, *self.columns, *self.if_told) if name not in self.made]
            names = ", ".join(f'"{name}"' for name in (*told, *self.made))
            values = ", ".join([*(f'l."{name}"' for name in told), *self.made.values()])
            gone = f"NOT EXISTS (SELECT FROM {self._table} t WHERE {self._same}) AND {mine}"
            yield f"{self._lines} INSERT INTO {self._table} ({names}) SELECT {values} FROM l WHERE {gone}"  # noqa: S608

    def _taking_away(self) -> Iterator[str]:
        """Statements that take away what no line speaks of, its parts first."""
        if not self.strays:
            return
        stray = f"FROM {self._table} t WHERE NOT EXISTS (SELECT FROM l WHERE {self._same})"
        for table, column in self.parts.items():
            yield f'{self._lines} DELETE FROM "{table}" WHERE "{column}" IN (SELECT t.id {stray})'  # noqa: S608
        yield f"{self._lines} DELETE {stray}"
