"""Reads from a replica, only where a caller asks: what was just written must be seen by the one who wrote it."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

_from_replica: ContextVar[bool] = ContextVar("from_replica", default=False)


@contextlib.contextmanager
def reads() -> Iterator[None]:
    """Inside, queries go to the replica where one is configured; for boards and reports that may be seconds old."""
    token = _from_replica.set(True)
    try:
        yield
    finally:
        _from_replica.reset(token)


class Router:
    """Django's database router: everything to the primary, asked-for reads to the replica."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str | None:
        """The replica inside ``reads()``."""
        return "replica" if _from_replica.get() else None

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        """Always the primary."""
        return "default"

    def allow_relation(self, _one: Any, _other: Any, **_hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """The replica follows by itself."""
        return db == "default"
