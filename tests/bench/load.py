"""Clients that keep a server busy: threads with one connection each, in a process of their own."""

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

Request = Callable[[int, int], tuple[str, str, bytes | None, dict[str, str]]]


def busy(address: str, seconds: float, clients: int, request: Request) -> float:
    """Requests answered with 200 in a second, over ``seconds``; ``request(client, n)`` makes the n-th of a client."""
    host = urlsplit(address).netloc
    counts = [0] * clients
    begin = threading.Barrier(clients + 1)
    stop = threading.Event()

    def work(client: int) -> None:
        connection = http.client.HTTPConnection(host, timeout=30)
        begin.wait()
        n = 0
        while not stop.is_set():
            method, path, body, headers = request(client, n)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != http.HTTPStatus.OK:
                sys.stderr.write(f"{path}: {answer.status} {content[:300]!r}\n")
                os._exit(1)
            counts[client] += 1
            n += 1

    threads = [threading.Thread(target=work, args=(client,), daemon=True) for client in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    time.sleep(seconds)
    stop.set()
    took = time.perf_counter() - started
    for thread in threads:
        thread.join(30)
    return sum(counts) / took


def scans(path: str, items: list[str], token: str) -> Request:
    """Every client carries its own items to and fro, so that each scan is a new act."""

    def one(client: int, n: int) -> tuple[str, str, bytes | None, dict[str, str]]:
        mine = items[client::16]
        scan = {
            "id": str(UUID(int=int.from_bytes(os.urandom(16), "big") & ~(0xF << 76) | 0x7 << 76)),
            "code": mine[n // 2 % len(mine)],
            "action": "arrive" if n % 2 else "dispatch",
            "age_ms": 0,
            "office": "BC-633",
        }
        body = json.dumps({"app": "bench", "scans": [scan]}).encode()
        return "POST", path, body, {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    return one


def pages(path: str, tokens: list[str]) -> Request:
    """Every client asks for another page."""
    return lambda client, n: ("GET", f"{path}{tokens[(client * 97 + n) % len(tokens)]}", None, {})


def main() -> None:
    """Run the load told on the standard input and print its rate."""
    what = json.load(sys.stdin)
    if what["kind"] == "scans":
        request = scans(what["path"], what["items"], what["token"])
    else:
        request = pages(what["path"], what["tokens"])
    sys.stdout.write(str(busy(what["address"], what["seconds"], what["clients"], request)))


if __name__ == "__main__":
    main()
