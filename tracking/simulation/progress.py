"""What the operator sees while time passes, and how the play is stopped between two acts or waves."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from django.core.management.base import OutputWrapper

_EVERY_S = 0.2
_BAR = 28
_WAIT = "Đang làm nốt việc dở; Ctrl-C lần nữa để dừng ngay. / Finishing what was begun; Ctrl-C again stops at once."


class Stopped(Exception):
    """The operator asked to stop; every act that was begun has been finished."""


class Stop:
    """Ctrl-C as a wish: the act under way is finished first, a second Ctrl-C does not wait."""

    def __init__(self) -> None:
        self._asked = False

    def check(self) -> None:
        """Between two acts; raises Stopped when somebody asked to stop."""
        if self._asked:
            raise Stopped

    def ask(self, number: int = signal.SIGINT, _frame: FrameType | None = None) -> None:
        """Stop at the next chance; the second time at once."""
        if self._asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked = True
        with suppress(OSError):
            # not print(): the handler may have come in the middle of a line that is being printed
            os.write(2, f"\n{_WAIT}\n".encode())

    @contextmanager
    def listening(self) -> Iterator["Stop"]:
        """Ctrl-C and SIGTERM come here meanwhile; outside the main thread nobody can press them."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {number: signal.signal(number, self.ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class Bar:
    """A progress bar with rate and remaining time on a terminal; a line now and then elsewhere."""

    def __init__(self, out: OutputWrapper, total: int, unit: str = "") -> None:
        self._out, self._total, self._unit = out, total, unit
        self._live = out.isatty()
        self._done = self._skipped = 0
        self._began = time.monotonic()
        self._shown = 0.0
        self._said = -1
        self._stage = ""

    @property
    def rate(self) -> float:
        """Pieces a second so far, without those that were done before."""
        return (self._done - self._skipped) / max(time.monotonic() - self._began, 1e-6)

    def advance(self, count: int = 1) -> None:
        """So many more pieces are done."""
        self._done += count
        now = time.monotonic()
        if self._live and (now - self._shown > _EVERY_S or self._done >= self._total):
            self._shown = now
            self._write(f"\r{self._line()}\x1b[K")
        tenth = 10 * self._done // max(self._total, 1)
        if not self._live and self._unit and tenth > self._said:
            self._said = tenth
            self._write(f"{self._line()}\n")

    def skip(self, count: int) -> None:
        """So many more pieces were done by an earlier run."""
        self._skipped += count
        self._done += count

    def stage(self, text: str) -> None:
        """What is being done, beside the bar."""
        self._stage = text
        self.advance(0)

    def say(self, text: str) -> None:
        """A line above the bar."""
        self._write(f"\r\x1b[K{text}\n{self._line()}" if self._live else f"{text}\n")

    def finish(self) -> None:
        """Leave the bar as it stands."""
        if self._live:
            self._write(f"\r{self._line()}\x1b[K\n")

    def _line(self) -> str:
        share = min(self._done / max(self._total, 1), 1.0)
        filled = round(share * _BAR)
        words = f"[{'█' * filled}{'·' * (_BAR - filled)}] {self._done}/{self._total}"
        if self._unit and self._done > self._skipped:
            left = (self._total - self._done) / max(self.rate, 1e-6)
            words += f" {self._unit} · {self.rate:,.0f}/s · còn / left {int(left) // 60}:{int(left) % 60:02}"
        if self._stage:
            words += f" · {self._stage}"
        return words[: shutil.get_terminal_size((120, 24)).columns - 1]

    def _write(self, text: str) -> None:
        self._out.write(text, ending="")
        self._out.flush()
