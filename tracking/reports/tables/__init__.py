"""The report as sections of tables: what paper, workbook and page set, each in its own way."""

from .cells import Cell, Column, Kind, Section, Table, said
from .sections import sections

__all__ = ["Cell", "Column", "Kind", "Section", "Table", "said", "sections"]
