"""Addresses of the quarterly reports under ``/api/v1/``."""

from django.urls import path

from . import acts, papers, reports, sheets

urlpatterns = [
    path("reports", reports.ReportsView.as_view(), name="reports"),
    path("reports/makings/<uuid:making>", reports.MakingView.as_view(), name="report-making"),
    path("reports/<str:code>", reports.ReportView.as_view(), name="report"),
    path("reports/<str:code>/approval", acts.ApprovalView.as_view(), name="report-approval"),
    path("reports/<str:code>/freeze", acts.FreezeView.as_view(), name="report-freeze"),
    path("reports/<str:code>/withdrawal", acts.WithdrawalView.as_view(), name="report-withdrawal"),
    path("reports/<str:code>/verification", acts.VerificationView.as_view(), name="report-verification"),
    path("reports/<str:code>/report.pdf", papers.PdfView.as_view(), name="report-pdf"),
    path("reports/<str:code>/report.xlsx", papers.WorkbookView.as_view(), name="report-xlsx"),
    path("responsibility/<str:unit>", sheets.ResponsibilityView.as_view(), name="responsibility"),
]
