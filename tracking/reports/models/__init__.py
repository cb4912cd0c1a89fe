"""Rows of the reports."""

from .reports import LONGEST_NUMBER, LONGEST_OPINION, Making, Report
from .verifications import Verification

__all__ = ["LONGEST_NUMBER", "LONGEST_OPINION", "Making", "Report", "Verification"]
