"""Reads: the figures of committees by day, the cases behind them, and how long things took."""

from .cases import Reference, behind, first_cases
from .daily import Daily, daily
from .durations import Dwell, Funnel, Times, dwell, funnel, times
from .looks import Look, one_look
from .service_level import Level, service_level

__all__ = [
    "Daily",
    "Dwell",
    "Funnel",
    "Level",
    "Look",
    "Reference",
    "Times",
    "behind",
    "daily",
    "dwell",
    "first_cases",
    "funnel",
    "one_look",
    "service_level",
    "times",
]
