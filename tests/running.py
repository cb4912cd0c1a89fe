"""The whole system as tests see it: started by the operator's command, watched from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from postal_services.instance import hold, places, processes

READY_SECONDS = 240.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Instance:
    """One run of ``python -m postal_services.instance run`` and what can be seen of it."""

    def __init__(self, home: places.Places, port: int | None = None, **environment: str) -> None:
        self.home = home
        self.port = port or free_port()
        self.output = Path(tempfile.mkdtemp(prefix="machine-output-")) / "output.txt"
        self.extra = environment
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """A clean environment: the test servers' addresses must not leak in."""
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        own = {"VAR_DIR": str(self.home.var), "PORT": str(self.port), "DEMO_DOSSIERS": "0"}
        return {**kept, **own, **self.extra}

    def start(self, *, wait: bool = True) -> float:
        """Start; return the seconds until it was ready."""
        begun = time.monotonic()
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "postal_services.instance", "run"],
                cwd=places.PROJECT,
                env=self.environment(),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if wait:
            assert self.becomes_ready(), self.words()
        return time.monotonic() - begun

    def words(self) -> str:
        """What it has said so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def becomes_ready(self, seconds: float = READY_SECONDS) -> bool:
        """Wait for the line that tells the operator where to go."""
        assert self.process is not None
        process = self.process
        processes.wait_until(lambda: f"Ready: {self.url}" in self.words() or process.poll() is not None, seconds, 0.1)
        return f"Ready: {self.url}" in self.words()

    def health(self, timeout: float = 5.0) -> tuple[int, dict[str, Any]]:
        """Status and body of the health page; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=timeout) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)
        except OSError:
            return 0, {}

    def is_healthy_within(self, seconds: float) -> bool:
        """Wait until the health page says 200."""
        return processes.wait_until(lambda: self.health()[0] == 200, seconds, 0.2)

    def find(self, *words: str) -> list[psutil.Process]:
        """Processes of this instance whose command line has all ``words``, the oldest first."""
        found = []
        for process in (*processes.marked(self.home.var), *self.servers()):
            try:
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words):
                found.append(process)
        return sorted(found, key=lambda process: process.create_time())

    def servers(self) -> list[psutil.Process]:
        """Processes of the embedded servers."""
        return [
            *processes.working_in(self.home.postgres, "postgres"),
            *processes.working_in(self.home.valkey, "valkey"),
        ]

    def left(self) -> list[psutil.Process]:
        """Whatever of this instance still lives, apart from the supervisor."""
        own = self.process.pid if self.process else 0
        return [process for process in {*processes.marked(self.home.var), *self.servers()} if process.pid != own]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Stop it as an operator does; the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(60)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            processes.wait_until(lambda: not self.left(), 30)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a management command against it."""
        return subprocess.run(
            [sys.executable, "-m", "postal_services.instance", "manage", *words],
            cwd=places.PROJECT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def facts(self) -> dict[str, Any]:
        """What the instance published about itself."""
        return hold.facts(self.home)


def folder(path: Path) -> places.Places:
    """The places of an instance in ``path``."""
    return places.Places(path.resolve())
