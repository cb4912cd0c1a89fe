"""How often something may be tried, counted in PostgreSQL so that every process and host counts together.

A limit has windows of fixed length. Taking a permit is one atomic statement; a limit with a ``block`` takes many
permits at once and spends them in the process, so a busy scanner does not cost a write a request. With ``n``
processes at most ``n × block`` permits are lost to rounding, always on the strict side."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from postal_services import clock
from postal_services.accounts.privacy import keyed_digest


@dataclass(frozen=True)
class Limit:
    """At most ``allowed`` permits in every window of ``seconds``, for each identity; 0 means no limit."""

    name: str
    allowed: int
    seconds: int
    block: int = 1
    _held: dict[bytes, tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def take(self, identity: str) -> int | None:
        """Take one permit; ``None`` when granted, else the seconds to wait."""
        if self.allowed <= 0:
            return None
        window, wait = self._window()
        key = self._key(identity, window)
        if self.block > 1 and self._spend_held(key, window):
            return None
        spent = _add(key, self.block, (window + 1) * self.seconds)
        left = min(self.block, self.allowed - (spent - self.block))
        if left <= 0:
            return wait
        if self.block > 1:
            self._hold(key, window, left - 1)
        return None

    def give_back(self, identity: str) -> None:
        """Return a permit that turned out not to count, such as a sign-in that succeeded."""
        if self.allowed > 0:
            window, _ = self._window()
            _add(self._key(identity, window), -1, (window + 1) * self.seconds)

    def forget(self) -> None:
        """Drop the permits this process holds; the next one comes from the database."""
        with self._lock:
            self._held.clear()

    def _window(self) -> tuple[int, int]:
        now = clock.now().timestamp()
        window = int(now // self.seconds)
        return window, max(1, round((window + 1) * self.seconds - now))

    def _key(self, identity: str, window: int) -> bytes:
        return keyed_digest(f"{self.name}\x00{identity}\x00{window}", "limit")

    def _spend_held(self, key: bytes, window: int) -> bool:
        with self._lock:
            held_window, left = self._held.get(key, (window, 0))
            if held_window != window or left <= 0:
                return False
            self._held[key] = (window, left - 1)
            return True

    def _hold(self, key: bytes, window: int, left: int) -> None:
        with self._lock:
            for stale in [other for other, (its_window, _) in self._held.items() if its_window != window]:
                del self._held[stale]
            self._held[key] = (window, self._held.get(key, (window, 0))[1] + left)


def _add(key: bytes, permits: int, expires: int) -> int:
    """Add ``permits`` to what was spent under ``key``; returns the new sum. ``expires`` is a Unix second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_spentpermit AS held (key, spent, expires_at) VALUES (%s, greatest(%s, 0), %s)"
            " ON CONFLICT (key) DO UPDATE SET spent = greatest(held.spent + %s, 0) RETURNING spent",
            [key, permits, datetime.fromtimestamp(expires, UTC), permits],
        )
        row = cursor.fetchone()
    return int(row[0])
