"""Ways in which a receiver can misbehave, and how they are asked for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What the receiver does with the next calls instead of answering 200."""

    STATUS = "status"
    """Answers with ``status``, ``retry_after`` and ``text``."""
    SLOW = "slow"
    """Answers 200, but only after ``seconds``."""
    DRIP = "drip"
    """Sends its answer one byte at a time, ``seconds`` apart, for ever."""
    HANG = "hang"
    """Reads the call and says nothing until ``seconds`` are over, then hangs up."""
    HANG_UP = "hang_up"
    """Closes the connection without an answer."""
    HALF = "half"
    """Announces a long answer and hangs up in the middle of it."""
    HUGE = "huge"
    """Answers 200 with a body that never ends."""
    REDIRECT = "redirect"
    """Sends the caller to ``location``."""
    TWICE = "twice"
    """Answers 200 two times in one connection."""
    HOLD_BACK = "hold_back"
    """Keeps its answer until a later call has been answered, or ``seconds`` are over: answers out of order."""


@dataclass(slots=True)
class Order:
    """One fault as it was asked for; ``times`` is how many calls it spoils, ``None`` until it is taken back."""

    fault: Fault
    times: int | None = 1
    status: int = 500
    seconds: float = 1.0
    retry_after: str | None = None
    location: str = "http://127.0.0.1:1/"
    text: str = ""
    case: str | None = None

    @classmethod
    def read(cls, wanted: dict[str, Any]) -> "Order":
        """The order in a JSON object. Raises ``ValueError`` or ``TypeError`` when it cannot be understood."""
        known = {**wanted, "fault": Fault(wanted["fault"])} if "fault" in wanted else {}
        if not known:
            msg = "an order names its fault"
            raise ValueError(msg)
        return cls(**known)

    def meets(self, body: Any) -> bool:
        """Whether a call with this body is one that the order spoils."""
        if self.times is not None and self.times <= 0:
            return False
        if self.case is None:
            return True
        return isinstance(body, dict) and body.get("data", {}).get("case") == self.case
