"""One folder a partner's kind of wire; each is a pure mapping and a client that speaks HTTP.

Two errors leave a connector and nothing else: :class:`Retryable` (the same message may succeed later) and
:class:`Rejected` (this message, or this address, will not be taken as it is).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """Everything needed to send one delivery once, without a database."""

    id: UUID
    url: str
    secrets: tuple[str, ...]
    body: Mapping[str, Any]
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The receiver took the message."""

    status: int


class Trouble(Exception):
    """A message that was not taken; ``code`` is stable, ``excerpt`` a bounded piece of the answer."""

    def __init__(self, code: str, *, status: int | None = None, excerpt: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.excerpt = excerpt


class Retryable(Trouble):
    """The receiver could not take the message now; ``retry_after`` is what it asked for."""

    def __init__(
        self, code: str, *, status: int | None = None, excerpt: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(code, status=status, excerpt=excerpt)
        self.retry_after = retry_after


class Rejected(Trouble):
    """The receiver will not take this message; with ``gone`` it will never take any again at this address."""

    def __init__(self, code: str, *, status: int | None = None, excerpt: str = "", gone: bool = False) -> None:
        super().__init__(code, status=status, excerpt=excerpt)
        self.gone = gone


class Connector(Protocol):
    """What a sender needs of a connector."""

    def send(self, message: Message) -> Answer:
        """Send once. Raises :class:`Retryable` or :class:`Rejected`, and nothing else."""
        ...
