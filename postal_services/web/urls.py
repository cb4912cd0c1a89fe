"""Addresses of the front door."""

from django.urls import path

from postal_services.web import language, views

urlpatterns = [
    path("", views.home, name="home"),
    path("ngon-ngu/<str:code>", language.switch, name="language"),
    path("kieu-mau", views.style, name="style"),
]
