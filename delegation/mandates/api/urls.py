"""Addresses of mandates for programs."""

from django.urls import path

from delegation.mandates.api import views

urlpatterns = [
    path("v1/mandates", views.MandatesView.as_view(), name="mandates"),
    path("v1/mandates/<uuid:mandate>", views.MandateView.as_view(), name="mandate"),
]
