"""Addresses of journeys for programs."""

from django.urls import path

from .views import JourneyView

urlpatterns = [path("journeys/<path:token>", JourneyView.as_view(), name="journey")]
