"""Addresses of the intake desk: a dossier taken in by form or by list, and the page of one case."""

from django.urls import path

from delegation.dossiers.web import urls as below
from tracking.custody.web import case, control, intake, lodging, papers_home

app_name = "lodging"
urlpatterns = [
    path("ho-so/moi", lodging.new, name="new"),
    path("ho-so/nhap-danh-sach", intake.upload, name="import"),
    path("ho-so/nhap-danh-sach/mau.csv", intake.template_csv, name="import-template-csv"),
    path("ho-so/nhap-danh-sach/mau.xlsx", intake.template_xlsx, name="import-template-xlsx"),
    path("ho-so/nhap-danh-sach/<uuid:job>", intake.job_detail, name="import-job"),
    path("ho-so/nhap-danh-sach/<uuid:job>/tiep", intake.carry_on, name="import-carry-on"),
    path("ho-so/nhap-danh-sach/<uuid:job>/ket-qua.csv", intake.results, name="import-results"),
    path(f"ho-so/<{below.CODE}:code>/phieu-kiem-soat.pdf", control.control_sheet, name="control-sheet"),
    path(f"ho-so/<{below.CODE}:code>/gui-tra-giay-to", papers_home.send, name="papers-home"),
    path(f"ho-so/<{below.CODE}:code>", case.detail, name="case"),
]
