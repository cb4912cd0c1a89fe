"""Drawings of the rollout: figures in, SVG with words in Vietnamese out; no statement, no script, no style of its own.

Colours and line weights come from ``static/rollout/chart.css``. Every drawing carries its figures as ``data-``
attributes and stands beside a table that says the same.
"""

from .bars import Bar, bars
from .burn_up import Band, BurnUpData, Step, burn_up
from .lanes import Lane, LanesData, Span, lanes
from .pips import Pip, pips
from .svg import Size

__all__ = [
    "Band", "Bar", "BurnUpData", "Lane", "LanesData", "Pip", "Size", "Span", "Step", "bars", "burn_up", "lanes", "pips",
]  # fmt: skip
