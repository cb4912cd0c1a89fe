"""Addresses of custody under ``/api/v1/``."""

from django.urls import path

from . import hand_overs, items, printing, receipts, scans

urlpatterns = [
    path("scans", scans.ScansView.as_view(), name="scans"),
    path("hand-overs", hand_overs.HandOversView.as_view(), name="hand-overs"),
    path("hand-overs/<str:code>", hand_overs.HandOverView.as_view(), name="hand-over"),
    path("hand-overs/<str:code>/proposal", hand_overs.ProposalView.as_view(), name="hand-over-proposal"),
    path(
        "hand-overs/<str:code>/countersignature",
        hand_overs.CounterSignatureView.as_view(),
        name="hand-over-countersignature",
    ),
    path("hand-overs/<str:code>/resolution", hand_overs.ResolutionView.as_view(), name="hand-over-resolution"),
    path("hand-overs/<str:code>/list.pdf", hand_overs.ListPdfView.as_view(), name="hand-over-list-pdf"),
    path("hand-overs/<str:code>/receipt.pdf", hand_overs.ReceiptPdfView.as_view(), name="hand-over-receipt-pdf"),
    path("items", items.ItemsView.as_view(), name="items"),
    path("items/<str:code>", items.ItemView.as_view(), name="item"),
    path("items/<str:code>/label.pdf", items.ItemLabelView.as_view(), name="item-label"),
    path("print-jobs", printing.PrintJobsView.as_view(), name="print-jobs"),
    path("print-jobs/<uuid:job>", printing.PrintJobView.as_view(), name="print-job"),
    path("print-jobs/<uuid:job>/labels.pdf", printing.PrintJobPdfView.as_view(), name="print-job-pdf"),
    path("receipts/verification", receipts.ReceiptVerificationView.as_view(), name="receipt-verification"),
]
