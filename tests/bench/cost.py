"""What one request costs in CPU time, here and at the database: ``python -m tests.bench.cost``.

Wall-clock figures of a machine that others use too say little; CPU time hardly changes. Requests go through the whole
of Django in this process, floor and house in turn, without sockets and without a web server. It reads what
``tests.bench.world`` prints, on its standard input, and needs the database to be on the same machine.
"""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import django

from tests.bench import load

ROUNDS = 15
AT_ONCE = 64
"""Requests between two looks at the clocks."""

Sender = Callable[[], None]


def sender(request: load.Request, begin: int = 0) -> Sender:
    """Sends the next request of ``load`` to this process' own Django each time it is called."""
    from django.core.wsgi import get_wsgi_application

    application: Any = get_wsgi_application()
    sent = begin

    def send() -> None:
        nonlocal sent
        # two requests of a client follow each other, as an item goes and comes; then the next client
        method, path, body, headers = request(sent // 2 % 16, sent // 32 * 2 + sent % 2)
        sent += 1
        status: list[str] = []
        answer = application(_environ(method, path, body or b"", headers), lambda line, *_: status.append(line))
        content = b"".join(answer)
        answer.close()
        if not status[0].startswith(str(HTTPStatus.OK.value)):
            raise SystemExit(f"{path}: {status[0]} {content[:300]!r}")

    return send


def _environ(method: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    said = {name.upper().replace("-", "_"): value for name, value in headers.items()}
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": said.pop("CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **{f"HTTP_{name}": value for name, value in said.items()},
    }


def spent() -> tuple[float, float]:
    """Milliseconds of CPU that this process and its database backend have used so far."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() * 1_000, int(backend.split()[0]) / 1_000_000


def milliseconds(send: Sender, times: int = AT_ONCE) -> tuple[float, float]:
    """CPU of one call of ``send`` here and at the database."""
    here, there = spent()
    for _ in range(times):
        send()
    here_now, there_now = spent()
    return (here_now - here) / times, (there_now - there) / times


def main() -> None:
    """Floor and house in turn; the median of each and the shares, as JSON."""
    world = json.loads(sys.stdin.read().splitlines()[-1])
    common = (world["items"][600:], world["token"])
    senders = {
        "floor": sender(load.scans("/floor/scan", *common)),
        "ours": sender(load.scans("/api/v1/scans", *common)),
    }
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in senders}
    for round_ in range(-1, ROUNDS):
        for name, send in senders.items():
            cost = milliseconds(send)
            if round_ >= 0:
                took[name].append(cost)
    middle = {name: [statistics.median(part) for part in zip(*costs, strict=True)] for name, costs in took.items()}
    print(
        json.dumps(
            {
                **{f"{name}_ms": [round(part, 2) for part in parts] for name, parts in middle.items()},
                "ratio": round(sum(middle["floor"]) / sum(middle["ours"]), 3),
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    main()
