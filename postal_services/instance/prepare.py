"""Bringing a database and the static files to what this release needs; what is done already is only looked at.

The supervisor runs this module as one process, so that Django starts once. Exit codes: 0 done, 2 with words on the
error output when the operator can do something about it.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from postal_services.instance import console, keys, places

ROOMS = ("postal_services", "delegation", "tracking", "integrations")
LOOKED_AT = {
    ".py",
    ".csv",
    ".toml",
    ".json",
    ".css",
    ".js",
    ".html",
    ".mo",
    ".po",
    ".woff2",
    ".svg",
    ".png",
    ".wasm",
    ".txt",
}
LISTS = ("load_reference", "record_establishment")
"""What every instance is given: commands that change nothing when they come again."""
DEMONSTRATION = ("load_demo", "load_demo_mandates", "load_demo_windows", "record_establishment")
"""What only an embedded database is given besides."""
DEMO_DOSSIERS = 1_500
MOST_DEMO_DOSSIERS = 100_000
ORDER_OF_RELEASES = 7_203_011
"""Number of the advisory lock that keeps two hosts from migrating at once."""


def digest() -> str:
    """A short name for the state of the code and data files: it changes when any of them is written."""
    found = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((places.PROJECT / room).rglob("*")):
            if path.suffix in LOOKED_AT:
                known = path.stat()
                found.update(f"{path.relative_to(places.PROJECT)} {known.st_size} {known.st_mtime_ns}\n".encode())
    return found.hexdigest()[:24]


def is_done(url: str, home: places.Places, state: str) -> bool:
    """Whether database and static files were prepared for ``state`` already; two cheap looks, no Django."""
    return _static_stamp(home.var) == state and _database_stamp(url) == state


def _static_stamp(var: Path) -> str:
    try:
        return (var / "static" / ".prepared").read_text(encoding="ascii")
    except OSError:
        return ""


def _database_stamp(url: str) -> str:
    """The state noted in the database by ``_note``, or nothing when migrations came or went since."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(
                "select obj_description('django_migrations'::regclass), (select count(*) from django_migrations)"
            ).fetchone()
    except psycopg.Error:
        return ""
    note, applied = row or ("", 0)
    state, _, count = str(note or "").removeprefix("prepared ").partition(" ")
    return state if count == str(applied) else ""


def _note(connection: Any, state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        words = f"prepared {state} {cursor.fetchone()[0]}"
        cursor.execute(
            sql.SQL("comment on table django_migrations is {}").format(words).as_string(connection.connection)
        )


def prepare(state: str) -> None:
    """Migrate, load the reference data, collect static files; on an embedded database the demonstration as well."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command, get_commands
    from django.db import connection

    dossiers = demo_dossiers()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ORDER_OF_RELEASES])
    call_command("migrate", interactive=False, verbosity=0)
    for name in (*LISTS, *(DEMONSTRATION if settings.POSTAL_EMBEDDED else ())):
        if name in get_commands():
            console.tell(f"  {name}")
            call_command(name)
    collect(settings.VAR_DIR, state)
    if settings.POSTAL_EMBEDDED and dossiers:
        console.tell("  load_demo_story")
        call_command("load_demo_story", dossiers=dossiers)
    _note(connection, state)
    connection.close()


def demo_dossiers() -> int:
    """With how many simulated dossiers a new embedded database begins (``DEMO_DOSSIERS``); nought for none."""
    text = os.environ.get("DEMO_DOSSIERS", "").strip() or str(DEMO_DOSSIERS)
    if text.isascii() and text.isdigit() and int(text) <= MOST_DEMO_DOSSIERS:
        return int(text)
    raise console.Trouble(
        f"DEMO_DOSSIERS={text} không dùng được. Hãy dùng số từ 0 (không mô phỏng) đến {MOST_DEMO_DOSSIERS}.",
        f"DEMO_DOSSIERS={text} is of no use. Give a number from 0 (no simulation) to {MOST_DEMO_DOSSIERS}.",
    )


def collect(var: Path, state: str) -> None:
    """Copy, compress and name the static files by content, unless they are those of ``state`` already."""
    from django.core.management import call_command

    if _static_stamp(var) == state:
        return
    (var / "static" / ".prepared").unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    (var / "static" / ".prepared").write_text(state, encoding="ascii")


def main() -> int:
    """Prepare; say in both languages what an operator can do when it does not work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postal_services.settings")
    home = places.Places.from_environment()
    keys.ensure(home.secrets)
    try:
        prepare(sys.argv[1] if len(sys.argv) > 1 else digest())
    except OSError as error:
        console.complain(console.from_os(error, str(home.var)))
    except console.Trouble as trouble:
        console.complain(trouble)
    except Exception as error:
        from django.core.management import CommandError
        from django.db import OperationalError

        if isinstance(error, CommandError):
            console.tell(str(error))
            return error.returncode
        if not isinstance(error, OperationalError):
            raise
        console.complain(_database_trouble(error, home))
    else:
        return 0
    return 2


def _database_trouble(error: Exception, home: places.Places) -> console.Trouble:
    words = str(error).strip()
    if "No space left" in words:
        return console.disk_full(str(home.var))
    first = words.splitlines()[0] if words else type(error).__name__
    return console.Trouble(
        f"Không dùng được cơ sở dữ liệu: {first}. Hãy kiểm tra DATABASE_URL, quyền tài khoản và máy chủ PostgreSQL.",
        f"The database cannot be used: {first}. Check DATABASE_URL, the role's rights and the PostgreSQL server.",
    )


if __name__ == "__main__":
    raise SystemExit(main())
