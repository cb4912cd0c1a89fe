"""``make bench``: start servers of the bench's own, measure, print the table, write ``var/bench.json``."""

import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from postal_services.instance import hold, keys, places, processes, servers
from postal_services.instance.supervisor import Supervisor

CLIENTS = 16
SECONDS = 4.0
ROUNDS = 3
BUDGETS = {"scan_http": 0.7, "scan_batch": 0.3, "journey": 0.6, "receipt": 0.5}
"""Least ratios of the design; a hand-over is held to its statements, verification to its lines a second."""
MOST_STATEMENTS = 20
LEAST_LINES = 100_000


def child(environment: dict[str, str], module: str, said: Any = None) -> Any:
    """What a module of the bench prints, as JSON, for what it is told as JSON; its complaints go to the terminal."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment,
        input=json.dumps(said).encode(),
        stdout=subprocess.PIPE,
        check=False,
        cwd=places.PROJECT,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed; see above")
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def web(environment: dict[str, str]) -> Any:
    """The house's own web server, with the floors beside it."""
    port = free_port()
    words = [sys.executable, "-m", "gunicorn", "-c", "python:postal_services.instance.web", "tests.bench.wsgi"]
    server = subprocess.Popen(
        words,
        env={
            **environment,
            "PORT": str(port),
            "POSTAL_PROCESS": "web",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        },
        cwd=places.PROJECT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/floor/page/x", timeout=5).read()
                break
            time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def over_http(environment: dict[str, str], world: dict[str, Any], address: str) -> dict[str, Any]:
    """Scans and pages by 16 clients, floor and house in turn."""
    common = {"address": address, "clients": CLIENTS, "seconds": SECONDS}
    loads = {
        "scan_http": [
            {**common, "kind": "scans", "path": path, "items": world["items"][600:], "token": world["token"]}
            for path in ("/floor/scan", "/api/v1/scans")
        ],
        "journey": [
            {**common, "kind": "pages", "path": path, "tokens": world["tokens"]} for path in ("/floor/page/", "/t/")
        ],
    }
    found = {}
    for name, (floor, ours) in loads.items():
        for load in (floor, ours):
            child(environment, "tests.bench.load", {**load, "seconds": 1.0})
        pairs = [
            (
                child(environment, "tests.bench.load", floor),
                child(environment, "tests.bench.load", ours),
            )
            for _ in range(ROUNDS)
        ]
        found[name] = {
            "ours": statistics.median(pair[1] for pair in pairs),
            "floor": statistics.median(pair[0] for pair in pairs),
            "ratio": statistics.median(pair[1] / pair[0] for pair in pairs),
            "unit": "requests/s",
        }
    return found


def show(results: dict[str, dict[str, Any]]) -> None:
    """The table for people; a budget that is not met is said."""
    print(f"{'':12}{'ours':>12}{'floor':>12}{'ratio':>8}  unit")
    for name, row in results.items():
        budget = BUDGETS.get(name)
        verdict = "" if budget is None else (f"≥ {budget} ✓" if row["ratio"] >= budget else f"≥ {budget} NOT MET")
        if name == "hand_over":
            verdict = f"{row['statements']} statements, < {MOST_STATEMENTS}"
        if name == "verify":
            verdict = f"≥ {LEAST_LINES:,} " + ("✓" if row["ours"] >= LEAST_LINES else "NOT MET")
        print(f"{name:12}{row['ours']:12,.1f}{row['floor']:12,.1f}{row['ratio']:8.2f}  {row['unit']:12} {verdict}")


def main() -> None:
    """Everything, in about two minutes."""
    var = places.Places.from_environment().var
    home = places.Places(var / "bench")
    home.prepare()
    with hold.ownership(home, "bench"), Supervisor() as supervisor:
        processes.end(processes.marked(home.var), signal.SIGTERM, 10)
        keys.ensure(home.secrets)
        addresses = servers.start(supervisor, home)
        environment = {
            **os.environ,
            **addresses.environment(),
            "VAR_DIR": str(home.var),
            "DJANGO_SETTINGS_MODULE": "postal_services.settings",
            processes.MARK: str(home.var),
        }
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, check=True)
        world = child(environment, "tests.bench.world")
        with web(environment) as address:
            results = over_http(environment, world, address)
        results |= child(environment, "tests.bench.inside", {"items": world["items"]})
    show(results)
    target = Path(var) / "bench.json"
    target.write_text(json.dumps(results, indent=2), encoding="utf-8")
    print(f"→ {target}")


if __name__ == "__main__":
    main()
