"""How often something may be tried, counted in PostgreSQL so that every process and host counts together.

A limit has windows of fixed length. Taking a permit is one atomic statement; a limit with a ``block`` takes many
permits at once and spends them in the process, so a busy scanner does not cost a write a request. With ``n``
processes at most ``n × block`` permits are lost to rounding, always on the strict side. A limit with ``free`` permits
gives so many in every process before anything is counted, so that who asks rarely costs no statement at all: up to
``n × free`` more than the limit."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from postal_services import clock
from postal_services.accounts.privacy import keyed_digest

MOST_HELD: Final = 50_000
"""Identities that a process remembers in one window; beyond, it forgets all of them and asks the database again."""
_NONE_LEFT: Final = -1


class _Held:
    """What a process knows of the window it is in: permits left of those taken, by key; none once all are gone."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._window = -1
        self._left: dict[bytes, int] = {}

    def of(self, window: int) -> dict[bytes, int]:
        """The permits of ``window``, under the lock; those of another are let go."""
        if window != self._window or len(self._left) >= MOST_HELD:
            self._window = window
            self._left.clear()
        return self._left

    def forget(self) -> None:
        """Let everything go."""
        with self.lock:
            self._left.clear()


@dataclass(frozen=True)
class Limit:
    """At most ``allowed`` permits in every window of ``seconds``, for each identity; 0 means no limit."""

    name: str
    allowed: int
    seconds: int
    block: int = 1
    free: int = 0
    _held: _Held = field(default_factory=_Held, repr=False, compare=False)

    def take(self, identity: str, permits: int = 1) -> int | None:
        """Take one permit, or several for an act that costs more; ``None`` when granted, else the seconds to wait."""
        if self.allowed <= 0:
            return None
        window, wait = self._window()
        key = self._key(identity, window)
        holds = self.block > 1 or self.free > 0
        if holds:
            with self._held.lock:
                left = self._held.of(window).get(key, self.free)
                if left >= permits:
                    self._held.of(window)[key] = left - permits
                    return None
                if left < 0:
                    return wait
        asked = max(self.block, permits)
        spent = _add(key, asked, (window + 1) * self.seconds)
        granted = min(asked, self.allowed - (spent - asked))
        if holds:
            granted = self._hold(key, window, granted, permits)
        return None if granted >= permits else wait

    def give_back(self, identity: str) -> None:
        """Return a permit that turned out not to count, such as a sign-in that succeeded."""
        if self.allowed > 0:
            window, _ = self._window()
            _add(self._key(identity, window), -1, (window + 1) * self.seconds)

    def forget(self) -> None:
        """Drop the permits this process holds; the next one comes from the database."""
        self._held.forget()

    def _window(self) -> tuple[int, int]:
        now = clock.now().timestamp()
        window = int(now // self.seconds)
        return window, max(1, round((window + 1) * self.seconds - now))

    def _key(self, identity: str, window: int) -> bytes:
        return keyed_digest(f"{self.name}\x00{identity}\x00{window}", "limit")

    def _hold(self, key: bytes, window: int, granted: int, permits: int) -> int:
        """Keep what was granted and is not spent now; gives what there was to spend from.

        Once the database grants nothing more, the process says no by itself until the window ends.
        """
        with self._held.lock:
            held = self._held.of(window)
            had = max(0, held.get(key, self.free)) + max(0, granted)
            if granted <= 0 and had < permits:
                held[key] = _NONE_LEFT
            else:
                held[key] = had - permits if had >= permits else had
        return had


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
