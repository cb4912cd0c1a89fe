"""What an operator relies on: one command starts the house, another borrows it, given servers are used as they are."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from postal_services.instance import hold, places, processes
from tests.running import Instance, folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_the_role_of_the_application_owns_its_database_and_is_no_superuser(running_instance: Instance) -> None:
    with psycopg.connect(running_instance.facts()["database_url"]) as connection:
        row = connection.execute(
            "select current_user, rolsuper, rolcreatedb, pg_get_userbyid(datdba) from pg_roles, pg_database"
            " where rolname = current_user and datname = current_database()"
        ).fetchone()
    assert row == ("postal", False, False, "postal")


def test_the_servers_listen_on_closed_sockets_only(running_instance: Instance) -> None:
    for process in running_instance.servers():
        assert process.net_connections(kind="inet") == []
    assert running_instance.home.sockets().stat().st_mode & 0o077 == 0


def test_health_and_figures_are_plain(running_instance: Instance) -> None:
    status, body = running_instance.health()
    assert (status, body["failing"], body["overdue"]) == (200, [], [])
    assert body["parts"] == {"database": "ok", "broker": "ok", "worker": "ok"}


def test_a_command_borrows_the_running_instance(running_instance: Instance) -> None:
    done = running_instance.manage(
        "shell", "-c", "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['HOST'])"
    )
    assert str(running_instance.home.sockets()) in done.stdout, done.stderr
    assert running_instance.is_healthy_within(10), "the command must not stop what it only borrowed"


def test_the_exit_code_and_the_words_of_a_command_come_through(running_instance: Instance) -> None:
    done = running_instance.manage("shell", "-c", "import sys; print('trước H\\'Nhung'); sys.exit(7)")
    assert done.returncode == 7
    assert "trước H'Nhung" in done.stdout


def test_a_command_alone_starts_the_servers_for_its_own_life(machine: Path) -> None:
    instance = Instance(folder(machine / "var"))
    words = "from django.db import connection as c; c.ensure_connection(); print('sống'); raise SystemExit(3)"
    done = instance.manage("shell", "-c", words)
    assert (done.returncode, done.stdout.strip().splitlines()[-1]) == (3, "sống"), done.stderr
    assert instance.left() == []
    assert not hold.is_owned(instance.home)


def test_two_commands_at_once_share_the_servers_until_the_last_ends(machine: Path) -> None:
    instance = Instance(folder(machine / "var"))
    begin = [sys.executable, "-m", "postal_services.instance", "manage", "shell", "-c"]
    ask = "from django.db import connection as c\nimport time\nc.ensure_connection()\ntime.sleep({})\n"
    ask += "c.close()\nc.ensure_connection()\nprint('sống')"

    def start(seconds: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*begin, ask.format(seconds)],
            cwd=places.PROJECT,
            env=instance.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    with start(1) as first:
        assert processes.wait_until(lambda: bool(instance.facts().get("database_url")), 60)
        with start(6) as second:
            for program in (first, second):
                said, complained = program.communicate(timeout=120)
                assert "sống" in said, complained
    assert instance.left() == []


@pytest.fixture
def given_database() -> Iterator[str]:
    """An empty database on the test server, as an operator's own server would hold it."""
    name = f"given_{uuid4().hex[:8]}"
    known = settings.DATABASES["default"]
    server = f"postgresql://{known['USER']}@/postgres?host={known['HOST']}&port={known['PORT'] or 5432}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield urlsplit(server)._replace(path=f"/{name}").geturl().replace("postgresql:", "postgresql:", 1)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_given_servers_are_used_and_no_demo_people_exist(machine: Path, given_database: str) -> None:
    address = given_database if "@/" in given_database else given_database.replace("@", "@/", 1)
    instance = Instance(folder(machine / "var"), DATABASE_URL=address, BROKER_URL=settings.CELERY_BROKER_URL)
    try:
        instance.start()
        assert instance.servers() == []
        with psycopg.connect(address) as connection:
            (people,) = connection.execute("select count(*) from accounts_user").fetchone() or (None,)
            (offices,) = connection.execute("select count(*) from registry_office").fetchone() or (None,)
        assert people == 0
        assert offices
    finally:
        instance.stop()
    assert instance.left() == []


def test_a_killed_make_takes_the_instance_with_it(machine: Path) -> None:
    instance = Instance(folder(machine / "var"))
    with subprocess.Popen(
        ["sh", "-c", f"{sys.executable} -m postal_services.instance run --with-parent; true"],
        cwd=places.PROJECT,
        env=instance.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as shell:
        assert processes.wait_until(lambda: bool(instance.facts().get("database_url")), 90)
        shell.kill()
    assert processes.wait_until(lambda: not hold.is_owned(instance.home), 60)
    assert instance.left() == []
