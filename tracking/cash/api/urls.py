"""Addresses of money under ``/api/v1/``."""

from django.urls import path

from . import days, reconciliations, takings

urlpatterns = [
    path("dossiers/<str:code>/takings", takings.DossierTakingsView.as_view()),
    path("dossiers/<str:code>/refunds", takings.RefundsView.as_view()),
    path("dossiers/<str:code>/charges", takings.ChargesView.as_view()),
    path("takings", takings.TakingsView.as_view()),
    path("takings/<str:number>/reversal", takings.ReversalView.as_view()),
    path("takings/<str:number>/receipt.pdf", takings.ReceiptView.as_view()),
    path("cash-days", days.CashDaysView.as_view()),
    path("cash-days/<str:code>", days.CashDayView.as_view()),
    path("cash-days/<str:code>/closing", days.ClosingView.as_view()),
    path("cash-days/<str:code>/acceptance", days.AcceptanceView.as_view()),
    path("cash-days/<str:code>/day.pdf", days.DayPaperView.as_view()),
    path("reconciliations", reconciliations.ReconciliationsView.as_view()),
    path("reconciliations/<str:code>", reconciliations.ReconciliationView.as_view()),
    path("reconciliations/<str:code>/figures", reconciliations.FiguresView.as_view()),
    path("reconciliations/<str:code>/ticks", reconciliations.TicksView.as_view()),
    path("reconciliations/<str:code>/signature", reconciliations.SignatureView.as_view()),
    path("reconciliations/<str:code>/reopening", reconciliations.ReopeningView.as_view()),
    path("reconciliations/<str:code>/sheet.pdf", reconciliations.SheetPaperView.as_view()),
]
