"""Rows about money: takings, charges corrected, days, reconciliations."""

from .days import CashDay, CashDayQuerySet, ReceiptSerial
from .reconciliations import FigureSide, Reconciliation, ReconciliationFigure, ReconciliationTick
from .takings import ChargeCorrection, Kind, Method, Place, Taking, TakingQuerySet

__all__ = [
    "CashDay",
    "CashDayQuerySet",
    "ChargeCorrection",
    "FigureSide",
    "Kind",
    "Method",
    "Place",
    "ReceiptSerial",
    "Reconciliation",
    "ReconciliationFigure",
    "ReconciliationTick",
    "Taking",
    "TakingQuerySet",
]
