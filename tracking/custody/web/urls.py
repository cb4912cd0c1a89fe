"""Addresses of custody on the screen."""

from django.urls import path

from tracking.custody.web import counting, genuine, items, lists, papers, printing, scanning, trays

app_name = "custody"
urlpatterns = [
    path("bien-nhan", genuine.receipt_check, name="receipt-check"),
    path("ban-giao/", lists.hand_overs, name="hand-overs"),
    path("ban-giao/moi", lists.hand_over_new, name="hand-over-new"),
    path("ban-giao/<str:code>", lists.hand_over, name="hand-over"),
    path("ban-giao/<str:code>/giao", lists.propose, name="propose"),
    path("ban-giao/<str:code>/rut", lists.withdraw, name="withdraw"),
    path("ban-giao/<str:code>/bo", lists.discard, name="discard"),
    path("ban-giao/<str:code>/giai-quyet", lists.resolve, name="resolve"),
    path("ban-giao/<str:code>/nhan", counting.count, name="count"),
    path("ban-giao/<str:code>/bang-ke.pdf", papers.list_paper, name="list-paper"),
    path("ban-giao/<str:code>/bien-nhan.pdf", papers.receipt_paper, name="receipt-paper"),
    path("ban-giao/<str:code>/tem.pdf", papers.list_labels, name="list-labels"),
    path("ban-giao/<str:code>/in-tem", printing.ask, name="ask-print"),
    path("in-tem/<uuid:job>", printing.watch, name="print"),
    path("in-tem/<uuid:job>/tem.pdf", printing.pdf, name="print-pdf"),
    path("quet", scanning.scan_desk, name="scan"),
    path("buu-gui/", items.held, name="held"),
    path("buu-gui/<str:code>", items.item, name="item"),
    path("buu-gui/<str:code>/tem.pdf", papers.item_label, name="item-label"),
    path("buu-gui/<str:code>/bao-phat.pdf", papers.advice_paper, name="advice"),
    path("buu-gui/<str:code>/bang-chung.json", items.evidence, name="evidence"),
    path("khay", trays.tray, name="tray"),
    path("khay/<uuid:scan>/xu-ly", trays.close, name="tray-close"),
]
