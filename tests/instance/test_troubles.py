"""What can be wrong on a machine is told in two languages with what to do, and nothing is broken by it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from postal_services.instance import keys, places, postgres
from postal_services.instance.supervisor import Supervisor
from tests.running import Instance, folder, free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def assert_refused(instance: Instance, *, words: str) -> str:
    """Start and expect a plain message, no traceback and a failing exit code."""
    instance.start(wait=False)
    assert instance.process is not None
    assert instance.process.wait(60) != 0
    said = instance.words()
    assert words in said
    assert "Traceback" not in said
    assert "✗" in said, "the message in Vietnamese stands first"
    assert instance.left() == []
    return said


def test_a_taken_port_is_named_with_another_to_try(machine: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        said = assert_refused(Instance(folder(machine / "var"), port), words=f"Port {port} cannot be opened")
    assert f"PORT={port + 1}" in said
    assert f"Không mở được cổng {port}" in said
    assert not (machine / "var" / "postgres").exists(), "nothing is set up before the port is sure"


@pytest.mark.parametrize("port", ["0", "70000", "tám nghìn", "-1"])
def test_a_port_that_is_none_is_refused(machine: Path, port: str) -> None:
    assert_refused(Instance(folder(machine / "var"), PORT=port), words="is not a port")


def test_a_full_disk_is_named_with_what_is_free_and_needed(machine: Path) -> None:
    said = assert_refused(Instance(folder(machine / "var"), MIN_FREE_MB="99000000"), words="99000000 MB are needed")
    assert "còn trống" in said


def test_a_folder_that_cannot_be_one_is_named(machine: Path) -> None:
    (machine / "file").write_text("not a folder")
    said = assert_refused(Instance(folder(machine / "file" / "var")), words="Choose another folder")
    assert "VAR_DIR=" in said


def test_data_of_another_postgresql_is_left_alone(machine: Path) -> None:
    home = folder(machine / "var")
    home.postgres.mkdir(parents=True)
    (home.postgres / "PG_VERSION").write_text("13\n")
    said = assert_refused(Instance(home), words="belongs to PostgreSQL 13")
    assert "restore" in said
    assert [path.name for path in home.postgres.iterdir()] == ["PG_VERSION"]


def test_files_of_somebody_else_are_left_alone(machine: Path) -> None:
    home = folder(machine / "var")
    home.postgres.mkdir(parents=True)
    (home.postgres / "luan-van.docx").write_text("mine")
    assert_refused(Instance(home), words="files that are not PostgreSQL data")
    assert (home.postgres / "luan-van.docx").read_text() == "mine"


def test_a_database_that_does_not_answer_is_named(machine: Path) -> None:
    address = f"postgresql://postal@127.0.0.1:{free_port()}/postal"
    said = assert_refused(Instance(folder(machine / "var"), DATABASE_URL=address), words="Check DATABASE_URL")
    assert "Không dùng được cơ sở dữ liệu" in said


def test_a_second_run_in_the_same_folder_is_refused_and_the_first_lives_on(running_instance: Instance) -> None:
    second = Instance(running_instance.home)
    second.output = running_instance.home.var / "second.txt"
    second.start(wait=False)
    assert second.process is not None
    assert second.process.wait(30) != 0
    assert "is running already" in second.words()
    assert running_instance.is_healthy_within(10)


def test_a_deep_folder_has_its_sockets_elsewhere_and_remembers_where(machine: Path) -> None:
    home = folder(machine.joinpath(*["xã Chư HDrông huyện Chư Păh"] * 6) / "var")
    instance = Instance(home)
    done = instance.manage("shell", "-c", "from django.db import connection as c; c.ensure_connection(); print('sống')")
    assert "sống" in done.stdout, done.stderr
    sockets = home.sockets()
    assert len(str(sockets)) < 80
    assert sockets == home.sockets()
    assert sockets.stat().st_mode & 0o077 == 0
    assert instance.left() == []


def test_a_lock_file_that_names_a_living_stranger_does_not_stop_the_start_nor_the_stranger(machine: Path) -> None:
    home = folder(machine / "var")
    home.prepare()
    server = postgres.Postgres(home, careless=True)
    server.make_data()
    with subprocess.Popen(["sleep", "120"]) as stranger:
        lines = [str(stranger.pid), str(home.postgres), "1", "5432", str(home.sockets()), "", "1 1", "ready"]
        (home.postgres / "postmaster.pid").write_text("\n".join(lines))
        done = Instance(home).manage("shell", "-c", "print('sống')")
        assert "sống" in done.stdout, done.stderr
        assert stranger.poll() is None
        stranger.kill()


def test_an_initdb_that_was_killed_halfway_is_done_anew(machine: Path) -> None:
    home = folder(machine / "var")
    home.prepare()
    draft = home.var / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("half")
    postgres.Postgres(home, careless=True).make_data()
    assert (home.postgres / "PG_VERSION").read_text().strip() == "18"
    assert not draft.exists()


def test_a_server_that_cannot_start_gives_its_own_last_words(machine: Path) -> None:
    home = folder(machine / "var")
    home.prepare()
    server = postgres.Postgres(home, careless=True)
    server.make_data()
    (home.postgres / "postgresql.conf").write_text("max_connections = many\n")
    instance = Instance(home)
    said = assert_refused(instance, words="postgres did not start")
    assert "postgres.log" in said


def test_secrets_are_made_once_and_are_their_owners_alone(machine: Path) -> None:
    secrets = machine / "secrets"
    assert set(keys.ensure(secrets)) == set(keys.MAKERS)
    first = {name: keys.read(secrets, name) for name in keys.MAKERS}
    assert keys.ensure(secrets) == []
    assert first == {name: keys.read(secrets, name) for name in keys.MAKERS}
    assert len(set(first.values())) == len(first)
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in secrets.iterdir()} == {0o600}


def test_without_secrets_and_with_a_given_database_nothing_starts(machine: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}},
        "VAR_DIR": str(machine / "var"),
        "DATABASE_URL": "postgresql://postal@127.0.0.1/postal",
        "BROKER_URL": "redis://127.0.0.1/0",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=places.PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "SECRET_KEY is neither in the environment nor in" in done.stderr


def test_a_child_that_keeps_dying_is_started_again_with_growing_pauses() -> None:
    supervisor = Supervisor()
    from postal_services.instance.processes import Recipe
    from postal_services.instance.supervisor import Child

    child = Child(Recipe("dies", ("false",), {}, Path("/")))
    pauses = []
    for child.deaths in range(1, 9):
        pauses.append(child.pause())
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert supervisor.most_deaths() == 0
