"""Addresses of reference data for programs."""

from django.urls import path

from delegation.registry.api import views

urlpatterns = [
    path("v1/units", views.UnitsView.as_view(), name="units"),
    path("v1/offices", views.OfficesView.as_view(), name="offices"),
    path("v1/procedures", views.ProceduresView.as_view(), name="procedures"),
    path("v1/procedures/<str:code>", views.ProcedureView.as_view(), name="procedure"),
    path("v1/quotes", views.QuotesView.as_view(), name="quotes"),
]
