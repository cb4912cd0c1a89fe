"""Rows of the reports."""

from .reports import Making, Report

__all__ = ["Making", "Report"]
