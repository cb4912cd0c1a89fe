"""The report as sections of tables: what paper, workbook and page set, each in its own way."""

from .cells import Cell, Column, Kind, Section, Table, said, whole
from .sections import sections
from .ways import At, Opens, Way, Ways

__all__ = ["At", "Cell", "Column", "Kind", "Opens", "Section", "Table", "Way", "Ways", "said", "sections", "whole"]
