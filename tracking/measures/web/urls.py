"""Addresses of what is published about the service."""

from django.urls import path

from . import views

app_name = "measures"
urlpatterns = [
    path("chat-luong", views.service_level_page, name="service-level"),
    path("chat-luong.csv", views.service_level_csv, name="service-level-csv"),
]
