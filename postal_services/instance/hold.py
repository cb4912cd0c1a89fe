"""Who runs the instance in a folder: at most one owner, and commands that borrow it while it lives."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from typing import Any

import psutil

from postal_services.instance import console, places


@contextlib.contextmanager
def ownership(home: places.Places, purpose: str, patience: float = 2.0) -> Iterator[None]:
    """Own the instance for a while; raises ``Trouble`` when somebody else does and does not stop within ``patience`` s.

    The lock goes with the process, however it ends. An owner that is stopping, or lost the program that
    started it, is waited for up to 45 seconds.
    """
    with (home.run / "owner.lock").open("a+", encoding="utf-8") as lock:
        if not _take(lock.fileno(), home, patience):
            raise _owned(home)
        write_facts(home, {"purpose": purpose, "pid": os.getpid(), "state": "starting"})
        try:
            yield
        finally:
            home.facts.unlink(missing_ok=True)


def _take(lock: int, home: places.Places, patience: float) -> bool:
    begun = time.monotonic()
    while not _lock(lock, fcntl.LOCK_EX):
        waited = time.monotonic() - begun
        if waited > (45.0 if facts(home).get("state") == "stopping" else patience):
            return False
        time.sleep(0.1)
    return True


def _lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def borrow(home: places.Places) -> dict[str, Any] | None:
    """Facts of the live instance for a command, or None; the owner that ran for one command waits for its borrowers.

    The borrower's mark is a file handle that stays open across ``exec`` and closes with the process.
    """
    if not is_owned(home):
        return None
    known = facts(home)
    if not known.get("database_url"):
        return None
    handle = os.open(home.run / "borrowers.lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)  # noqa: FBT003 - positional only in the standard library
    fcntl.flock(handle, fcntl.LOCK_SH)
    return known


def wait_for_borrowers(home: places.Places) -> None:
    """Wait until no command uses the instance any more."""
    with (home.run / "borrowers.lock").open("a+", encoding="utf-8") as lock:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX)


def is_owned(home: places.Places) -> bool:
    """Whether a live process owns the instance."""
    try:
        with (home.run / "owner.lock").open("a+", encoding="utf-8") as lock:
            return not _lock(lock.fileno(), fcntl.LOCK_EX)
    except OSError:
        return False


def facts(home: places.Places) -> dict[str, Any]:
    """What the owner wrote about its instance; empty when nothing readable is there."""
    with contextlib.suppress(OSError, ValueError):
        known = json.loads(home.facts.read_text(encoding="utf-8"))
        if isinstance(known, dict):
            return known
    return {}


def write_facts(home: places.Places, known: dict[str, Any]) -> None:
    """Publish facts in one step, readable by the owner only."""
    draft = home.facts.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(known, out)
    draft.replace(home.facts)


def _owned(home: places.Places) -> console.Trouble:
    known = facts(home)
    pid = known.get("pid", "?")
    with contextlib.suppress(psutil.Error, TypeError):
        pid = f"{pid} {psutil.Process(pid).name()}"
    where = known.get("address", home.var)
    return console.Trouble(
        f"Hệ thống trong {home.var} đang chạy rồi ({where}, tiến trình {pid}). "
        "Hãy dừng nó bằng Ctrl-C hoặc make stop, hoặc đặt VAR_DIR khác để chạy bản thứ hai.",
        f"The instance in {home.var} is running already ({where}, process {pid}). "
        "Stop it with Ctrl-C or make stop, or set another VAR_DIR to run a second one.",
    )
