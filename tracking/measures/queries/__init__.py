"""Reads: the figures of committees by day, the cases behind them, and how long things took."""

from .cases import behind
from .daily import Daily, daily
from .durations import Dwell, Funnel, Times, dwell, funnel, times
from .flow import Asked, Step, behind_step, flow, stays
from .hand_overs import HandedOver, Reference, handed_over
from .listing import Cases
from .looks import Look, one_look
from .origins import Origin, handed_over_by, origins
from .service_level import Level, service_level

__all__ = [
    "Asked",
    "Cases",
    "Daily",
    "Dwell",
    "Funnel",
    "HandedOver",
    "Level",
    "Look",
    "Origin",
    "Reference",
    "Step",
    "Times",
    "behind",
    "behind_step",
    "daily",
    "dwell",
    "flow",
    "funnel",
    "handed_over",
    "handed_over_by",
    "one_look",
    "origins",
    "service_level",
    "stays",
    "times",
]
