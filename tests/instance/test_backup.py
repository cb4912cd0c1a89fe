"""The drill: what a backup holds comes back whole on another machine, and nothing is ever restored over something."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.running import Instance, folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]

STEADY = ("registry_unit", "registry_office", "registry_procedure", "accounts_user", "ledger_line", "ledger_edge")
"""Tables that nobody writes while the system idles."""


def counts(instance: Instance) -> dict[str, int]:
    """Rows of every table."""
    with psycopg.connect(instance.facts()["database_url"]) as connection:
        tables = [name for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'public'")]
        ask = sql.SQL("select count(*) from {}")
        return {name: _one(connection.execute(ask.format(sql.Identifier(name))).fetchone()) for name in tables}


def _one(row: tuple[int] | None) -> int:
    assert row is not None
    return row[0]


HAND_IN = """
from postal_services.documents import attachments
from tests.documents.files import Sent, pdf
print(attachments.take(Sent(pdf(), "Biên bản.pdf")).place)
"""
OPEN = """
from postal_services.documents import attachments
from postal_services.documents.models import Attachment
print(attachments.content_of(Attachment.objects.get()).startswith(b"%PDF-"))
"""


def test_a_backup_comes_back_whole_in_a_new_place(running_instance: Instance, machine: Path) -> None:
    handed_in = running_instance.manage("shell", "--no-imports", "-c", HAND_IN)
    assert handed_in.returncode == 0, handed_in.stderr
    before = counts(running_instance)
    file = machine / "hoso.tar"
    done = running_instance.manage("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert "secrets" in done.stdout, "the operator is told to keep the keys too"

    elsewhere = Instance(folder(machine / "var"))
    secrets = {path.name: path.read_text() for path in running_instance.home.secrets.iterdir()}
    elsewhere.home.secrets.mkdir(parents=True, mode=0o700)
    for name, value in secrets.items():
        (elsewhere.home.secrets / name).write_text(value)
    done = elsewhere.manage("restore", str(file))
    assert done.returncode == 0, done.stderr + done.stdout
    assert "Restored" in done.stdout

    again = elsewhere.manage("restore", str(file))
    assert again.returncode != 0
    assert "not empty" in again.stderr

    try:
        elsewhere.start()
        restored = counts(elsewhere)
        assert {name: restored.get(name) for name in STEADY} == {name: before[name] for name in STEADY}
        assert {name for name, rows in before.items() if rows and not restored.get(name)} == set()
        assert elsewhere.manage("verify_ledger").returncode == 0
        assert "OK: 1 files" in elsewhere.manage("verify_files").stdout
        assert "True" in elsewhere.manage("shell", "--no-imports", "-c", OPEN).stdout
    finally:
        elsewhere.stop()


def test_a_backup_never_writes_over_a_file(running_instance: Instance, machine: Path) -> None:
    file = machine / "kept.dump"
    file.write_text("earlier")
    done = running_instance.manage("backup", str(file))
    assert done.returncode != 0
    assert "choose another name" in done.stderr
    assert file.read_text() == "earlier"


def test_a_file_that_is_no_backup_is_refused(running_instance: Instance, machine: Path) -> None:
    file = machine / "bang-ke.pdf"
    file.write_bytes(b"%PDF-1.7")
    done = running_instance.manage("restore", str(file))
    assert done.returncode != 0
    assert "is not a backup" in done.stderr
    assert running_instance.is_healthy_within(10)
