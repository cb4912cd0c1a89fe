"""Addresses of money under ``/api/v1/``."""

from django.urls import path

from . import days, reconciliations, takings

urlpatterns = [
    path("dossiers/<str:code>/takings", takings.DossierTakingsView.as_view(), name="dossier-takings"),
    path("dossiers/<str:code>/refunds", takings.RefundsView.as_view(), name="dossier-refunds"),
    path("dossiers/<str:code>/charges", takings.ChargesView.as_view(), name="dossier-charges"),
    path("takings", takings.TakingsView.as_view(), name="takings"),
    path("takings/<str:number>/reversal", takings.ReversalView.as_view(), name="taking-reversal"),
    path("takings/<str:number>/receipt.pdf", takings.ReceiptView.as_view(), name="taking-receipt-pdf"),
    path("cash-days", days.CashDaysView.as_view(), name="cash-days"),
    path("cash-days/<str:code>", days.CashDayView.as_view(), name="cash-day"),
    path("cash-days/<str:code>/closing", days.ClosingView.as_view(), name="cash-day-closing"),
    path("cash-days/<str:code>/acceptance", days.AcceptanceView.as_view(), name="cash-day-acceptance"),
    path("cash-days/<str:code>/day.pdf", days.DayPaperView.as_view(), name="cash-day-pdf"),
    path("reconciliations", reconciliations.ReconciliationsView.as_view(), name="reconciliations"),
    path("reconciliations/<str:code>", reconciliations.ReconciliationView.as_view(), name="reconciliation"),
    path("reconciliations/<str:code>/figures", reconciliations.FiguresView.as_view(), name="reconciliation-figures"),
    path("reconciliations/<str:code>/ticks", reconciliations.TicksView.as_view(), name="reconciliation-ticks"),
    path(
        "reconciliations/<str:code>/signature", reconciliations.SignatureView.as_view(), name="reconciliation-signature"
    ),
    path(
        "reconciliations/<str:code>/reopening", reconciliations.ReopeningView.as_view(), name="reconciliation-reopening"
    ),
    path("reconciliations/<str:code>/sheet.pdf", reconciliations.SheetPaperView.as_view(), name="reconciliation-pdf"),
]
