"""Rows of the pickups room."""

from .intakes import IncompleteIntake, IntakeState, PaperCount, ShortPaper
from .pickups import Pickup, PickupAttempt, PickupKind, PickupPaper, Source
from .slots import PickupSeries, SlotRule

__all__ = [
    "IncompleteIntake",
    "IntakeState",
    "PaperCount",
    "Pickup",
    "PickupAttempt",
    "PickupKind",
    "PickupPaper",
    "PickupSeries",
    "ShortPaper",
    "SlotRule",
    "Source",
]
