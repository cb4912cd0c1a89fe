"""The report on paper: A4, in the layout of administrative documents, drawn from its figures alone."""

from .report import ReportPaper, render_report
from .rows import Address

__all__ = ["Address", "ReportPaper", "render_report"]
