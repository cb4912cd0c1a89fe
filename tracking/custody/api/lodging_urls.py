"""Addresses of dossiers for programs: those of the room below, and the door that takes one in with its items."""

from django.urls import path

from tracking.custody.api import lodging

urlpatterns = [
    path("v1/dossiers", lodging.DossiersView.as_view(), name="dossiers"),
    path("v1/dossiers/<str:code>", lodging.DossierView.as_view(), name="dossier"),
]
