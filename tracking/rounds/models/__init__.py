"""Rows of rounds."""

from .holds import Hold
from .rounds import Round, Stop, WithdrawnPaper
from .wishes import Wish

__all__ = ["Hold", "Round", "Stop", "Wish", "WithdrawnPaper"]
