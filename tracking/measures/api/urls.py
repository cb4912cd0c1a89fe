"""Addresses of the figures for programs."""

from django.urls import path

from .flow import MeasuresView
from .views import ServiceLevelView

urlpatterns = [
    path("service-level", ServiceLevelView.as_view(), name="service-level"),
    path("measures", MeasuresView.as_view(), name="measures"),
]
