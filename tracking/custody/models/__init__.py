"""Rows of custody."""

from .codes import ItemCodeRange
from .hand_overs import HandOver, HandOverLine, Receipt
from .items import Item, Leg
from .printing import Paper, PrintJob, PrintState
from .scans import Outcome, Scan

__all__ = [
    "HandOver",
    "HandOverLine",
    "Item",
    "ItemCodeRange",
    "Leg",
    "Outcome",
    "Paper",
    "PrintJob",
    "PrintState",
    "Receipt",
    "Scan",
]
