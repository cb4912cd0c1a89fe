"""Addresses of custody under ``/api/v1/``."""

from django.urls import path

from . import printing, views

urlpatterns = [
    path("scans", views.ScansView.as_view(), name="scans"),
    path("hand-overs", views.HandOversView.as_view(), name="hand-overs"),
    path("hand-overs/<str:code>", views.HandOverView.as_view(), name="hand-over"),
    path("hand-overs/<str:code>/proposal", views.ProposalView.as_view(), name="hand-over-proposal"),
    path(
        "hand-overs/<str:code>/countersignature",
        views.CounterSignatureView.as_view(),
        name="hand-over-countersignature",
    ),
    path("hand-overs/<str:code>/resolution", views.ResolutionView.as_view(), name="hand-over-resolution"),
    path("hand-overs/<str:code>/list.pdf", views.ListPdfView.as_view(), name="hand-over-list-pdf"),
    path("hand-overs/<str:code>/receipt.pdf", views.ReceiptPdfView.as_view(), name="hand-over-receipt-pdf"),
    path("items", views.ItemsView.as_view(), name="items"),
    path("items/<str:code>", views.ItemView.as_view(), name="item"),
    path("items/<str:code>/label.pdf", views.ItemLabelView.as_view(), name="item-label"),
    path("print-jobs", printing.PrintJobsView.as_view(), name="print-jobs"),
    path("print-jobs/<uuid:job>", printing.PrintJobView.as_view(), name="print-job"),
    path("print-jobs/<uuid:job>/labels.pdf", printing.PrintJobPdfView.as_view(), name="print-job-pdf"),
    path("receipts/verification", views.ReceiptVerificationView.as_view(), name="receipt-verification"),
]
