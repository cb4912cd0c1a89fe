"""Addresses of the quarterly reports."""

from django.urls import path

from . import acts, check, opened, pages, sheet_cases, sheets

app_name = "reports"
urlpatterns = [
    path("bao-cao", pages.reports, name="list"),
    path("bao-cao/lap", acts.draft, name="draft"),
    path("bao-cao/lap/<uuid:making>", acts.watch, name="making"),
    path("bao-cao/<str:code>", pages.report, name="report"),
    path("bao-cao/<str:code>/duyet", acts.approve, name="approve"),
    path("bao-cao/<str:code>/chot", acts.freeze, name="freeze"),
    path("bao-cao/<str:code>/rut", acts.withdraw, name="withdraw"),
    path("bao-cao/<str:code>/kiem-tra", check.check, name="check"),
    path("bao-cao/<str:code>/so/<slug:figure>", opened.opened, name="opened"),
    path("bao-cao/<str:code>/bao-cao.pdf", pages.pdf, name="pdf"),
    path("bao-cao/<str:code>/bao-cao.xlsx", pages.workbook, name="xlsx"),
    path("trach-nhiem", sheets.ranking, name="sheets"),
    path("trach-nhiem/xep-hang.csv", sheets.ranking_csv, name="sheets-csv"),
    path("trach-nhiem/xep-hang.xlsx", sheets.ranking_xlsx, name="sheets-xlsx"),
    path("trach-nhiem/<str:unit>", sheets.sheet, name="sheet"),
    path("trach-nhiem/<str:unit>/phieu.pdf", sheets.sheet_pdf, name="sheet-pdf"),
    path("trach-nhiem/<str:unit>/<slug:figure>", sheet_cases.cases, name="sheet-cases"),
]
