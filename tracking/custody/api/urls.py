"""Addresses of custody under ``/api/v1/``."""

from django.urls import path

from . import bags, hand_overs, items, printing, receipts, scans

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
    path("bags", bags.BagsView.as_view(), name="bags"),
    path("bags/<str:code>", bags.BagView.as_view(), name="bag"),
    path("bags/<str:code>/items", bags.BagItemsView.as_view(), name="bag-items"),
    path("bags/<str:code>/removals", bags.BagRemovalsView.as_view(), name="bag-removals"),
    path("bags/<str:code>/sealing", bags.BagSealingView.as_view(), name="bag-sealing"),
    path("bags/<str:code>/resealing", bags.BagResealingView.as_view(), name="bag-resealing"),
    path("bags/<str:code>/unsealing", bags.BagUnsealingView.as_view(), name="bag-unsealing"),
    path("bags/<str:code>/dispatch", bags.BagDispatchView.as_view(), name="bag-dispatch"),
    path("bags/<str:code>/arrival", bags.BagArrivalView.as_view(), name="bag-arrival"),
    path("bags/<str:code>/opening", bags.BagOpeningView.as_view(), name="bag-opening"),
    path("bags/<str:code>/resolution", bags.BagResolutionView.as_view(), name="bag-resolution"),
    path("bags/<str:code>/manifest.pdf", bags.BagManifestView.as_view(), name="bag-manifest-pdf"),
    path("bags/<str:code>/label.pdf", bags.BagLabelView.as_view(), name="bag-label-pdf"),
    path("routes/<str:origin>/<str:goal>", bags.RouteView.as_view(), name="route"),
    path("items", items.ItemsView.as_view(), name="items"),
    path("items/<str:code>", items.ItemView.as_view(), name="item"),
    path("items/<str:code>/label.pdf", items.ItemLabelView.as_view(), name="item-label"),
    path("print-jobs", printing.PrintJobsView.as_view(), name="print-jobs"),
    path("print-jobs/<uuid:job>", printing.PrintJobView.as_view(), name="print-job"),
    path("print-jobs/<uuid:job>/labels.pdf", printing.PrintJobPdfView.as_view(), name="print-job-pdf"),
    path("receipts/verification", receipts.ReceiptVerificationView.as_view(), name="receipt-verification"),
]
