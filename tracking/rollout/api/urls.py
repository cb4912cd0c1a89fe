"""Addresses of the rollout for programs."""

from django.urls import path

from .views import BoardView, ProgressView

urlpatterns = [
    path("rollout/board", BoardView.as_view(), name="rollout-board"),
    path("rollout/<str:directive>/<int:ask>", ProgressView.as_view(), name="rollout-progress"),
]
