"""Addresses of the rollout for programs."""

from django.urls import path

from . import act_urls
from .progress import BurnUpView, ComparisonView, DirectiveView, ProgressView, ShareView, TargetView
from .views import BoardView

_ASK = "rollout/<str:directive>/<str:ask>"

urlpatterns = [
    *act_urls.urlpatterns,
    path("rollout/board", BoardView.as_view(), name="rollout-board"),
    path("rollout/<str:directive>", DirectiveView.as_view(), name="rollout-directive"),
    path(_ASK, ProgressView.as_view(), name="rollout-progress"),
    path(f"{_ASK}/burn-up", BurnUpView.as_view(), name="rollout-burn-up"),
    path(f"{_ASK}/comparison", ComparisonView.as_view(), name="rollout-comparison"),
    path(f"{_ASK}/share", ShareView.as_view(), name="rollout-share"),
    path(f"{_ASK}/targets/<str:code>", TargetView.as_view(), name="rollout-target"),
]
