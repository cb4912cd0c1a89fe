"""What a web worker holds after a day of work: ``python -m tests.bench.memory [REQUESTS]`` (20,000).

A worker leaves after some 20,000 requests (``instance.web``), so that many are its longest day. Scans, lists, papers,
boards and citizens' pages are asked for by 16 clients in the mix below, of servers of the bench's own; then the memory
of each worker is read. The application is loaded before the server divides, so the resident size counts pages that
both share twice; the proportional size does not.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

from postal_services.instance import hold, keys, places, processes, servers
from postal_services.instance.supervisor import Supervisor
from tests.bench import load
from tests.bench.__main__ import child, web

BUDGET_MB = 150
_CLIENTS = 16
_PAGES = ("/trien-khai/44-TB-UBND/2", "/chat-luong", "/api/v1/items", "/api/v1/hand-overs", "/api/v1/service-level")
_PAPERS = ("/api/v1/items/{item}/label.pdf", "/api/v1/items/{item}")
_TURNS = 10
"""Of so many requests of a client six are scans, two citizens' pages, one a list or board, one a paper."""


def workers(address: str) -> dict[int, dict[str, float]]:
    """Megabytes, resident and proportional, of the processes that serve ``address``; not of the one that minds them."""
    port = address.rpartition(":")[2]
    found: dict[int, dict[str, float]] = {}
    parents = set()
    for process in Path("/proc").iterdir():
        try:
            environment = (process / "environ").read_bytes() if process.name.isdigit() else b""
            if f"\0PORT={port}\0".encode() not in b"\0" + environment:
                continue
            parents.add(int((process / "stat").read_text().rpartition(")")[2].split()[1]))
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
        found[int(process.name)] = {"resident": round(sizes["Rss"], 1), "proportional": round(sizes["Pss"], 1)}
    return {number: sizes for number, sizes in found.items() if number not in parents}


def _ask(address: str, request: tuple[str, str, bytes | None, dict[str, str]]) -> None:
    method, path, body, headers = request
    asked = urllib.request.Request(address + path, data=body, headers=headers, method=method)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        answer.read()


def _day(address: str, world: dict[str, Any], client: int, requests: int) -> None:
    """What one client asks for in its day."""
    scans = load.scans("/api/v1/scans", world["items"], world["token"])
    journeys = load.pages("/t/", world["tokens"])
    signed = {"Authorization": f"Bearer {world['token']}"}
    scanned = 0
    for n in range(requests):
        turn = n % _TURNS
        if turn < 6:
            _ask(address, scans(client, scanned))
            scanned += 1
        elif turn < 8:
            _ask(address, journeys(client, n))
        elif turn == 8:
            _ask(address, ("GET", _PAGES[n // _TURNS % len(_PAGES)], None, signed))
        else:
            item = world["items"][(client * 97 + n) % len(world["items"])]
            _ask(address, ("GET", _PAPERS[n // _TURNS % len(_PAPERS)].format(item=item), None, signed))


def main(requests: int) -> None:
    """Serve, let the clients work, read the workers' memory before and after, print it as JSON."""
    home = places.Places(places.Places.from_environment().var / "bench")
    home.prepare()
    with hold.ownership(home, "bench"), Supervisor() as supervisor:
        processes.end(processes.marked(home.var), signal.SIGTERM, 10)
        keys.ensure(home.secrets)
        environment = {
            **os.environ,
            **servers.start(supervisor, home).environment(),
            "VAR_DIR": str(home.var),
            "DJANGO_SETTINGS_MODULE": "postal_services.settings",
            processes.MARK: str(home.var),
        }
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, check=True)
        world = child(environment, "tests.bench.world")
        with web(environment) as address:
            _day(address, world, 0, 2 * _TURNS)
            before = workers(address)
            share = requests * len(before) // _CLIENTS
            clients = [
                threading.Thread(target=_day, args=(address, world, number, share)) for number in range(_CLIENTS)
            ]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
            after = workers(address)
    print(json.dumps({"requests": requests, "budget_mb": BUDGET_MB, "before": before, "after": after}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
