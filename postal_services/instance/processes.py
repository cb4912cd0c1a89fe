"""Starting, recognising and ending processes of an instance, without ever touching a stranger's."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MARK = "POSTAL_CHILD_OF"
"""Environment variable that every started process carries; its value is the instance's ``VAR_DIR``."""

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Recipe:
    """How one child is started and stopped; others need a server until they have stopped."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    user: str | None = None
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15.0
    inherited: tuple[int, ...] = ()
    is_server: bool = False
    before: Callable[[], None] = field(default=lambda: None)


def die_with_parent(stop: int, parent: int) -> None:
    """Ask the kernel for the signal ``stop`` when the process ``parent`` is gone, however it went (Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, stop, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), stop)


def start(recipe: Recipe) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches the supervisor alone and order is kept."""
    parent = os.getpid()
    out = recipe.log.open("ab") if recipe.log else None
    try:
        return subprocess.Popen(
            recipe.argv,
            env=dict(recipe.environment),
            cwd=recipe.folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT if out else None,
            start_new_session=True,
            pass_fds=recipe.inherited,
            preexec_fn=lambda: die_with_parent(recipe.stop_signal, parent),  # noqa: PLW1509 - one thread here
            user=recipe.user,
            group=recipe.user,
            extra_groups=[] if recipe.user else None,
        )
    finally:
        if out:
            out.close()


def end(processes: Iterable[psutil.Process], stop: signal.Signals, seconds: float) -> None:
    """Ask processes to stop, wait, then kill what is left."""
    rest = list(processes)
    for process in rest:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(stop)
    _, rest = psutil.wait_procs(rest, timeout=seconds)
    for process in rest:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(rest, timeout=5)


def marked(var: Path) -> list[psutil.Process]:
    """Processes that an instance in ``var`` started and that still live (this one and its parents excepted)."""
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [process for process in psutil.process_iter() if process.pid not in ours and _mark_of(process) == str(var)]


def _mark_of(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error, OSError):
        return str(process.environ().get(MARK, ""))
    return ""


def working_in(folder: Path, program: str) -> list[psutil.Process]:
    """Processes of ``program`` whose working folder is ``folder``: a server and its children, never a namesake's."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name().startswith(program) and process.cwd() == str(folder):
                found.append(process)
    return found


def wait_until(true: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Wait until ``true()`` holds, at most ``seconds``; says whether it did."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def tail(path: Path | None, lines: int = 12) -> str:
    """The last lines of a log, for a message about why a child would not live."""
    with contextlib.suppress(OSError):
        if path:
            with path.open("rb") as log:
                log.seek(0, os.SEEK_END)
                log.seek(max(0, log.tell() - 8192))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
    return ""
