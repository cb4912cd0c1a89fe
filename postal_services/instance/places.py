"""Where an instance keeps its things: one folder (``VAR_DIR``) with data, secrets, logs and run-time files."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from postal_services.instance import console

PROJECT = Path(__file__).resolve().parents[2]
FIRST_RUN_MB = 700
LATER_RUN_MB = 150
SERVER_USER = "embedded_postgres"
"""System user that runs the embedded servers when the operator is root: PostgreSQL refuses to run as root."""


@dataclass(frozen=True)
class Places:
    """The folders of one instance."""

    var: Path

    @classmethod
    def from_environment(cls) -> "Places":
        """The instance named by ``VAR_DIR``, or ``var`` in the project's folder."""
        return cls((PROJECT / os.environ.get("VAR_DIR", "var")).resolve())

    @property
    def postgres(self) -> Path:
        """Data folder of the embedded PostgreSQL."""
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        """Working folder of the embedded Valkey."""
        return self.var / "valkey"

    @property
    def run(self) -> Path:
        """Locks and what is true only while the instance runs."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """Logs of the embedded servers."""
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        """Keys made on the first run, readable by their owner only."""
        return self.var / "secrets"

    @property
    def facts(self) -> Path:
        """Addresses of the running instance, for commands that borrow it."""
        return self.run / "instance.json"

    def prepare(self) -> None:
        """Make the folders; raises ``Trouble`` when they cannot be written or the disk has no room."""
        try:
            for folder in (self.var, self.run, self.log):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.run / f".probe-{os.getpid()}"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
            free = shutil.disk_usage(self.var).free // 1_000_000
        except OSError as error:
            raise console.from_os(error, str(self.var)) from None
        default = LATER_RUN_MB if (self.postgres / "PG_VERSION").exists() else FIRST_RUN_MB
        needed = int(os.environ.get("MIN_FREE_MB", default))
        if free < needed:
            raise console.Trouble(
                f"Đĩa chứa {self.var} chỉ còn trống {free} MB, cần ít nhất {needed} MB. "
                "Hãy xóa bớt tệp hoặc đặt VAR_DIR sang đĩa khác, rồi chạy lại.",
                f"The disk that holds {self.var} has only {free} MB left, at least {needed} MB are needed. "
                "Free some space or point VAR_DIR at another disk, then run again.",
            )

    def sockets(self) -> Path:
        """Folder of the servers' sockets: inside ``VAR_DIR`` where the path is short enough, else remembered elsewhere.

        A Unix socket's path holds at most 107 bytes, and some file systems have no sockets at all.
        """
        inside = self.run / "sockets"
        remembered = self.run / "sockets.path"
        if _takes_sockets(inside):
            return inside
        with contextlib.suppress(OSError):
            known = Path(remembered.read_text(encoding="utf-8"))
            if _is_ours(known) and _takes_sockets(known):
                return known
        short = Path(tempfile.mkdtemp(prefix="postal-"))
        if not _takes_sockets(short):
            short.rmdir()
            short = Path(tempfile.mkdtemp(prefix="postal-", dir="/tmp"))
        remembered.write_text(str(short), encoding="utf-8")
        return short


def server_user() -> str | None:
    """System user for the embedded servers: None means the operator's own; root gets one made for the purpose."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        try:
            subprocess.run(["useradd", "--system", "--no-create-home", SERVER_USER], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise console.Trouble(
                "PostgreSQL không chạy dưới quyền root và máy này không tạo được người dùng riêng. "
                "Hãy chạy lại bằng một tài khoản thường, hoặc đặt DATABASE_URL.",
                "PostgreSQL does not run as root and no user could be made for it. "
                "Run again as an ordinary user, or set DATABASE_URL.",
            ) from None
    return SERVER_USER


def give_to_servers(folder: Path) -> None:
    """Let the embedded servers' user own ``folder`` and nobody else enter it; open the way down to it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    user = server_user()
    if user is None:
        return
    owner = pwd.getpwnam(user)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    open_the_way(folder)


def open_the_way(path: Path) -> None:
    """Let other users pass through (not read) the folders above ``path``."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            console.tell(f"  chmod o+x {parent}")
            parent.chmod(mode | 0o001)


def _takes_sockets(folder: Path) -> bool:
    """Whether a server's socket can live in ``folder`` (its longest name is ``.s.PGSQL.5432.lock``)."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".s.probe.{os.getpid():08d}"
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(probe))
        probe.unlink()
        return True
    return False


def _is_ours(folder: Path) -> bool:
    """Whether a remembered folder outside ``VAR_DIR`` still belongs to us (temporary folders are swept and reused)."""
    with contextlib.suppress(OSError, KeyError):
        owner = folder.lstat().st_uid
        user = server_user()
        return (
            folder.is_dir()
            and not folder.is_symlink()
            and owner in {os.geteuid(), pwd.getpwnam(user).pw_uid if user else os.geteuid()}
        )
    return False
