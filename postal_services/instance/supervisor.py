"""Keeps children alive: starts them in order, restarts what dies with growing pauses, stops them in reverse order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Self

import psutil

from postal_services.instance import console, processes

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
CALM_AFTER = 60.0
"""Seconds a child must live before its earlier deaths are forgotten."""


class Stopped(Exception):
    """The operator asked to stop (Ctrl-C, SIGTERM, a closed terminal)."""


@dataclass
class Child:
    """One supervised process and what is remembered about its deaths."""

    recipe: processes.Recipe
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0
    asked_to_stop: bool = False

    def start(self) -> None:
        """Clear what an earlier one left, then start."""
        self.recipe.before()
        self.process = processes.start(self.recipe)
        self.asked_to_stop = False
        self.started = time.monotonic()

    def pause(self) -> float:
        """Seconds to wait before the next start: 0.5, 1, 2 … 30."""
        return float(min(FIRST_PAUSE * 2 ** min(self.deaths - 1, 10), LONGEST_PAUSE))

    def ask_to_stop(self) -> None:
        """Send the signal and do not wait."""
        if self.process is not None and not self.asked_to_stop:
            self.asked_to_stop = True
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.recipe.stop_signal)

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the process and everything in its session."""
        if self.process is None:
            return
        family = _family(self.process.pid)
        if self.process.poll() is None and not at_once:
            self.ask_to_stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.recipe.stop_seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        processes.end([one for one in family if one.is_running()], signal.SIGKILL, 2)
        self.process = None


@dataclass
class Supervisor:
    """The children of one instance, in the order of their start."""

    children: list[Child] = field(default_factory=list)
    asked_to_stop: int = 0

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    def add(self, recipe: processes.Recipe) -> Child:
        """Start one more child and keep it alive from now on."""
        child = Child(recipe)
        self.children.append(child)
        child.start()
        return child

    def require_going_on(self) -> None:
        """Raise ``Stopped`` once the operator asked to stop."""
        if self.asked_to_stop:
            raise Stopped

    def wait_for(self, child: Child, answers: Callable[[], bool], seconds: float) -> None:
        """Wait until a child just added answers; raises ``Trouble`` with its last words when it does not."""
        deadline = time.monotonic() + seconds
        while not answers():
            self.require_going_on()
            gone = child.process is None or child.process.poll() is not None
            if gone or time.monotonic() > deadline:
                raise _would_not_live(child)
            time.sleep(0.03)

    def tend(self) -> None:
        """Look after every child once: notice the dead, start again those whose pause is over."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None:
                self._notice(child, now)
            elif now >= child.due:
                console.tell(f"→ {child.recipe.name}: chạy lại · starting again")
                try:
                    child.start()
                except (OSError, subprocess.SubprocessError) as error:
                    child.deaths += 1
                    child.due = now + child.pause()
                    console.tell(f"✗ {child.recipe.name}: {error}")

    def most_deaths(self) -> int:
        """Deaths of the child that died most often lately."""
        return max((child.deaths for child in self.children), default=0)

    def _notice(self, child: Child, now: float) -> None:
        if child.process is None:
            return
        code = child.process.poll()
        if code is None:
            if child.deaths and now - child.started > CALM_AFTER:
                child.deaths = 0
            return
        child.stop()
        child.deaths += 1
        child.due = now + child.pause()
        console.tell(f"✗ {child.recipe.name}: dừng đột ngột · died unexpectedly ({_reason(code)})")
        if child.deaths in {3, 10} and (words := processes.tail(child.recipe.log)):
            console.tell(words)

    def watch(self, every: Callable[[], None] = lambda: None) -> None:
        """Keep the children alive until the operator asks to stop; ``every()`` runs about every ten seconds."""
        turn = 0
        while not self.asked_to_stop:
            self.tend()
            turn += 1
            if turn % 50 == 0:
                every()
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop every child, the last started first and the servers last; a second Ctrl-C ends the waiting."""
        for child in self.children:
            if not child.recipe.is_server:
                child.ask_to_stop()
        for child in reversed(self.children):
            child.stop(at_once=self.asked_to_stop > 1)
        self.children.clear()


@contextlib.contextmanager
def default_signals() -> Iterator[None]:
    """Let another program in the foreground have Ctrl-C for a while."""
    kept = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, kept)


def _family(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        children: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
        return children
    return []


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _would_not_live(child: Child) -> console.Trouble:
    words = processes.tail(child.recipe.log)
    if "No space left on device" in words:
        return console.disk_full(str(child.recipe.log.parent) if child.recipe.log else child.recipe.name)
    return console.Trouble(
        f"{child.recipe.name} không khởi động được. Xem {child.recipe.log or 'các dòng phía trên'}.",
        f"{child.recipe.name} did not start. See {child.recipe.log or 'the lines above'}.\n{words}",
    )
