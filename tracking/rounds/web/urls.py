"""Addresses of rounds on the screen."""

from django.urls import URLPattern

app_name = "rounds"
urlpatterns: list[URLPattern] = []
