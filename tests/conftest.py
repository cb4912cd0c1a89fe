"""Real servers for the tests: an embedded PostgreSQL and Valkey of their own, or the ones given in the environment.

Several processes of one run (``-n``) have servers each: what a reader of the ledger may read depends on everything that
is open on a server.

``db`` (pytest-django) gives a test that is rolled back. ``committed_db`` gives a database of its own to a test whose
commits must be real. ``superuser_dsn`` opens the same database past every grant. ``running_instance`` is the whole
system, started once a session the way an operator starts it.
"""

import contextlib
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from postal_services.instance import console, hold, places, processes, servers
from postal_services.instance.supervisor import Supervisor
from postal_services.web import assets
from postal_services.web import limits as page_limits
from tests.browsers import chromium
from tests.databases import django_db_setup, own_database
from tests.running import Instance

__all__ = ["chromium", "django_db_setup", "own_database"]

MOST_PROCESSES = 4
_servers = pytest.StashKey[contextlib.ExitStack]()


def pytest_xdist_auto_num_workers() -> int:
    """``-n auto``: a process for each core, up to four; one where the servers are given and would have to be shared."""
    if os.environ.get("DATABASE_URL") or os.environ.get("BROKER_URL"):
        return 0
    cores = os.cpu_count() or 1
    return min(cores, MOST_PROCESSES) if cores > 1 else 0


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once in every process that runs tests; one that only hands them out needs none."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return
    stack = contextlib.ExitStack()
    config.stash[_servers] = stack
    _use(_start(stack), os.environ.get("DATABASE_URL", ""))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if _servers in config.stash:
        config.stash[_servers].close()


def _start(stack: contextlib.ExitStack) -> servers.Addresses:
    given = os.environ.get("DATABASE_URL", ""), os.environ.get("BROKER_URL", "")
    if all(given):
        return servers.Addresses(*given, embedded=False, superuser=_superuser_of(given[0]))
    try:
        return _start_in(_free_place(), stack, *given)
    except console.Trouble as trouble:
        pytest.exit(f"{trouble.vi}\n{trouble.en}", returncode=3)


def _free_place() -> places.Places:
    """``VAR_DIR/test``, or the next one when another session of tests runs there; one of several has its name in it."""
    var = places.Places.from_environment().var
    name = "-".join(filter(None, ("test", os.environ.get("PYTEST_XDIST_WORKER", ""))))
    for number in itertools.count(1):
        home = places.Places(var / (name if number == 1 else f"{name}-{number}"))
        if not hold.is_owned(home):
            break
    home.prepare()
    return home


def _start_in(home: places.Places, stack: contextlib.ExitStack, database: str, broker: str) -> servers.Addresses:
    stack.enter_context(hold.ownership(home, "test", patience=1))
    processes.end(processes.marked(home.var), signal.SIGTERM, 10)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    supervisor = stack.enter_context(Supervisor())
    for number, handler in handlers.items():
        signal.signal(number, handler)
    addresses = servers.start(supervisor, home, database=database, broker=broker, careless=True)
    return replace(addresses, superuser=addresses.superuser or _superuser_of(database))


def _superuser_of(url: str) -> str:
    """The superuser's address on a given server; ``TEST_SUPERUSER_URL`` where it is not just another name."""
    return os.environ.get("TEST_SUPERUSER_URL") or _with(url, user="postgres")


def _with(url: str, *, user: str = "", database: str = "") -> str:
    parts = urlsplit(url)
    name, at, host = parts.netloc.rpartition("@")
    netloc = f"{user or name}{at}{host}" if name or user else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}" if database else parts.path))


def _use(addresses: servers.Addresses, given: str) -> None:
    """Point this process and its helpers at the servers; Django has read its settings by now but not connected."""
    os.environ["TEST_SUPERUSER_URL"] = addresses.superuser
    if not given:
        os.environ["DATABASE_URL"] = addresses.database
        from postal_services.settings import _database

        settings.DATABASES["default"].update(_database(addresses.database))
    os.environ["BROKER_URL"] = addresses.broker
    settings.CELERY_BROKER_URL = addresses.broker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a file whose tests would pull the database from under each other, before any of them runs."""
    if wrong := files_of_two_worlds(items):
        raise pytest.UsageError(
            f"{', '.join(wrong)}: `gialai` holds one transaction open for a whole file, and `cast` goes to a database"
            " of its own in between, which ends it. Put the tests of one of the two into a file of their own."
        )


def files_of_two_worlds(items: Iterable[pytest.Item]) -> list[str]:
    """Files whose tests ask for the whole reference data (``loaded``) and for the cast (``furnished``)."""
    asked: dict[str, set[str]] = {}
    for item in items:
        asked.setdefault(item.nodeid.partition("::")[0], set()).update(getattr(item, "fixturenames", ()))
    return sorted(file for file, names in asked.items() if {"loaded", "furnished"} <= names)


@pytest.fixture(autouse=True, scope="session")
def _var_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys, files and static files of tests stay out of the operator's folder; static files need no collecting.

    Overridden and not just assigned: importing a test may have opened the storages already, and only an override says
    that they changed.
    """
    var = tmp_path_factory.mktemp("var")
    (var / "static").mkdir()
    unbuilt = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        VAR_DIR=var,
        MEDIA_ROOT=var / "files",
        STATIC_ROOT=var / "static",
        STORAGES={**settings.STORAGES, "staticfiles": unbuilt},
    ):
        yield


@pytest.fixture(autouse=True)
def _fresh_page_limits() -> None:
    """No test spends the pages of another: time often stands still, so the minute would never end."""
    for limit in page_limits.limits():
        limit.forget()


@pytest.fixture(autouse=True, scope="session")
def _built_assets() -> None:
    """Styles, scripts and translations are those of the sources, whichever test comes first."""
    assets.build()


@pytest.fixture
def committed_db(own_database: None) -> None:
    """A migrated database for this test alone: commits are real, threads see each other, nothing has to be undone."""


@pytest.fixture
def superuser_dsn(request: pytest.FixtureRequest) -> str:
    """Address of the test's database for a role that no grant or trigger's owner can hold back."""
    if not {"db", "transactional_db", "committed_db", "own_database"} & set(request.fixturenames):
        request.getfixturevalue("committed_db")
    return _with(os.environ["TEST_SUPERUSER_URL"], database=connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def running_instance() -> Iterator[Instance]:
    """The whole system on a free port with a folder of its own."""
    with _own_folder() as folder:
        instance = Instance(places.Places(folder / "var"))
        instance.start()
        try:
            yield instance
        finally:
            instance.stop()


@pytest.fixture
def machine() -> Iterator[Path]:
    """A folder for an instance of the test's own, which a server of another user can reach."""
    with _own_folder() as folder:
        yield folder


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """A fresh folder; not pytest's, whose parents every new session closes to other users again."""
    folder = Path(tempfile.mkdtemp(prefix="machine-")).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How every browser test starts Chromium; the machine's own one, never a downloaded one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt install chromium (make test does it when run as root)")
    return {
        "executable_path": chromium,
        "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }
