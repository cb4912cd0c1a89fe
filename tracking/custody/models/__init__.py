"""Rows of custody."""

from .bags import Bag, BagItem, Found, Seal
from .codes import ItemCodeRange
from .hand_overs import HandOver, HandOverLine, Receipt
from .items import Item, Leg
from .printing import Paper, PrintJob, PrintState
from .proofs import DeliveryCode, Proof, ProofTry
from .routes import RouteStep
from .scans import Outcome, Scan

__all__ = [
    "Bag",
    "BagItem",
    "DeliveryCode",
    "Found",
    "HandOver",
    "HandOverLine",
    "Item",
    "ItemCodeRange",
    "Leg",
    "Outcome",
    "Paper",
    "PrintJob",
    "PrintState",
    "Proof",
    "ProofTry",
    "Receipt",
    "RouteStep",
    "Scan",
    "Seal",
]
