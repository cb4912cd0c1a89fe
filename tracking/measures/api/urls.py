"""Addresses of the service level for programs."""

from django.urls import path

from .views import ServiceLevelView

urlpatterns = [path("service-level", ServiceLevelView.as_view(), name="service-level")]
