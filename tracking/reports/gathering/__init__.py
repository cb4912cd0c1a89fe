"""Reading everything a report says out of the ledger, as it was known at one moment."""

from .gather import Tell, gather
from .known import Known, as_known_now, as_known_then
from .period import Period, period_of

__all__ = ["Known", "Period", "Tell", "as_known_now", "as_known_then", "gather", "period_of"]
