"""Calls about incidents, complaints and compensation."""

from django.urls import path

from . import complaints, incidents

urlpatterns = [
    path("incidents", incidents.IncidentsView.as_view(), name="incidents"),
    path("incidents/<str:code>", incidents.IncidentView.as_view(), name="incident"),
    path("incidents/<str:code>/taking", incidents.TakingView.as_view(), name="incident-taking"),
    path("incidents/<str:code>/owner", incidents.GivingView.as_view(), name="incident-owner"),
    path("incidents/<str:code>/resolution", incidents.ResolutionView.as_view(), name="incident-resolution"),
    path("incidents/<str:code>/reopening", incidents.ReopeningView.as_view(), name="incident-reopening"),
    path("incidents/<str:code>/loss", incidents.LossView.as_view(), name="incident-loss"),
    path("complaints", complaints.ComplaintsView.as_view(), name="complaints"),
    path("complaints/<str:code>", complaints.ComplaintView.as_view(), name="complaint"),
    path("complaints/<str:code>/answer", complaints.ComplaintAnswerView.as_view(), name="complaint-answer"),
    path("compensations", complaints.CompensationsView.as_view(), name="compensations"),
    path("compensations/<str:code>", complaints.CompensationView.as_view(), name="compensation"),
    path(
        "compensations/<str:code>/decision", complaints.CompensationDecisionView.as_view(), name="compensation-decision"
    ),
    path("compensations/<str:code>/payment", complaints.CompensationPaymentView.as_view(), name="compensation-payment"),
]
