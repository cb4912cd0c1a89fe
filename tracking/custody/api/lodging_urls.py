"""Addresses of dossiers for programs: those of the room below, and the door that takes one in with its items."""

from django.urls import path

from delegation.dossiers.api import views as dossiers
from tracking.custody.api import control, lodging, papers_home

urlpatterns = [
    path("v1/dossiers", lodging.DossiersView.as_view(), name="dossiers"),
    path("v1/dossiers/<str:code>/form-01.pdf", dossiers.Form01View.as_view(), name="dossier-form-01"),
    path("v1/dossiers/<str:code>/slip.pdf", dossiers.TrackingSlipView.as_view(), name="dossier-slip"),
    path("v1/dossiers/<str:code>/control-sheet.pdf", control.ControlSheetView.as_view(), name="dossier-control-sheet"),
    path("v1/dossiers/<str:code>/papers-home", papers_home.PapersHomeView.as_view(), name="dossier-papers-home"),
    path("v1/dossiers/<str:code>", lodging.DossierView.as_view(), name="dossier"),
]
