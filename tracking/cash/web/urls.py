"""Addresses of money on the screen."""

from django.urls import path

from delegation.dossiers.web.urls import CODE
from tracking.cash.web import days, exporting, reconciling, takings

app_name = "cash"
urlpatterns = [
    path("tien/ngay", days.my_day, name="my-day"),
    path("tien/ngay/<str:code>", days.day, name="day"),
    path("tien/ngay/<str:code>/chot", days.close, name="close"),
    path("tien/ngay/<str:code>/nhan", days.accept, name="accept"),
    path("tien/ngay/<str:code>/bang-ke.pdf", days.paper, name="day-paper"),
    path("tien/quy", days.day_list, name="days"),
    path(f"tien/thu/<{CODE}:code>", takings.take, name="take"),
    path(f"tien/hoan/<{CODE}:code>", takings.refund, name="refund"),
    path(f"tien/muc-thu/<{CODE}:code>", takings.charges, name="charges"),
    path("tien/bien-nhan/<str:number>", takings.receipt, name="receipt"),
    path("tien/bien-nhan/<str:number>/huy", takings.reverse_one, name="reverse"),
    path("tien/bien-nhan/<str:number>/bien-nhan.pdf", takings.paper, name="receipt-paper"),
    path("tien/doi-soat", reconciling.sheets, name="reconciliations"),
    path("tien/doi-soat/lap", reconciling.draft, name="draft"),
    path("tien/doi-soat/<str:code>", reconciling.sheet, name="reconciliation"),
    path("tien/doi-soat/<str:code>/so-lieu", reconciling.figure, name="figure"),
    path("tien/doi-soat/<str:code>/danh-dau", reconciling.ticks, name="ticks"),
    path("tien/doi-soat/<str:code>/ky", reconciling.sign, name="sign"),
    path("tien/doi-soat/<str:code>/mo-lai", reconciling.reopen, name="reopen"),
    path("tien/doi-soat/<str:code>/bang.pdf", reconciling.paper, name="reconciliation-paper"),
    path("tien/xuat", exporting.export, name="export"),
]
