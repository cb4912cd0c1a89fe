"""Dumps of the whole database by PostgreSQL's own programs, piece by piece."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction

_STEP: Final = 1024 * 1024


def program(name: str) -> str:
    """Path of ``pg_dump`` or ``pg_restore`` fit for the server: the same major version or a newer one.

    Raises:
        CommandError: neither the machine nor the wheel has one that is new enough.
    """
    server = _server_version() // 10_000
    for path in filter(None, (str(settings.POSTGRES_PROGRAMS / name), shutil.which(name))):
        if Path(path).exists() and _major(path) >= server:
            return path
    raise CommandError(
        f"Cần {name} phiên bản {server} trở lên; hãy cài gói postgresql-client-{server}. / "
        f"{name} of version {server} or newer is needed; install postgresql-client-{server}."
    )


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("show server_version_num")
        return int(cursor.fetchone()[0])


def _major(path: str) -> int:
    asked = [path, "--version"]
    words = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    return int(words[2].split(".")[0])


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the database for as long as the block lasts: its name, for ``dump``; queries inside see it too.

    It is a moment as if all work were done one after the other (serializable and deferrable), so it may take a little
    to come about; nobody waits for it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a dump takes as long as it takes
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def dump(moment: str, take: Callable[[bytes], object]) -> None:
    """Give the whole database as of ``moment`` (see ``snapshot``) to ``take``, piece by piece."""
    with _running(
        "pg_dump", "--format=custom", "--no-owner", f"--snapshot={moment}", stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(_STEP):
            take(piece)


def restore(source: IO[bytes]) -> None:
    """Bring a dump into the project's database, all or nothing."""
    options = (
        "--dbname",
        str(connection.settings_dict["NAME"]),
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
    )
    connection.close()
    with _running("pg_restore", *options, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        # a program that stops early says why on its error output
        with suppress(BrokenPipeError), process.stdin:
            shutil.copyfileobj(source, process.stdin, _STEP)


@contextmanager
def _running(name: str, *options: str, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """``pg_dump`` or ``pg_restore`` against the project's database; the password never stands on a command line.

    Raises:
        CommandError: it did not come to a good end.
    """
    words = [program(name), *options]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(words, env=_environment(), stderr=errors, **streams) as process:  # noqa: S603
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").splitlines()
            # both may quote what stands in a row
            said = "\n".join(line for line in lines if "DETAIL" not in line and "CONTEXT" not in line)[-2000:]
            raise CommandError(f"{name} không thành công. / {name} failed.\n{said}")


def _environment() -> dict[str, str]:
    """The database's address as PostgreSQL's programs read it."""
    settings = connection.settings_dict
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment |= {variable: str(settings[key]) for variable, key in given.items() if settings[key]}
    if "sslmode" in settings["OPTIONS"]:
        environment["PGSSLMODE"] = settings["OPTIONS"]["sslmode"]
    return environment


def is_empty() -> bool:
    """Whether the database has no table of anybody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p', 'v', 'S') and n.nspname not like 'pg\\_%'"
            " and n.nspname <> 'information_schema')"
        )
        return bool(cursor.fetchone()[0])
