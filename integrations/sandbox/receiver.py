"""A small real receiver of webhooks; it needs neither Django nor a database.

``POST /hook/<name>`` receives as the partner ``name``; ``/control/<name>`` tells it how to behave and what came in:

- ``PUT /control/<name>`` ``{"secrets": ["whsec_…"], "orders": [{"fault": "status", "status": 500, "times": 2}]}``
- ``GET /control/<name>`` gives everything received, in the order of arrival
- ``DELETE /control/<name>`` forgets it all
"""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from integrations.sandbox.faults import Fault, Order

MAX_BODY = 1 << 20
HOLD_STEP_S = 0.02


@dataclass(frozen=True, slots=True)
class Received:
    """One call as it came in. ``verified`` counts the known secrets whose signature was right."""

    number: int
    at: float
    webhook_id: str
    verified: int
    seen_before: bool
    spoiled_by: str | None
    headers: dict[str, str]
    body: Any

    @property
    def case(self) -> str:
        return str(self.body["data"]["case"])

    @property
    def sequence(self) -> int:
        return int(self.body["data"]["sequence"])


@dataclass
class Partner:
    """One partner's side: its secrets, its orders to misbehave, what it received."""

    secrets: list[str] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    answered: int = 0


class Desk:
    """All partners of one sandbox, behind one lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.partners: dict[str, Partner] = {}
        self.on_call: Callable[[str, Received], None] | None = None

    def partner(self, name: str) -> Partner:
        with self.lock:
            return self.partners.setdefault(name, Partner())

    def take(self, name: str, headers: dict[str, str], content: bytes) -> tuple[Received, Order | None]:
        """Record one call and say how to answer it."""
        partner = self.partner(name)
        body = _json(content)
        with self.lock:
            order = next((order for order in partner.orders if order.meets(body)), None)
            if order is not None and order.times is not None:
                order.times -= 1
            identity = headers.get("webhook-id", "")
            received = Received(
                number=len(partner.received) + 1,
                at=time.time(),
                webhook_id=identity,
                verified=sum(_verifies(secret, content, headers) for secret in partner.secrets),
                seen_before=any(earlier.webhook_id == identity for earlier in partner.received),
                spoiled_by=order.fault.value if order else None,
                headers=headers,
                body=body,
            )
            partner.received.append(received)
        if self.on_call is not None:
            self.on_call(name, received)
        return received, order


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _verifies(secret: str, content: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(content, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    """One connection to the sandbox."""

    protocol_version = "HTTP/1.1"
    desk: Desk

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's signature
        """Stay quiet: what came in is kept in the desk."""

    def do_POST(self) -> None:
        content = self._content()
        kind, name = self._address()
        if kind != "hook":
            self._answer(HTTPStatus.NOT_FOUND)
            return
        headers = {key.lower(): value for key, value in self.headers.items()}
        _, order = self.desk.take(name, headers, content)
        partner = self.desk.partner(name)
        with contextlib.suppress(OSError):
            if order is None:
                self._answer(HTTPStatus.OK, {"received": True})
            else:
                self._misbehave(order, partner)
        with self.desk.lock:
            partner.answered += 1

    def do_PUT(self) -> None:
        kind, name = self._address()
        try:
            wanted = json.loads(self._content() or b"{}")
            orders = [Order.read(order) for order in wanted.get("orders", [])]
        except (ValueError, TypeError, AttributeError) as error:
            self._answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})
            return
        if kind != "control":
            self._answer(HTTPStatus.NOT_FOUND)
            return
        partner = self.desk.partner(name)
        with self.desk.lock:
            partner.orders = orders if "orders" in wanted else partner.orders
            partner.secrets = list(wanted.get("secrets", partner.secrets))
        self._answer(HTTPStatus.OK, {"orders": len(partner.orders), "secrets": len(partner.secrets)})

    def do_GET(self) -> None:
        kind, name = self._address()
        if kind != "control":
            self._answer(HTTPStatus.NOT_FOUND)
            return
        partner = self.desk.partner(name)
        with self.desk.lock:
            received = [asdict(call) for call in partner.received]
        self._answer(HTTPStatus.OK, {"received": received})

    def do_DELETE(self) -> None:
        kind, name = self._address()
        if kind != "control":
            self._answer(HTTPStatus.NOT_FOUND)
            return
        with self.desk.lock:
            self.desk.partners.pop(name, None)
        self._answer(HTTPStatus.OK, {})

    def _address(self) -> tuple[str, str]:
        parts = self.path.split("?", 1)[0].strip("/").split("/")
        return (parts[0], parts[1]) if len(parts) == 2 else ("", "")  # noqa: PLR2004 - kind and name

    def _content(self) -> bytes:
        length = self.headers.get("content-length", "0")
        return self.rfile.read(min(int(length) if length.isdigit() else 0, MAX_BODY))

    def _answer(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _misbehave(self, order: Order, partner: Partner) -> None:
        misdeeds: dict[Fault, Callable[[Order, Partner], None]] = {
            Fault.STATUS: self._status,
            Fault.SLOW: self._slow,
            Fault.DRIP: self._drip,
            Fault.HANG: self._hang,
            Fault.HANG_UP: self._hang_up,
            Fault.HALF: self._half,
            Fault.HUGE: self._huge,
            Fault.REDIRECT: self._redirect,
            Fault.TWICE: self._twice,
            Fault.HOLD_BACK: self._hold_back,
        }
        misdeeds[order.fault](order, partner)

    def _status(self, order: Order, _: Partner) -> None:
        headers = {"retry-after": order.retry_after} if order.retry_after is not None else {}
        self._answer(order.status, {"error": order.text or "as ordered"}, headers)

    def _slow(self, order: Order, _: Partner) -> None:
        time.sleep(order.seconds)
        self._answer(HTTPStatus.OK, {"received": True})

    def _drip(self, order: Order, _: Partner) -> None:
        self.close_connection = True
        for byte in b"HTTP/1.1 200 OK\r\nx-drip: " + b"." * 10_000:
            self.wfile.write(bytes([byte]))
            time.sleep(order.seconds)

    def _hang(self, order: Order, _: Partner) -> None:
        time.sleep(order.seconds)
        self.close_connection = True

    def _hang_up(self, _order: Order, _partner: Partner) -> None:
        self.close_connection = True

    def _half(self, _order: Order, _partner: Partner) -> None:
        self.close_connection = True
        self.wfile.write(b'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"recei')

    def _huge(self, _order: Order, _partner: Partner) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            self.wfile.write(b"x" * 65_536)

    def _redirect(self, order: Order, _: Partner) -> None:
        self._answer(HTTPStatus.FOUND, None, {"location": order.location})

    def _twice(self, _order: Order, _partner: Partner) -> None:
        self._answer(HTTPStatus.OK, {"received": True})
        self._answer(HTTPStatus.OK, {"received": True})

    def _hold_back(self, order: Order, partner: Partner) -> None:
        before, end = partner.answered, time.monotonic() + order.seconds
        while partner.answered == before and time.monotonic() < end:
            time.sleep(HOLD_STEP_S)
        self._answer(HTTPStatus.OK, {"received": True})


class Sandbox:
    """A running receiver: listens from the start, answers while served."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.desk = Desk()
        handler = type("Handler", (_Handler,), {"desk": self.desk})
        self.server = ThreadingHTTPServer((host, port), handler)
        self.server.daemon_threads = True
        self.host, self.port = host, int(self.server.server_address[1])

    @property
    def key(self) -> str:
        """``host:port`` as the guard's list of trusted receivers wants it."""
        return f"{self.host}:{self.port}"

    def url(self, name: str) -> str:
        """Where the partner ``name`` receives."""
        return f"http://{self.key}/hook/{name}"

    def received(self, name: str) -> list[Received]:
        """Everything the partner received, in the order of arrival."""
        partner = self.desk.partner(name)
        with self.desk.lock:
            return list(partner.received)

    def order(self, name: str, *orders: Order) -> None:
        """Tell the partner how to misbehave from now on."""
        partner = self.desk.partner(name)
        with self.desk.lock:
            partner.orders = list(orders)

    def knows(self, name: str, *secrets: str) -> None:
        """Give the partner the secrets it checks signatures with."""
        partner = self.desk.partner(name)
        with self.desk.lock:
            partner.secrets = list(secrets)

    def serve(self) -> None:
        """Answer until stopped."""
        self.server.serve_forever(poll_interval=0.05)

    @contextmanager
    def running(self) -> Iterator["Sandbox"]:
        """Answer in a thread for as long as the block lasts."""
        thread = threading.Thread(target=self.serve, daemon=True, name="sandbox")
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()
