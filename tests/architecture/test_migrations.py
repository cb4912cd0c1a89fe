"""Migrations tell when they run, can be undone and say everything that the models say."""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from postal_services.ledger.drawing import machines
from postal_services.ledger.edges import Edge, InstallEdges
from tests.architecture import house

PHASE = re.compile(r"^\d{4}_(pre|post)_[a-z0-9_]+$")
FIRST = re.compile(r"^0001_([a-z0-9_]+)$")
WITHOUT_PHASE = {
    "mandates.0002_edges": "part of the first release, with the table it fills",
    "dossiers.0002_edges": "part of the first release, with the table it fills",
    "custody.0002_edges": "part of the first release, with the table it fills",
    "registry.0002_folded_names": "part of the first release",
    "registry.0003_editions_of_units": "part of the first release",
    "registry.0004_fee_known": "part of the first release",
}
"""Migrations whose name does not say whether they run before or after the new code."""
STEADY = {
    "postal_services.ledger.edges": "the operation that installs edges, which are written out",
    "postal_services.folding": "the expression of a generated column",
}
"""What migrations may take from the house's code, each with why it does not change under them."""


def migrations() -> list[Migration]:
    known = MigrationLoader(None).disk_migrations.values()
    return [each for each in known if type(each).__module__.split(".")[0] in house.PACKAGES]


def operations(within: Migration) -> list[Operation]:
    return list(within.operations)


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert migrations()


def test_a_migration_s_name_tells_its_phase() -> None:
    told = {
        f"{each.app_label}.{each.name}"
        for each in migrations()
        if not PHASE.match(each.name) and not FIRST.match(each.name)
    }
    assert told == set(WITHOUT_PHASE), told ^ set(WITHOUT_PHASE)


def test_every_migration_can_be_undone() -> None:
    told = [
        f"{each.app_label}.{each.name}: {operation.describe()}"
        for each in migrations()
        for operation in operations(each)
        if (isinstance(operation, RunPython) and operation.reverse_code is None)
        or (isinstance(operation, RunSQL) and operation.reverse_sql is None)
        or not operation.reversible
    ]
    assert not told


def test_migrations_stand_alone() -> None:
    """What a migration did must not change when the code does: no model, state table or command is imported."""
    told = [
        f"{house.name(path)}: {line}"
        for path in house.python(migrations=True)
        if "migrations" in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"(from|import) (postal_services|delegation|tracking|integrations)", line)
        and line.split()[1] not in STEADY
        and not _is_only_for_fields(line)
    ]
    assert not told


def _is_only_for_fields(line: str) -> bool:
    """Django writes these where a field's default or validator is a function of the house."""
    return bool(re.match(r"import (postal_services|delegation|tracking|integrations)[\w.]+$", line))


@pytest.mark.django_db
def test_the_database_refuses_exactly_what_the_tables_of_the_rooms_refuse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT machine, from_state, action, to_state, forced FROM ledger_edge")
        installed: dict[str, set[Edge]] = {}
        for machine, *edge in cursor.fetchall():
            installed.setdefault(machine, set()).add(Edge(*edge))
    told = {_plain(machine.edges) for machine in machines(settings.STATE_TABLES)}
    assert {_plain(edges) for edges in installed.values()} == told, "a rule was changed without a migration"


def _plain(edges: Iterable[Edge]) -> frozenset[Edge]:
    return frozenset(Edge(str(e.from_state), str(e.action), str(e.to_state), e.forced) for e in edges)


def test_every_machine_that_a_migration_installs_is_drawn() -> None:
    told = {op.machine for each in migrations() for op in operations(each) if isinstance(op, InstallEdges)}
    assert len(told) == len(settings.STATE_TABLES)


def test_every_room_with_models_has_migrations() -> None:
    for label in {model._meta.app_config.name for model in house.models()}:
        folder = Path(str(import_module(f"{label}.migrations").__file__)).parent
        assert list(folder.glob("0001_*.py")), label


@pytest.mark.django_db
def test_no_statement_waits_for_ever() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone()[0] not in {"0", "0ms"}
