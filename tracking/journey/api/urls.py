"""Addresses of journeys for programs."""

from django.urls import path

from .views import JourneyRatingView, JourneyView

urlpatterns = [
    path("journeys/<path:token>/rating", JourneyRatingView.as_view(), name="journey-rating"),
    path("journeys/<path:token>", JourneyView.as_view(), name="journey"),
]
