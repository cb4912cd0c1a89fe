"""Addresses of what is published about the service, and of the figures for staff."""

from django.urls import path

from . import flow, views

app_name = "measures"
urlpatterns = [
    path("chat-luong", views.service_level_page, name="service-level"),
    path("chat-luong.csv", views.service_level_csv, name="service-level-csv"),
    path("so-do", flow.flow_page, name="flow"),
    path("so-do/ho-so", flow.flow_cases, name="flow-cases"),
]
