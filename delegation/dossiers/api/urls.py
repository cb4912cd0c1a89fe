"""Addresses of what an agency writes to the citizen of a case; the dossier itself is one room above."""

from django.urls import path

from delegation.dossiers.api import notices

urlpatterns = [
    path(
        "v1/dossiers/<str:code>/supplement-requests",
        notices.SupplementRequestsView.as_view(),
        name="dossier-supplement-requests",
    ),
    path("v1/dossiers/<str:code>/refusal", notices.RefusalView.as_view(), name="dossier-refusal"),
    path("v1/dossiers/<str:code>/reappointment", notices.ReappointmentView.as_view(), name="dossier-reappointment"),
    path("v1/dossiers/<str:code>/stop", notices.StopView.as_view(), name="dossier-stop"),
    path("v1/dossiers/<str:code>/resumption", notices.ResumptionView.as_view(), name="dossier-resumption"),
    path("v1/dossiers/<str:code>/notices", notices.NoticesView.as_view(), name="dossier-notices"),
    path(
        "v1/dossiers/<str:code>/notices/<uuid:notice>.pdf", notices.NoticePdfView.as_view(), name="dossier-notice-pdf"
    ),
]
