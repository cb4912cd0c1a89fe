"""Papers about money: the receipt of one taking, the sheet of a closed day, the sheet of a reconciliation."""

from .day import day_pdf
from .receipt import receipt_pdf
from .sheet import reconciliation_pdf

__all__ = ["day_pdf", "receipt_pdf", "reconciliation_pdf"]
