"""Addresses of the public list of procedures."""

from django.urls import path

from delegation.registry.web import views

app_name = "registry"
urlpatterns = [
    path("thu-tuc/", views.procedure_list, name="procedures"),
    path("thu-tuc/<str:code>", views.procedure_detail, name="procedure"),
]
