"""Backups of the whole database by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection


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


def run(name: str, *options: str) -> None:
    """Run ``pg_dump`` or ``pg_restore`` against the project's database; the password never stands on a command line."""
    settings = connection.settings_dict
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment |= {variable: str(settings[key]) for variable, key in given.items() if settings[key]}
    if "sslmode" in settings["OPTIONS"]:
        environment["PGSSLMODE"] = settings["OPTIONS"]["sslmode"]
    words = [program(name), *options]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = "\n".join(line for line in done.stderr.splitlines() if "DETAIL" not in line)[-2000:]
        raise CommandError(f"{name} không thành công. / {name} failed.\n{said}")


def is_empty() -> bool:
    """Whether the database has no table of anybody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p', 'v', 'S') and n.nspname not like 'pg\\_%'"
            " and n.nspname <> 'information_schema')"
        )
        return bool(cursor.fetchone()[0])
