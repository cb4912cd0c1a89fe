"""Addresses of the pulse."""

from django.urls import path

from postal_services.pulse import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.figures, name="metrics"),
]
