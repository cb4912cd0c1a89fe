"""Addresses of pickups under ``/api/v1/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("pickup-slots", views.PickupSlotsView.as_view(), name="pickup-slots"),
    path("pickup-assignments", views.PickupAssignmentsView.as_view(), name="pickup-assignments"),
    path("pickups", views.PickupsView.as_view(), name="pickups"),
    path("pickups/<str:code>", views.PickupView.as_view(), name="pickup"),
    path("pickups/<str:code>/rescheduling", views.PickupReschedulingView.as_view(), name="pickup-rescheduling"),
    path("pickups/<str:code>/cancellation", views.PickupCancellationView.as_view(), name="pickup-cancellation"),
    path("pickups/<str:code>/failure", views.PickupFailureView.as_view(), name="pickup-failure"),
    path("pickups/<str:code>/collection", views.PickupCollectionView.as_view(), name="pickup-collection"),
]
