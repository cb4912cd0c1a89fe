"""The wire of an outgoing webhook: one POST, bounded in time, size and destination."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.util import Timeout

from integrations.connectors import Answer, Message, Rejected, Retryable
from integrations.connectors.webhook import mapper
from integrations.connectors.webhook.excerpt import excerpt
from integrations.connectors.webhook.guard import AddressRefused, Guard, NameUnknown

EXCERPT_BYTES = 2048
"""How much of an answer is read; the rest is never asked for."""

GONE = 410
WRONG_MESSAGE = frozenset({400, 406, 409, 411, 412, 413, 414, 415, 422, 431, 451})
"""Answers that speak about this message; every other failure speaks about the endpoint and may pass."""


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect (each address), for one read, and for the whole call with everything."""

    connect_s: float = 5.0
    read_s: float = 10.0
    overall_s: float = 10.0


class Deadline:
    """Ends a call at its time by shutting the connection down, however slowly the other side drips."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds
        self.passed = False
        self._watched: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def left(self) -> float:
        """Seconds left, at least a hundredth so that a socket's timeout stays positive."""
        return max(self.ends - time.monotonic(), 0.01)

    def watch(self, sock: socket.socket) -> None:
        """Remember the connection by a second descriptor: it stays valid while TLS wraps the first one."""
        with self._lock:
            self._close()
            self._watched = sock.dup()

    @contextmanager
    def running(self) -> Iterator[None]:
        self._timer.start()
        try:
            yield
        finally:
            self._timer.cancel()
            with self._lock:
                self._close()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            if self._watched is not None:
                try:
                    self._watched.shutdown(socket.SHUT_RDWR)
                except OSError:
                    self._close()

    def _close(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None


class PinnedAdapter(HTTPAdapter):
    """Connects only to addresses that the guard checked, in the very step that opens the socket.

    The pool still belongs to the host name, so the Host header, the name sent in TLS and the name checked in the
    certificate are the partner's, while the socket goes to the literal address that was checked.
    """

    def __init__(self, guard: Guard, limits: Limits, deadline: Deadline) -> None:
        self._connect = _connector(guard, limits, deadline)
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - the library's signature
        connect = self._connect

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        manager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **kwargs)
        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
        self.poolmanager = manager


def _connector(guard: Guard, limits: Limits, deadline: Deadline) -> Callable[[HTTPConnection], socket.socket]:
    """How a connection opens its socket: resolve once, check all, connect to the first checked address that answers."""

    def connect(connection: HTTPConnection) -> socket.socket:
        host = connection._dns_host  # noqa: SLF001 - the name with its trailing dot, as the library itself resolves it
        try:
            addresses = guard.addresses(host.lower(), connection.port)
        except NameUnknown as error:
            raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
        problem: OSError = OSError("no address")
        for address in addresses[:3]:
            try:
                sock = socket.create_connection(
                    (address, connection.port), timeout=min(limits.connect_s, deadline.left())
                )
            except OSError as error:
                problem = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            deadline.watch(sock)
            return sock
        if isinstance(problem, TimeoutError):
            raise ConnectTimeoutError(connection, "connect timed out") from problem
        raise NewConnectionError(connection, str(problem)) from problem

    return connect


@dataclass(frozen=True)
class WebhookConnector:
    """Sends a message as a signed webhook."""

    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)
    ca_bundle: str | None = None

    def send(self, message: Message) -> Answer:
        """POST the message once and judge the answer. Raises :class:`Retryable` or :class:`Rejected` only."""
        content = mapper.payload(message.body)
        headers = mapper.headers(id=message.id, sent_at=message.sent_at, secrets=message.secrets, content=content)
        deadline = Deadline(self.limits.overall_s)
        try:
            self.guard.check_url(message.url)
            with deadline.running():
                return self._post(message.url, content, headers, deadline)
        except AddressRefused as error:
            raise Retryable(error.code) from error
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise Retryable("timeout" if deadline.passed else _code_of(error)) from error

    def _post(self, url: str, content: bytes, headers: dict[str, str], deadline: Deadline) -> Answer:
        adapter = PinnedAdapter(self.guard, self.limits, deadline)
        with requests.Session() as session:
            session.trust_env = False
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            timeout = Timeout(total=self.limits.overall_s, connect=self.limits.connect_s, read=self.limits.read_s)
            with session.post(
                url,
                data=content,
                headers=headers,
                timeout=timeout,  # type: ignore[arg-type]  # requests takes urllib3's own object, its stubs do not say so
                allow_redirects=False,
                stream=True,
                verify=self.ca_bundle or True,
            ) as response:
                text = _beginning(response)
                if deadline.passed:
                    raise Retryable("timeout", status=response.status_code)
                return judge(response.status_code, response.headers, text)


def _beginning(response: requests.Response) -> bytes:
    """The first two kilobytes of an answer; an answer that ends before it announced to is an error of the wire."""
    text = b""
    while len(text) < EXCERPT_BYTES:
        piece = response.raw.read(EXCERPT_BYTES - len(text), decode_content=False)
        if not piece:
            break
        text += piece
    return text


def judge(status: int, headers: Any, text: bytes, *, now: datetime | None = None) -> Answer:
    """What an answer means. Raises :class:`Retryable` or :class:`Rejected` unless the message was taken (2xx)."""
    if 200 <= status < 300:  # noqa: PLR2004 - the class of success
        return Answer(status)
    piece = excerpt(text)
    if status == GONE:
        raise Rejected("gone", status=status, excerpt=piece, gone=True)
    if status in WRONG_MESSAGE:
        raise Rejected(f"http_{status}", status=status, excerpt=piece)
    if 300 <= status < 400:  # noqa: PLR2004 - the class of redirects
        raise Retryable("redirect_refused", status=status)
    retry_after = parse_retry_after(headers.get("retry-after"), now or datetime.now(UTC))
    raise Retryable(f"http_{status}", status=status, excerpt=piece, retry_after=retry_after)


def parse_retry_after(text: str | None, now: datetime) -> timedelta | None:
    """The wait asked for in a ``Retry-After`` header (seconds or an HTTP date), ``None`` when there is none to read."""
    if not text:
        return None
    trimmed = text.strip()
    if trimmed.isascii() and trimmed.isdigit():
        return timedelta(seconds=min(int(trimmed[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(trimmed)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta(0))


def _code_of(error: Exception) -> str:
    """A stable code for what went wrong on the wire."""
    chain = _causes(error)
    if any(isinstance(cause, NameResolutionError) for cause in chain):
        return "name_unknown"
    if any(isinstance(cause, requests.exceptions.SSLError) for cause in chain):
        return "tls_failed"
    if any(isinstance(cause, requests.Timeout | TimeoutError | ConnectTimeoutError) for cause in chain):
        return "timeout"
    if any(isinstance(cause, NewConnectionError | ConnectionRefusedError) for cause in chain):
        return "connection_refused"
    if any(isinstance(cause, requests.exceptions.InvalidURL | ValueError) for cause in chain):
        return "url_malformed"
    return "broken_answer"


def _causes(error: BaseException) -> list[BaseException]:
    """An error with everything it was raised from, also where a library keeps the cause in its arguments."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting and len(found) < 20:  # noqa: PLR2004 - a chain longer than this is a loop
        current = waiting.pop()
        found.append(current)
        inner = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        waiting.extend(cause for cause in inner if isinstance(cause, BaseException) and cause not in found)
    return found
