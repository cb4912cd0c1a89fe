"""Rows of custody."""

from .codes import ItemCodeRange
from .hand_overs import HandOver, HandOverLine, Receipt
from .items import Item, Leg
from .scans import Outcome, Scan

__all__ = ["HandOver", "HandOverLine", "Item", "ItemCodeRange", "Leg", "Outcome", "Receipt", "Scan"]
