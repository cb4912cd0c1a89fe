"""The whole instance in the foreground: servers, web, worker and beat, until Ctrl-C."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from postal_services.instance import console, hold, keys, places, prepare, processes, servers
from postal_services.instance.supervisor import Child, Stopped, Supervisor

READY_SECONDS = 120.0
HOPELESS = 4
"""Deaths of one child before the instance is ready after which it will not become ready."""
LOW_DISK_MB = 100
LAST_PORT = 65_535


@dataclass
class Instance:
    """One run of the instance in ``home`` on ``port``."""

    home: places.Places
    port: int
    supervisor: Supervisor

    @property
    def address(self) -> str:
        """Where people open it."""
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        """Set everything up, start everything, keep it alive."""
        begun = time.monotonic()
        listener = self._listen()
        made = keys.ensure(self.home.secrets)
        if made and os.environ.get("DATABASE_URL"):
            console.tell(f"→ {self.home.secrets}: khóa mới, hãy sao lưu · new keys, keep a copy")
        console.tell("→ Khởi động cơ sở dữ liệu · starting the database")
        addresses = servers.start(
            self.supervisor,
            self.home,
            database=os.environ.get("DATABASE_URL", ""),
            broker=os.environ.get("BROKER_URL", ""),
        )
        self._publish(addresses, "starting")
        self._prepare(addresses)
        self._start_people_facing(addresses, listener)
        self._await_ready()
        self._publish(addresses, "running")
        console.tell(f"Ready: {self.address}")
        console.tell(f"  ({time.monotonic() - begun:.1f} s; Ctrl-C để dừng · Ctrl-C stops everything)")
        self.supervisor.watch(self._look_at_disk)

    def _listen(self) -> socket.socket:
        """Take the port first: a taken one is told before anything is set up, and visitors wait while web restarts."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        host = os.environ.get("BIND_HOST", "127.0.0.1")
        try:
            listener.bind((host, self.port))
        except OSError as error:
            raise console.Trouble(
                f"Không mở được cổng {self.port} ({error.strerror}): chương trình khác đang dùng, hoặc bị cấm. "
                f"Hãy dừng chương trình đó hoặc chọn cổng khác: make run PORT={_other_port(self.port)}",
                f"Port {self.port} cannot be opened ({error.strerror}): another program uses it, or it is not allowed. "
                f"Stop that program or choose another port: make run PORT={_other_port(self.port)}",
            ) from None
        listener.listen(512)
        return listener

    def _publish(self, addresses: servers.Addresses, state: str) -> None:
        known = {
            "purpose": "run",
            "pid": os.getpid(),
            "state": state,
            "address": self.address,
            "database_url": addresses.database,
            "broker_url": addresses.broker,
            "embedded": addresses.embedded,
        }
        hold.write_facts(self.home, known)

    def environment(self, addresses: servers.Addresses, process: str) -> dict[str, str]:
        """The environment of one of our own processes."""
        return {
            **os.environ,
            **addresses.environment(),
            "VAR_DIR": str(self.home.var),
            "PORT": str(self.port),
            "POSTAL_PROCESS": process,
            "PYTHONUNBUFFERED": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(self.home.run / "metrics"),
            processes.MARK: str(self.home.var),
        }

    def _prepare(self, addresses: servers.Addresses) -> None:
        state = prepare.digest()
        if prepare.is_done(addresses.database, self.home, state):
            return
        console.tell("→ Cập nhật cơ sở dữ liệu và dữ liệu gốc · preparing the database and reference data")
        environment = self.environment(addresses, "command")
        environment.pop("PROMETHEUS_MULTIPROC_DIR")
        recipe = processes.Recipe(
            name="prepare",
            argv=(sys.executable, "-m", "postal_services.instance.prepare", state),
            environment=environment,
            folder=places.PROJECT,
        )
        child = Child(recipe)
        child.start()
        try:
            while child.process is not None and child.process.poll() is None:
                self.supervisor.require_going_on()
                self.supervisor.tend()
                time.sleep(0.05)
            code = child.process.returncode if child.process else 1
        finally:
            child.stop()
        if code:
            raise Unprepared(code)

    def _start_people_facing(self, addresses: servers.Addresses, listener: socket.socket) -> None:
        celery = (
            sys.executable,
            "-W",
            "ignore::UserWarning:celery.platforms",
            "-m",
            "celery",
            "--app",
            "postal_services.celery",
            "--quiet",
        )
        quiet = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
        schedule = str(self.home.run / "beat")
        commands: dict[str, tuple[str, ...]] = {
            "worker": (*celery, "worker", *quiet, "--hostname", "postal@%h"),
            "beat": (*celery, "beat", "--loglevel", "WARNING", "--schedule", schedule, "--pidfile", ""),
        }
        web = self.environment(addresses, "web") | {"BIND": f"fd://{listener.fileno()}"}
        self.supervisor.add(
            processes.Recipe(
                name="web",
                argv=(
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "-c",
                    "python:postal_services.instance.web",
                    "postal_services.wsgi",
                ),
                environment=web,
                folder=places.PROJECT,
                inherited=(listener.fileno(),),
            )
        )
        for name, argv in commands.items():
            environment = self.environment(addresses, name)
            environment.pop("PROMETHEUS_MULTIPROC_DIR")
            recipe = processes.Recipe(
                name=name,
                argv=argv,
                environment=environment,
                folder=places.PROJECT,
                stop_seconds=20,
                before=self._clear_beat,
            )
            self.supervisor.add(recipe)

    def _clear_beat(self) -> None:
        """Beat's own note of last runs is a convenience; half-written by a killed beat it would only be in the way."""
        for path in self.home.run.glob("beat*"):
            path.unlink(missing_ok=True)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            self.supervisor.require_going_on()
            self.supervisor.tend()
            missing = unanswered(self.port)
            if not missing:
                return
            if time.monotonic() > deadline or self.supervisor.most_deaths() >= HOPELESS:
                words = ", ".join(missing)
                raise console.Trouble(
                    f"Hệ thống không khởi động được, chưa trả lời: {words}. Xem phía trên và {self.home.log}.",
                    f"The instance did not start; no answer from: {words}. See above and {self.home.log}.",
                )
            time.sleep(0.2)

    def _look_at_disk(self) -> None:
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(self.home.var).free // 1_000_000
            if free < LOW_DISK_MB:
                console.tell(
                    f"! {self.home.var}: chỉ còn {free} MB, hãy giải phóng đĩa · only {free} MB left, free some space"
                )


class Unprepared(Exception):
    """Preparing failed and has said why; carries the exit code."""


def unanswered(port: int) -> list[str]:
    """What does not answer yet, by the health page; empty when all is well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=3):
            return []
    except urllib.error.HTTPError as answer:
        with contextlib.suppress(ValueError):
            return list(json.loads(answer.read())["failing"])
        return ["web"]
    except OSError:
        return ["web"]


def run(home: places.Places, *, with_parent: bool) -> int:
    """Run the instance until it is stopped; the exit code."""
    with Supervisor() as supervisor:
        if with_parent:
            processes.die_with_parent(signal.SIGTERM, os.getppid())
        try:
            home.prepare()
            port = _port()
            with hold.ownership(home, "run", patience=5):
                processes.end(processes.marked(home.var), signal.SIGTERM, 10)
                return _run_owned(Instance(home, port, supervisor))
        except Stopped:
            return 0
        except Unprepared as failure:
            return int(failure.args[0])
        except OSError as error:
            raise console.from_os(error, str(home.var)) from None


def _run_owned(instance: Instance) -> int:
    try:
        instance.run()
    finally:
        if instance.supervisor.children:
            console.tell("→ Đang dừng · stopping")
        with contextlib.suppress(OSError):
            hold.write_facts(instance.home, {**hold.facts(instance.home), "state": "stopping"})
        instance.supervisor.stop()
    return 0


def stop(home: places.Places) -> int:
    """Ask the running instance to stop and wait until it has."""
    pid = hold.facts(home).get("pid")
    if not hold.is_owned(home) or not isinstance(pid, int):
        console.tell("Không có gì đang chạy · nothing is running")
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    return 0 if processes.wait_until(lambda: not hold.is_owned(home), 60) else 1


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if text.isascii() and text.isdigit() and 0 < int(text) <= LAST_PORT:
        return int(text)
    raise console.Trouble(
        f"PORT={text} không phải số cổng. Hãy dùng số từ 1 đến 65535, ví dụ: make run PORT=8001",
        f"PORT={text} is not a port. Use a number from 1 to 65535, such as: make run PORT=8001",
    )


def _other_port(port: int) -> int:
    return port + 1 if port < LAST_PORT else 8000


def run_command(home: places.Places, argv: list[str]) -> int:
    """Run one program against the instance: borrow a running one, else start the servers for the program's life."""
    home.prepare()
    given = os.environ.get("DATABASE_URL", ""), os.environ.get("BROKER_URL", "")
    if all(given):
        keys.ensure(home.secrets)
        os.execvpe(argv[0], argv, {**os.environ, "VAR_DIR": str(home.var)})  # noqa: S606 - the operator's own command
    known = hold.borrow(home)
    if known and not given[0]:
        addresses = servers.Addresses(known["database_url"], given[1] or known["broker_url"], known["embedded"])
        os.execvpe(argv[0], argv, {**os.environ, **addresses.environment(), "VAR_DIR": str(home.var)})  # noqa: S606
    with Supervisor() as supervisor, hold.ownership(home, "command", patience=10):
        processes.end(processes.marked(home.var), signal.SIGTERM, 10)
        keys.ensure(home.secrets)
        addresses = servers.start(supervisor, home, database=given[0], broker=given[1])
        hold.write_facts(
            home,
            {
                "purpose": "command",
                "pid": os.getpid(),
                "state": "running",
                "database_url": addresses.database,
                "broker_url": addresses.broker,
                "embedded": addresses.embedded,
            },
        )
        environment = {**os.environ, **addresses.environment(), "VAR_DIR": str(home.var)}
        with subprocess.Popen(argv, env=environment) as program:
            try:
                while program.poll() is None:
                    supervisor.tend()
                    if supervisor.asked_to_stop:
                        program.send_signal(signal.SIGINT)
                        supervisor.asked_to_stop = 0
                        program.wait(30)
                    time.sleep(0.05)
            finally:
                program.kill()
        hold.wait_for_borrowers(home)
        return program.returncode
