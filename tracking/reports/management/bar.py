"""One bar that is drawn over itself on a terminal; a line for each stage elsewhere."""

from django.core.management.base import OutputWrapper

_WIDTH = 28


class Bar:
    """Per cent and what is being done."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._live = out.isatty()
        self._stage = ""

    def __call__(self, percent: int, stage: str) -> None:
        """Show how far it is."""
        about = stage.partition(":")[0]
        if self._live:
            filled = _WIDTH * percent // 100
            bar = "█" * filled + "░" * (_WIDTH - filled)
            self._out.write(f"\r{bar} {percent:3} % {stage:<60}", ending="")
        elif about != self._stage:
            self._out.write(f"{percent:3} % {stage}")
        self._stage = about
        self._out.flush()

    def done(self) -> None:
        """End the line."""
        if self._live:
            self._out.write("")
